"""On which days of the week somebody usually comes, read from her past visits and sessions."""

from collections import Counter
from datetime import date, datetime, timedelta

from django.utils import timezone

from .past import Past

SINCE = timedelta(days=180)
OFTEN = 0.4  # of the days she came
FEWEST = 2  # one visit is no habit
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


def usual_days(past: Past, *, at: datetime) -> str:
    """« le mercredi », « le mardi et le jeudi »; nothing until she came twice on the same day of the week."""
    counts = Counter(day.weekday() for day in days_she_came(past, at=at))
    total = counts.total()
    days = [day for day, count in sorted(counts.items()) if count >= FEWEST and count >= OFTEN * total]
    return " et ".join(f"le {WEEKDAYS[day]}" for day in days)


def days_she_came(past: Past, *, at: datetime) -> set[date]:
    return {timezone.localdate(instant) for instant in past.instants if at - SINCE <= instant <= at}
