"""Posts that anybody sits at: who is where now, when it is open, how many came at which hour."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Sum

from mediation.accounts.models import Space, Venue
from publics.enums import DailyDimension
from publics.models import DailyCount

from .enums import ItemKind
from .models import AccessHours, Item, Sitting
from .models.stations import USUAL_MINUTES
from .slots import is_of, off_between

KEYS = "123456789"
AHEAD = timedelta(days=14)
COUNTED = timedelta(days=28)


@dataclass
class Station:
    """One post as the desk sees it. `key`: the digit that seats somebody there without a name."""

    item: Item
    at: datetime
    now: Sitting | None = None
    later: list[Sitting] = field(default_factory=list)
    key: str = ""

    @property
    def minutes_left(self) -> int:
        """Nought once the time is over."""
        return max(int((self.now.ends_at - self.at).total_seconds() // 60), 0)


def stations_of(space: Space, *, at: datetime, venue: Venue | None = None) -> list[Station]:
    """Those in service, in their order, each with who is there and what is kept for later."""
    chosen = {"venue": venue} if venue else {}
    items = Item.objects.of(space).in_service().filter(kind=ItemKind.STATION, **chosen).with_places()
    found = {item.pk: Station(item, at) for item in items.order_by("venue__name", "number", "pk")}
    for sitting in Sitting.objects.of(space).standing().filter(item__in=found).in_order():
        station = found[sitting.item_id]
        if sitting.starts_at > at:
            station.later.append(sitting)
        else:
            station.now = sitting
    for station, key in zip(found.values(), KEYS, strict=False):
        station.key = key
    return list(found.values())


def limit_at(venue: Venue, *, at: datetime) -> int:
    """How many minutes somebody has there now: as its half-day says, else an hour."""
    local = at.astimezone(venue.space.zone)
    hours = AccessHours.objects.of(venue.space).between(local.date(), local.date())
    running = hours.filter(venue=venue, weekday=local.weekday(), starts__lte=local.time(), ends__gt=local.time())
    return running.values_list("limit_minutes", flat=True).first() or USUAL_MINUTES


@dataclass(frozen=True)
class Opening:
    """A half-day of each week as the public reads it; `next_on`: the first day it is neither closed nor a holiday."""

    hours: AccessHours
    stations_count: int
    next_on: date | None


def openings(space: Space, *, at: datetime) -> list[Opening]:
    """Nothing more is read where there is no open access."""
    today = at.astimezone(space.zone).date()
    weeks = list(AccessHours.objects.of(space).between(today, today + AHEAD).with_places().by_week())
    if not weeks:
        return []
    off, counts = off_between(space, today, today + AHEAD), stations_by_venue(space)
    days = [today + timedelta(days=number) for number in range(AHEAD.days + 1)]
    return [
        Opening(
            hours=hours,
            stations_count=counts[hours.venue_id],
            next_on=next((day for day in days if is_of(hours, day) and not off.is_closed(hours.venue_id, day)), None),
        )
        for hours in weeks
    ]


def stations_by_venue(space: Space) -> dict[int, int]:
    counts: dict[int, int] = defaultdict(int)
    for venue in Item.objects.of(space).in_service().filter(kind=ItemKind.STATION).values_list("venue", flat=True):
        counts[venue] += 1
    return counts


@dataclass(frozen=True)
class Hour:
    hour: int
    count: int


def by_hour(space: Space, *, today: date) -> list[Hour]:
    """Over four weeks, how many sat down at each hour; today is not in it yet."""
    rows = DailyCount.objects.of(space).in_period(today - COUNTED, today).filter(dimension=DailyDimension.STATION)
    counts = {int(value): total for value, total in rows.values_list("value").annotate(Sum("count"))}
    return [Hour(hour, counts.get(hour, 0)) for hour in span(counts)]


def span(hours: Iterable[int]) -> range:
    """From the first hour somebody came to the last."""
    hours = list(hours)
    return range(min(hours), max(hours) + 1) if hours else range(0)
