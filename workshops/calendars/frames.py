"""What the calendar spans: a day, the week of a day, the weeks that hold its month."""

from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from django.db.models import TextChoices

from mediation.common import dates

SUNDAY = 6


class View(TextChoices):
    """As the address says them."""

    DAY = "jour", "Jour"
    WEEK = "semaine", "Semaine"
    MONTH = "mois", "Mois"


STEPS = {
    View.DAY: relativedelta(days=1),
    View.WEEK: relativedelta(weeks=1),
    View.MONTH: relativedelta(months=1),
}


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


@dataclass(frozen=True)
class Frame:
    view: View
    day: date

    @property
    def first(self) -> date:
        if self.view == View.DAY:
            return self.day
        return monday_of(self.day.replace(day=1) if self.view == View.MONTH else self.day)

    @property
    def last(self) -> date:
        if self.view == View.DAY:
            return self.day
        end = self.day + relativedelta(day=31) if self.view == View.MONTH else self.day
        return monday_of(end) + timedelta(days=SUNDAY)

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1)]

    @property
    def before(self) -> date:
        return self.day - STEPS[self.view]

    @property
    def after(self) -> date:
        return self.day + STEPS[self.view]

    @property
    def title(self) -> str:
        """« jeudi 19 novembre 2026 », « du lundi 16 novembre au dimanche 22 novembre 2026 », « novembre 2026 »."""
        if self.view == View.DAY:
            return dates.in_full(self.day)
        if self.view == View.WEEK:
            return f"du {dates.without_year(self.first)} au {dates.in_full(self.last)}"
        return f"{dates.MONTHS[self.day.month - 1]} {self.day.year}"
