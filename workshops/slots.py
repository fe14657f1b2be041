"""The hours that are free: what somebody's weeks offer, less what is closed, away or taken."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from django.db.models import QuerySet

from mediation.accounts.models import Space, User, Venue
from mediation.common.days_off import department_of, public_holidays
from mediation.team.models import Closure, Handover

from .enums import Resource
from .models import AccessHours, Appointment, AppointmentHours, BusyHours, Occupancy
from .models.calendars import VENUE

LOOKED_AHEAD = 21  # days

Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Slot:
    """On the clocks of the space."""

    starts_at: datetime
    ends_at: datetime
    hours: AppointmentHours

    @property
    def key(self) -> str:
        """What a form sends back: which half-day, and which instant of it."""
        return f"{self.hours.pk}-{int(self.starts_at.timestamp())}"

    @property
    def minutes(self) -> int:
        return self.hours.slot_minutes


@dataclass
class Busy:
    """What is not free, as read once."""

    taken: dict[tuple[str, int], list[Span]] = field(default_factory=dict)
    closed: list[tuple[int | None, date, date]] = field(default_factory=list)  # venue or all, first day, day it reopens
    away: list[tuple[int, datetime, datetime]] = field(default_factory=list)  # who is not there, from when until when

    def is_closed(self, venue_id: int, day: date) -> bool:
        return any(venue in (None, venue_id) and first <= day < until for venue, first, until in self.closed)

    def away_of(self, hours: AppointmentHours) -> list[Span]:
        """When who receives then is not there."""
        return sorted((start, end) for user, start, end in self.away if user == hours.host_id)

    def is_away(self, slot: Slot) -> bool:
        return any(start < slot.ends_at and slot.starts_at < end for start, end in self.away_of(slot.hours))

    def takes(self, slot: Slot) -> bool:
        hours = slot.hours
        wanted = [(Resource.HOST, hours.host_id), (Resource.ROOM, hours.room_id), (VENUE, hours.venue_id)]
        spans = (span for each in wanted for span in self.taken.get(each, ()))
        return any(start < slot.ends_at and slot.starts_at < end for start, end in spans)


def free_slots(
    *,
    space: Space,
    at: datetime,
    days: int = LOOKED_AHEAD,
    host: User | None = None,
    venue: Venue | None = None,
    but: Appointment | None = None,
    even_taken: bool = False,
) -> list[Slot]:
    """Those of the coming days, the soonest first; `but`: an appointment that is moved frees its own hour.

    `even_taken`: with those that somebody has, for who sends again the form that took one.
    """
    first = at.astimezone(space.zone).date()
    last = first + timedelta(days=days)
    wanted = {name: value for name, value in (("host", host), ("venue", venue)) if value}
    hours = list(hours_between(space, first, last).filter(**wanted))
    if not hours:
        return []
    busy = off_between(space, first, last)
    busy.taken = taken_between(space, at, at + timedelta(days=days + 2), but=but)
    return slots_of(hours, first, last, replace(busy, taken={}) if even_taken else busy, at=at)


def hours_between(space: Space, first: date, last: date) -> QuerySet[AppointmentHours]:
    return AppointmentHours.objects.of(space).between(first, last).with_places()


def taken_between(
    space: Space, since: datetime, until: datetime, *, but: Appointment | None
) -> dict[tuple[str, int], list[Span]]:
    """By room, by host and by venue: what takes place, and what calendars of elsewhere say."""
    ours = Occupancy.objects.of(space).meanwhile(since, until)
    others = BusyHours.objects.of(space).meanwhile(since, until).with_what_is_taken()
    said = ("resource", "resource_key", "starts_at", "ends_at")
    rows = (ours.but_of(but) if but else ours).values_list(*said).union(others.values_list(*said), all=True)
    taken = {}
    for resource, key, start, end in rows:
        taken.setdefault((resource, key), []).append((start, end))
    return taken


def off_between(space: Space, first: date, last: date) -> Busy:
    """What is closed, and who is away; nothing of what is taken."""
    busy = Busy()
    closures = Closure.objects.of(space).standing().filter(reopens_on__gt=first, starts_on__lte=last)
    busy.closed = list(closures.values_list("venue", "starts_on", "reopens_on"))
    absences = Handover.objects.of(space).between(first, last).select_related("space")
    busy.away = [(one.from_user_id, one.starts_at, one.ends_at) for one in absences]
    return busy


def slots_of(hours: Iterable[AppointmentHours], first: date, last: date, busy: Busy, *, at: datetime) -> list[Slot]:
    """Nothing is read here: the same weeks and the same hindrances give the same hours."""
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    found = [
        slot
        for row in hours
        for day in days
        if is_of(row, day) and not busy.is_closed(row.venue_id, day)
        for slot in cut(row, day)
        if slot.starts_at > at and not busy.is_away(slot) and not busy.takes(slot)
    ]
    return sorted(found, key=lambda slot: (slot.starts_at, slot.hours.pk))


def is_of(hours: AppointmentHours | AccessHours, day: date) -> bool:
    """Nobody receives on a public holiday, that of the département where it is included."""
    is_valid = hours.valid_from <= day and (hours.valid_until is None or day <= hours.valid_until)
    department = department_of([hours.venue.insee_code, hours.venue.postal_code])
    return is_valid and day.weekday() == hours.weekday and day not in public_holidays(day.year, department)


def cut(hours: AppointmentHours, day: date) -> Iterator[Slot]:
    """From wall time to wall time; between, minutes that really pass: a night the clocks change has more or fewer."""
    zone, length = hours.space.zone, timedelta(minutes=hours.slot_minutes)
    start = datetime.combine(day, hours.starts, tzinfo=zone).astimezone(UTC)
    closes = datetime.combine(day, hours.ends, tzinfo=zone).astimezone(UTC)
    while start + length <= closes:
        yield Slot(start.astimezone(zone), (start + length).astimezone(zone), hours)
        start += length + timedelta(minutes=hours.pause_minutes)
