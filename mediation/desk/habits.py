"""On which days of the week somebody usually comes, read from her past visits and sessions."""

from collections import Counter
from datetime import datetime, timedelta

from django.utils import timezone

from publics.models import Person, Visit
from workshops.models import Attendance

SINCE = timedelta(days=180)
OFTEN = 0.4  # of the days she came
FEWEST = 2  # one visit is no habit
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


def usual_days(person: Person, *, at: datetime) -> str:
    """« le mercredi », « le mardi et le jeudi »; nothing until she came twice on the same day of the week."""
    counts = Counter(day.weekday() for day in days_she_came(person, at=at))
    total = counts.total()
    days = [day for day, count in sorted(counts.items()) if count >= FEWEST and count >= OFTEN * total]
    return " et ".join(f"le {WEEKDAYS[day]}" for day in days)


def days_she_came(person: Person, *, at: datetime) -> set:
    visits = Visit.objects.of(person.space).filter(person=person, at__range=(at - SINCE, at))
    came = Attendance.objects.of(person.space).came().filter(person=person, session__starts_at__range=(at - SINCE, at))
    instants = visits.values_list("at").union(came.values_list("session__starts_at"), all=True)
    return {timezone.localdate(instant) for (instant,) in instants}
