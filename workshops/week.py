"""A week as somebody lives it: who is expected when, sessions and permanences among them, the hours that are free."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from mediation.accounts.models import Space, User

from .models import Appointment, HalfDay, Session
from .models.sessions import TAKES_PLACE
from .slots import Slot, free_slots

SUNDAY = 6
A_WEEK = timedelta(weeks=1)


@dataclass
class Day:
    """`lines`: appointments, sessions and half-days of permanences in their order."""

    on: date
    lines: list[Appointment | Session | HalfDay] = field(default_factory=list)
    free: list[Slot] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not self.lines and not self.free


def week_of(space: Space, monday: date, *, host: User | None, at: datetime) -> list[Day]:
    """From Monday to Saturday; Sunday when something takes place then."""
    days = {monday + timedelta(days=number): Day(monday + timedelta(days=number)) for number in range(7)}
    for line in sorted(
        lines_of(space, monday, monday + timedelta(days=6), host=host), key=lambda line: (line.starts_at, line.pk)
    ):
        days[line.local_date].lines.append(line)
    since = max(at, datetime.combine(monday, time(), tzinfo=space.zone))
    ahead = (monday + A_WEEK - since.astimezone(space.zone).date()).days - 1
    for slot in free_slots(space=space, at=since, days=ahead, host=host) if ahead >= 0 else []:
        days[slot.starts_at.date()].free.append(slot)
    return [day for on, day in days.items() if on.weekday() != SUNDAY or not day.is_empty]


def lines_of(space: Space, first: date, last: date, *, host: User | None) -> list[Appointment | Session | HalfDay]:
    """What takes place on these days, of one of us; of everybody, those who come from elsewhere among them."""
    theirs = {"host": host} if host else {}
    appointments = Appointment.objects.of(space).of_days(first, last).shown().filter(**theirs).with_details()
    sessions = Session.objects.of(space).filter(local_date__range=(first, last), state__in=TAKES_PLACE, **theirs)
    half_days = HalfDay.objects.of(space).standing().of_days(first, last).filter(**theirs).with_details()
    return [*appointments, *sessions.with_details(), *half_days]
