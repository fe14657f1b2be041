"""Who is noted for the first time, month after month, and by which door: counts, drawn.

Somebody forgotten since still arrived; somebody found to be known already did not.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from dateutil.relativedelta import relativedelta
from django.db.models import Count
from django.db.models.functions import TruncMonth

from mediation.accounts.models import Space
from mediation.common.dates import MONTHS

from .enums import Origin
from .models import Person

SHOWN = 13  # a year, and the same month of the year before
DOORS = {
    "Sur place": {Origin.DESK},
    "Par téléphone": {Origin.PHONE},
    "Sur la page publique": {Origin.WEB},
    "Par une structure": {Origin.PARTNER},
    "Par un message, un courrier": {Origin.SMS, Origin.EMAIL, Origin.LETTER},
}
STEP, HEIGHT, TOP = 50, 160, 34  # of the drawing, in its own units; TOP is kept for the numbers


@dataclass(frozen=True)
class Piece:
    door: int  # its rank in DOORS, from 1
    y: int
    height: int


@dataclass(frozen=True)
class Month:
    """One column. `counts`: by door, in the order of DOORS."""

    first: date
    x: int
    counts: list[int]
    pieces: list[Piece]

    @property
    def total(self) -> int:
        return sum(self.counts)

    @property
    def label(self) -> str:
        return f"{MONTHS[self.first.month - 1]} {self.first.year}"

    @property
    def initial(self) -> str:
        return MONTHS[self.first.month - 1][:1].upper()

    @property
    def middle(self) -> int:
        return self.x + STEP // 2

    @property
    def above(self) -> int:
        return min((piece.y for piece in self.pieces), default=TOP + HEIGHT) - 6


@dataclass(frozen=True)
class Arrivals:
    months: list[Month]

    @property
    def total(self) -> int:
        return sum(month.total for month in self.months)

    @property
    def doors(self) -> list[tuple[int, str, int]]:
        """(rank, words, how many) of each, those of nobody too: the table has a column for each."""
        sums = [sum(counts) for counts in zip(*(month.counts for month in self.months), strict=True)]
        return [(rank, words, count) for rank, (words, count) in enumerate(zip(DOORS, sums, strict=True), 1)]


def arrivals(*, space: Space, at: datetime) -> Arrivals:
    firsts = months_until(at.astimezone(space.zone).date())
    counts = counted(space, since=datetime(firsts[0].year, firsts[0].month, 1, tzinfo=space.zone))
    by_month = [[sum(counts[first, origin] for origin in origins) for origins in DOORS.values()] for first in firsts]
    tallest = max(map(sum, by_month)) or 1
    months = zip(firsts, by_month, strict=True)
    return Arrivals([Month(first, n * STEP, each, pieces(each, tallest)) for n, (first, each) in enumerate(months)])


def months_until(today: date) -> list[date]:
    return [today.replace(day=1) - relativedelta(months=before) for before in reversed(range(SHOWN))]


def counted(space: Space, *, since: datetime) -> Counter[tuple[date, str]]:
    arrived = Person.objects.of(space).filter(reconciled_with=None, created_at__gte=since).order_by()
    rows = arrived.annotate(month=TruncMonth("created_at", tzinfo=space.zone)).values_list("month", "origin")
    return Counter({(month.date(), origin): count for month, origin, count in rows.annotate(count=Count("pk"))})


def pieces(counts: Iterable[int], tallest: int) -> list[Piece]:
    """From the bottom up; two neighbours share their edge, so that a column is as high as its total."""
    drawn, before = [], 0
    for door, count in enumerate(counts, 1):
        bottom, top = (TOP + HEIGHT - round(HEIGHT * sum_ / tallest) for sum_ in (before, before + count))
        if count:
            drawn.append(Piece(door, top, max(1, bottom - top)))
        before += count
    return drawn
