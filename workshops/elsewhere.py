"""When who welcomes is not to be had: one of her other calendars says so, or she is away. Somebody decides."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from mediation.common import dates
from mediation.team.models import Handover

from .models import Appointment, BusyHours, HalfDay, Session


@dataclass(frozen=True)
class Elsewhere:
    starts_at: datetime
    ends_at: datetime
    words: str


def elsewhere(row: Session | Appointment | HalfDay, since: datetime, until: datetime) -> list[Elsewhere]:
    """What touches these hours, of who welcomes and of the venue, in order. Two readings."""
    found = [*by_calendars(row, since, until), *by_absences(row, since, until)]
    return sorted(found, key=lambda one: one.starts_at)


def by_calendars(row: Session | Appointment | HalfDay, since: datetime, until: datetime) -> list[Elsewhere]:
    """Only whose calendar it is can be told."""
    whose = Q(calendar__host=row.host_id) if row.host_id else Q()
    whose |= Q(calendar__venue=row.venue_id) if row.venue_id else Q()
    if not whose:
        return []
    rows = BusyHours.objects.of(row.space).meanwhile(since, until).filter(whose).select_related("calendar")
    found = []
    for busy in rows.order_by("starts_at", "pk"):
        hours = dates.hours(busy.starts_at.astimezone(row.zone), busy.ends_at.astimezone(row.zone))
        words = f"Pris ailleurs, {hours}, d’après «\u00a0{busy.calendar.name}\u00a0»"
        found.append(Elsewhere(busy.starts_at, busy.ends_at, words))
    return found


def by_absences(row: Session | Appointment | HalfDay, since: datetime, until: datetime) -> list[Elsewhere]:
    """Why is for the team alone: the person sees the screen."""
    if not row.host_id:
        return []
    days = (instant.astimezone(row.space.zone).date() for instant in (since, until))
    rows = Handover.objects.of(row.space).between(*days).filter(from_user=row.host_id)
    absences = rows.select_related("space", "from_user").order_by("starts_on", "pk")
    found = [Elsewhere(one.starts_at, one.ends_at, f"{one.from_user} n’est pas là {one.when}") for one in absences]
    return [one for one in found if one.starts_at < until and one.ends_at > since]


def meanwhile(found: Iterable[Elsewhere], start: datetime, end: datetime) -> list[str]:
    """What is said of these hours, among what was found of more."""
    return [one.words for one in found if one.starts_at < end and one.ends_at > start]
