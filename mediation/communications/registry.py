"""What there is to announce to the media: each app that has something tells it, in its `AppConfig.ready`.

Media stay below what they announce: they ask, and keep only an opaque reference (`session:12`).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import BigIntegerField, Exists, Func, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast

from mediation.courier.enums import Channel

if TYPE_CHECKING:
    from mediation.accounts.models import Space, User
    from publics.models import Person


@dataclass(frozen=True)
class Announcement:
    ref: str
    title: str
    on: date
    address: str  # its page for the team
    texts: Callable[[], Iterable[str]]  # ready to send, the longest first
    words: Mapping[str, str] = field(default_factory=dict)  # what a message to people says of it: quoi, quand, où…
    until: datetime | None = None  # of no use after

    def text_within(self, longest: int | None) -> str:
        """The fullest text that a medium has room for; the shortest there is when it has not even that."""
        text = ""
        for text in self.texts():
            if longest is None or len(text) <= longest:
                break
        return text


Source = Callable[..., list[Announcement]]

_sources: list[Source] = []


def announce(source: Source) -> None:
    """`source(space=…, at=…)` gives what is to come and may be announced."""
    _sources.append(source)


def announcements(*, space: "Space", at: datetime) -> list[Announcement]:
    """All that is to come, soonest first."""
    told = [announcement for source in _sources for announcement in source(space=space, at=at)]
    return sorted(told, key=lambda each: (each.on, each.until.timestamp() if each.until else 0, each.ref))


@dataclass(frozen=True)
class Reader:
    """Somebody who works with the space, and is told what is to come. `ref` is what the courier calls her."""

    ref: str
    name: str
    email: str


_readers: dict[str, Callable[..., list[Reader]]] = {}


def read_by(sort: str, find: Callable[..., list[Reader]]) -> None:
    """`find(space=…, at=…)` gives the readers of one sort (`contact`), those without an e-mail too."""
    _readers[sort] = find


def readers(sort: str, *, space: "Space", at: datetime) -> list[Reader]:
    return _readers[sort](space=space, at=at) if sort in _readers else []


@dataclass(frozen=True)
class Sort:
    """What a campaign asks of what it announces, by its key.

    `live(at)` are those still to be announced, `find(space, pk, at=…)` one of them, None when it no longer is;
    `answered(pk)` the people who said already whether they come; `accept(pk, person, channel=…, at=…, by=…)` does what
    her yes by that channel asks, False when somebody is to see to it.
    """

    live: Callable[[datetime], QuerySet]
    find: Callable[..., Announcement | None]
    answered: Callable[[int], QuerySet]
    accept: Callable[..., bool]


_sorts: dict[str, Sort] = {}


def announce_sort(name: str, sort: Sort) -> None:
    _sorts[name] = sort


def found(ref: str, *, space: "Space", at: datetime) -> Announcement | None:
    name, _, pk = ref.partition(":")
    return _sorts[name].find(space, int(pk), at=at) if name in _sorts else None


def is_announced(*, at: datetime) -> Q:
    """Of rows that name what they announce (`space`, `subject_ref`): whether it is still to be."""
    still = Q(pk__in=[])
    for name, sort in _sorts.items():
        pk = Func(OuterRef("subject_ref"), Value(":"), Value(2), function="split_part")
        named = sort.live(at).filter(space=OuterRef("space"), pk=Cast(pk, BigIntegerField()))
        still |= Q(Exists(named), subject_ref__startswith=f"{name}:")
    return still


def answered(ref: str) -> QuerySet:
    name, _, pk = ref.partition(":")
    return _sorts[name].answered(int(pk))


def accept(ref: str, person: "Person", *, channel: Channel, at: datetime, by: "User | None" = None) -> bool:
    name, _, pk = ref.partition(":")
    return _sorts[name].accept(int(pk), person, channel=channel, at=at, by=by)
