"""What the programme may be built from, each kept apart: envies, needs, and what is missing. Counts, and no name."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Sum

from mediation.accounts.models import Space

from . import registry
from .enums import DailyDimension, Need
from .models import DailyCount, PersonInterest

LATELY = timedelta(days=91)  # three months of weeks


@dataclass(frozen=True)
class Wanted:
    """An envie, how many said it, and what is planned for it."""

    key: str
    name: str
    branch: str
    people_count: int
    plan: registry.Planned


def envies(*, space: Space, at: datetime) -> list[Wanted]:
    """The most said first."""
    plans = registry.planned(space=space, at=at)
    return [
        Wanted(
            row["interest__key"], row["interest__name"], row["interest__parent__name"], row["people_count"],
            plans.get(row["interest"], registry.Planned()),
        )
        for row in PersonInterest.objects.of(space).clusters()
    ]  # fmt: skip


def needs(*, space: Space, day: date) -> list[tuple[Need, int]]:
    """What visits were for, over three months, the most frequent first."""
    counted = DailyCount.objects.of(space).in_period(day - LATELY, day + timedelta(days=1))
    rows = counted.filter(dimension=DailyDimension.NEED).values_list("value").annotate(total=Sum("count"))
    return Counter({Need(value): total for value, total in rows}).most_common()
