"""What really left the application on a trial machine, read from the folder settings.LOCAL_MAILBOX.

`<instant>-<n>.eml` as SMTP delivered it, `<instant>-<n>.sms.json` with to, sender, text, reference, again.
Letters leave no file: they are the rows said to be posted.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from mediation.common.gsm import Length, length

from .enums import Channel, MessageState
from .models import Message

INSTANT = "%Y%m%dT%H%M%S.%fZ"
_LINK = re.compile(r"https?://[^\s<>\"]+|{host}/[^\s<>\"]*")
_AFTER_A_LINK = ".,;:!?)»"


@dataclass(frozen=True)
class Arrived:
    name: str
    channel: Channel
    at: datetime
    sender: str
    to: str
    text: str
    subject: str = ""
    has_page: bool = False
    reference: str = ""  # the id of our message, said to the gateway
    is_again: bool = False  # the same message came before: nobody should receive it twice

    @property
    def length(self) -> Length:
        return length(self.text)

    @property
    def linked_text(self) -> SafeString:
        return linked(self.text)


def arrived() -> list[Arrived]:
    """Newest first. The caller sees every space: letters are read with `isolation.everything()`."""
    return sorted([*emails(), *text_messages(), *letters()], key=lambda one: (one.at, one.name), reverse=True)


def files(suffix: str) -> list[Path]:
    return sorted(path for path in Path(settings.LOCAL_MAILBOX).glob(f"*{suffix}") if not path.name.startswith("."))


def named(name: str, suffix: str) -> Path | None:
    """Only a file that is listed: whatever the address says, nothing outside the folder is opened."""
    return next((path for path in files(suffix) if path.name == name), None)


def instant(path: Path) -> datetime:
    return datetime.strptime(path.name.partition("-")[0], INSTANT).replace(tzinfo=UTC)


def emails() -> Iterator[Arrived]:
    seen = set()
    for path in files(".eml"):
        mail = email_at(path)
        identity = (mail["Message-ID"], mail["X-Envelope-To"])
        body = mail.get_body(("plain", "html"))
        yield Arrived(
            name=path.name,
            channel=Channel.EMAIL,
            at=instant(path),
            sender=str(mail["From"]),
            to=str(mail["To"]),
            subject=str(mail["Subject"]),
            text=body.get_content().strip() if body else "",
            has_page=mail.get_body(("html",)) is not None,
            is_again=identity in seen,
        )
        seen.add(identity)


def email_at(path: Path) -> EmailMessage:
    return message_from_bytes(path.read_bytes(), policy=policy.default)


def text_messages() -> Iterator[Arrived]:
    for path in files(".sms.json"):
        said = json.loads(path.read_bytes())
        yield Arrived(
            name=path.name,
            channel=Channel.SMS,
            at=instant(path),
            sender=said["sender"],
            to=said["to"],
            text=said["text"],
            reference=said["reference"],
            is_again=said["again"],
        )


def letters() -> Iterator[Arrived]:
    for message in Message.objects.filter(channel=Channel.LETTER, state=MessageState.SENT).select_related("space"):
        yield Arrived(
            name=str(message.pk),
            channel=Channel.LETTER,
            at=message.sent_at,
            sender=message.space.name,
            to=message.address,
            subject=message.payload.get("subject", ""),
            text=message.payload.get("text", ""),
        )


def linked(text: str) -> SafeString:
    """The text with its addresses to click. Ours lead to this server, also those of SMS, written without scheme."""
    host = urlsplit(settings.PUBLIC_ADDRESS).netloc
    pattern = re.compile(_LINK.pattern.replace("{host}", re.escape(host)))
    parts, end = [], 0
    for found in pattern.finditer(text):
        shown = found[0].rstrip(_AFTER_A_LINK)
        parts += [(text[end : found.start()],), (format_html('<a href="{}">{}</a>', target(shown, host), shown),)]
        end = found.start() + len(shown)
    return format_html_join("", "{}", [*parts, (text[end:],)])


def target(shown: str, host: str) -> str:
    address = shown if "://" in shown else f"http://{shown}"
    parts = urlsplit(address)
    return (parts.path + (f"?{parts.query}" if parts.query else "") or "/") if parts.netloc == host else address
