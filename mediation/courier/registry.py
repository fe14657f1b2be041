"""Who knows about each kind of message: whether it is still to be said, and in which words.

The courier stays below every app: it asks, through this registry, what the owner of a kind registered in its
`AppConfig.ready`. A message of an unknown kind is held, never sent.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from .enums import Priority

if TYPE_CHECKING:
    from .models import Message


@dataclass(frozen=True)
class Content:
    """What is said, whatever the channel: `text` alone on a telephone network or as a script to read aloud.

    `addressee` is the name on the envelope of a letter.
    """

    text: str
    subject: str = ""
    html: str = ""
    addressee: str = ""


@dataclass(frozen=True)
class Kind:
    """`live(at)` gives the subjects still deliverable; `compose(message)` the words, read when it leaves;
    `answer(message, intent, at=…)` acts on a reply and says whether nothing is left to do."""

    name: str
    label: str
    priority: Priority
    live: Callable[[datetime], QuerySet]
    compose: Callable[["Message"], Content]
    answer: Callable[..., bool] | None = None


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    _kinds[kind.name] = kind


def known() -> list[str]:
    return list(_kinds)


def kind(name: str) -> Kind:
    return _kinds[name]
