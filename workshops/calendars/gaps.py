"""The hours when nothing takes place where it could: each may be proposed to somebody, or given to a session."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from mediation.accounts.models import Venue
from mediation.common import hours

from .drawing import QUARTER, Drawn

SHORTEST = timedelta(minutes=45)
USUAL = hours.read("Mo-Fr 09:00-18:00")  # where no venue says its hours

Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Gap(Drawn):
    """`scope`: of whom and of where it is, as an address says it."""

    scope: str
    kind = "gap"

    @property
    def query(self) -> str:
        """What the forms take from the address."""
        when = urlencode({"jour": self.starts_at.date(), "heure": f"{self.starts_at:%H:%M}"})
        return f"{when}&{self.scope}" if self.scope else when


def open_hours(venues: Iterable[Venue]) -> hours.Hours:
    known = hours.together(venue.opening_hours for venue in venues)
    return known if known.is_known else USUAL


def gaps_of(day: date, opened: hours.Hours, taken: Iterable[Span], scope: str, *, at: datetime) -> list[Gap]:
    """Of that day, on the clocks of `at`, from then on."""
    spans = [tuple(hours.at_minute(day, minute, at) for minute in span) for span in opened.spans(day)]
    since, taken = next_quarter(at), sorted(taken)
    return [Gap(*free, scope) for span in spans for free in between(span, taken, since)]


def between(span: Span, taken: list[Span], since: datetime) -> Iterator[Span]:
    """What is left of it once those are taken out, where something could still be done."""
    start, end = max(span[0], since), span[1]
    for begin, over in [*taken, (end, end)]:
        if min(begin, end) - start >= SHORTEST:
            yield start, min(begin, end).astimezone(start.tzinfo)
        start = max(start, over.astimezone(start.tzinfo))


def next_quarter(at: datetime) -> datetime:
    """Nobody is expected at 10 h 42."""
    begun = timedelta(minutes=at.minute % QUARTER, seconds=at.second, microseconds=at.microsecond)
    return at - begun + timedelta(minutes=QUARTER) if begun else at
