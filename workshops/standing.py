"""Permanences as the public reads them: what comes back, who holds it, where, and the dates when nobody is there."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from mediation.accounts.models import Space
from mediation.common import dates

from .models import HalfDay, Permanence

MONTHS_AHEAD = 3


@dataclass
class Standing:
    """Its dates in order, those that were called off apart."""

    permanence: Permanence
    held: list[date] = field(default_factory=list)
    called_off: list[date] = field(default_factory=list)

    @property
    def next_one(self) -> date | None:
        return self.held[0] if self.held else None

    @property
    def days(self) -> str:
        """« mardi 6, mardi 20 octobre »."""
        return in_words(self.held)

    @property
    def not_on(self) -> str:
        return in_words(self.called_off)


def in_words(days: list[date]) -> str:
    return ", ".join(dates.without_year(day) for day in days)


def standing_between(space: Space, first: date, last: date | None) -> list[Standing]:
    """Those that have a date from the one to the other, called off or not: the soonest first."""
    half_days = HalfDay.objects.of(space).filter(local_date__gte=first)
    half_days = half_days.filter(local_date__lte=last) if last else half_days
    dates_of_each = list(half_days.by_date().values_list("permanence", "local_date", "called_off_at"))
    permanences = Permanence.objects.of(space).with_details().in_bulk({key for key, *_ in dates_of_each})
    found: dict[int, Standing] = {}
    for key, on, called_off_at in dates_of_each:
        standing = found.setdefault(key, Standing(permanences[key]))
        (standing.called_off if called_off_at else standing.held).append(on)
    return list(found.values())


def month_from(day: date) -> tuple[date, date]:
    first = day.replace(day=1)
    return first, first + relativedelta(months=1) - timedelta(days=1)


def months_shown(today: date) -> list[date]:
    """The first day of this month and of those that come, for who prints their posters."""
    return [today.replace(day=1) + relativedelta(months=number) for number in range(MONTHS_AHEAD)]
