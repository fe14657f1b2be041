"""An e-mail as bytes, quickly: what those of a space share is written once by Django, then each one's own is laid in.

Read by whoever receives it, it is the one Django makes. What Django would write otherwise (a line too long for a mail
server, an address with accents, a page without its text) is left to it.
"""

import re
import secrets
from email.utils import formatdate
from functools import lru_cache
from typing import NamedTuple

from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import RFC5322_EMAIL_LINE_LENGTH_LIMIT, forbid_multi_line_headers

CHARSET = "utf-8"
MARK = f"mark{secrets.token_hex(8)}"  # no text holds it
_MARKED = re.compile(rf"{MARK}([a-z]+)(?:@{MARK}\.invalid|é)?".encode())


class Shape(NamedTuple):
    """What the e-mails of one skeleton have in common."""

    sender: str
    reply_to: str = ""
    has_html: bool = True
    stops: bool = False  # in one press, from the mail reader


def to_stop(page: str) -> dict[str, str]:
    """RFC 8058: the reader's own button."""
    return {"List-Unsubscribe": f"<{page}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"} if page else {}


@lru_cache(maxsize=256)
def skeleton(shape: Shape) -> tuple[bytes, ...]:
    """The e-mail in pieces: each second one is the name of what goes there."""
    headers = {"Message-ID": f"{MARK}id", "Date": f"{MARK}date"} | to_stop(f"{MARK}stop" if shape.stops else "")
    mail = EmailMultiAlternatives(
        subject=f"{MARK}subject", body=f"{MARK}texté", from_email=shape.sender, to=[f"{MARK}to@{MARK}.invalid"],
        reply_to=[shape.reply_to] if shape.reply_to else None, headers=headers,
    )  # fmt: skip
    if shape.has_html:
        mail.attach_alternative(f"{MARK}htmlé", "text/html")
    return tuple(_MARKED.split(mail.message().as_bytes(linesep="\r\n")))


def compiled(shape: Shape, *, to: str, subject: str, message_id: str, text: str, html: str, stop: str) -> bytes | None:
    """None for what is left to Django. Refused, as by Django: a header on several lines."""
    if not text or not to.isascii():
        return None
    bodies = [lines_of(text), lines_of(html)]
    if any(len(line) > RFC5322_EMAIL_LINE_LENGTH_LIMIT for body in bodies for line in body):
        return None
    own = {
        b"subject": subject_line(subject), b"to": header("To", to), b"id": header("Message-ID", message_id),
        b"stop": header("List-Unsubscribe", stop), b"date": formatdate().encode(),
        b"text": b"\r\n".join(bodies[0]), b"html": b"\r\n".join(bodies[1]),
    }  # fmt: skip
    pieces = list(skeleton(shape))
    pieces[1::2] = [own[name] for name in pieces[1::2]]
    return b"".join(pieces)


def lines_of(body: str) -> list[bytes]:
    """Whatever ends them."""
    return body.replace("\r\n", "\n").replace("\r", "\n").encode().split(b"\n")


@lru_cache(maxsize=1024)
def subject_line(value: str) -> bytes:
    return header("Subject", value)


def header(name: str, value: str) -> bytes:
    """As Django writes its value."""
    return forbid_multi_line_headers(name, value, CHARSET)[1].encode().replace(b"\n", b"\r\n")
