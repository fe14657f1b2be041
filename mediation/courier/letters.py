"""Messages that go by post: one page a message, folded in three, for an envelope with a window on the right."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from mediation.accounts.models import Space
from mediation.common import printing

from . import registry
from .models import Message

LONG = 900  # characters


@dataclass(frozen=True)
class Letter:
    space: Space
    addressee: str
    address_lines: list[str]
    subject: str
    paragraphs: list[str]
    day: date

    @property
    def is_long(self) -> bool:
        """Set smaller, so that it holds on its page."""
        return sum(map(len, self.paragraphs)) > LONG


def letter(message: Message, addressee: str) -> Letter:
    content = registry.kind(message.kind).compose(message)
    return Letter(
        space=message.space,
        addressee=addressee,
        address_lines=[line.strip() for line in message.address.split(",") if line.strip()],
        subject=content.subject,
        paragraphs=content.text.split("\n\n"),
        day=timezone.localdate(timezone=message.space.zone),
    )


def pdf(messages: list[Message]) -> bytes:
    """One PDF, a page a message, in this order. Made again, it marks nothing: `services.post_letters` does."""
    addressees = registry.addressees_of(messages)
    letters = [letter(message, addressees[message.pk].name) for message in messages]
    return printing.pdf("courier/letter.html", {"letters": letters}, stylesheets=("letter",))
