"""Who knows about each kind of message: whether it is still to be said, and in which words.

The courier stays below every app: it asks, through this registry, what the owner of a kind registered in its
`AppConfig.ready`. A message of an unknown kind is held, never sent.
"""

import logging
import operator
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from typing import TYPE_CHECKING, Any

from django.db import InterfaceError, OperationalError
from django.db.models import Q, QuerySet

from .enums import Priority

if TYPE_CHECKING:
    from mediation.accounts.models import Space

    from .models import Message
    from .services import Recipient

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Content:
    """What is said, whatever the channel: `text` alone on a telephone network or as a script to read aloud."""

    text: str
    subject: str = ""
    html: str = ""
    stops_at: str = ""  # the page of RFC 8058, where a mail reader stops them in one press


@dataclass(frozen=True)
class Kind:
    """`live(at)` gives the subjects still deliverable; `compose(message)` the words, read when it leaves: a `Script`
    (`scripts`) where a space may write its own;
    `answer(message, intent, at=…)` acts on a reply and says whether nothing is left to do. `is_awaited`: she has just
    asked for it, so that her telephone may ring at night. `compose_all(messages)` says what `compose` would to each, by
    its key, for a kind of which many leave at once."""

    name: str
    label: str
    priority: Priority
    live: Callable[[datetime], QuerySet]
    compose: Callable[["Message"], Content]
    answer: Callable[..., bool] | None = None
    is_awaited: bool = False
    compose_all: Callable[[list["Message"]], dict[Any, Content]] | None = None


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    _kinds[kind.name] = kind


def known() -> list[str]:
    return list(_kinds)


def kind(name: str) -> Kind:
    return _kinds[name]


def kinds() -> list[Kind]:
    """In the order in which they were registered."""
    return list(_kinds.values())


def composed_together(messages: list["Message"]) -> dict[Any, Content]:
    """The words of those whose kind puts many together, by the message's key; what that fails for is composed one by
    one, as the others."""
    ready = {}
    for name in {message.kind for message in messages if kind(message.kind).compose_all}:
        try:
            ready |= kind(name).compose_all([message for message in messages if message.kind == name])
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            logger.exception("Messages of a kind (%s) could not be composed together.", name)
    return ready


@dataclass(frozen=True)
class Subject:
    """What messages are about, in a line, and the page of the team where it is seen."""

    title: str
    address: str


@dataclass(frozen=True)
class Subjects:
    """`titles(ids)` names the subjects of some kinds; `within(space, code)` finds those of one event by its code."""

    kinds: frozenset[str]
    titles: Callable[[list[int]], dict[int, Subject]]
    within: Callable[..., QuerySet]


_subjects: list[Subjects] = []


def describe(subjects: Subjects) -> None:
    _subjects.append(subjects)


def subjects_of(messages: Iterable["Message"]) -> dict[Any, Subject]:
    """The subject of each message, by the message's key: at most one reading for those who share an owner."""
    messages = list(messages)
    found = {}
    for owner in _subjects:
        theirs = [message for message in messages if message.kind in owner.kinds]
        titles = owner.titles([message.subject_id for message in theirs]) if theirs else {}
        found |= {each.pk: titles[each.subject_id] for each in theirs if each.subject_id in titles}
    return found


def within(space: "Space", code: str) -> Q:
    """The messages about one event."""
    theirs = (Q(kind__in=owner.kinds, subject_id__in=owner.within(space, code)) for owner in _subjects)
    return reduce(operator.or_, theirs, Q(pk__in=[]))


_silenced: list[Callable[..., None]] = []


def when_silenced(act: Callable[..., None]) -> None:
    """`act(space, channel, address, reason, at)`: written to no more, whoever has that address is reached otherwise."""
    _silenced.append(act)


def silence(**said) -> None:
    for act in _silenced:
        act(**said)


@dataclass(frozen=True)
class Addressee:
    """Who a message speaks to, and her page; `through` answers for her, as she asked, `when` suits who answers."""

    name: str
    address: str = ""
    through: str = ""
    when: str = ""


UNKNOWN = Addressee("Quelqu'un dont la fiche n'est plus là")
_addressees: dict[str, Callable[[list[int]], dict[int, Addressee]]] = {}


def introduce(sort: str, finder: Callable[[list[int]], dict[int, Addressee]]) -> None:
    """Whose references begin by `sort`, as in `person:12`, are found by `finder(ids)`."""
    _addressees[sort] = finder


def addressees_of(messages: Iterable["Message"]) -> dict[Any, Addressee]:
    """Who each message speaks to, by the message's key: one reading a sort."""
    parted = {message.pk: message.recipient_ref.partition(":") for message in messages}
    ids = {sort: {int(pk) for name, _, pk in parted.values() if name == sort} for sort in _addressees}
    found = {sort: finder(sorted(ids[sort])) for sort, finder in _addressees.items() if ids[sort]}
    return {key: found.get(sort, {}).get(int(pk), UNKNOWN) for key, (sort, _, pk) in parted.items()}


_recipients: dict[str, Callable[[int], "Recipient | None"]] = {}


def reach(sort: str, finder: Callable[[int], "Recipient | None"]) -> None:
    """`finder(id)`: by what somebody of this sort is told something today."""
    _recipients[sort] = finder


def reached_by(message: "Message") -> "Recipient | None":
    """By what whoever this message speaks to is told today; None when nothing reaches her, or when nobody knows."""
    sort, _, pk = message.recipient_ref.partition(":")
    return _recipients[sort](int(pk)) if sort in _recipients else None
