"""When somebody is there to answer, and what may honestly be promised."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from mediation.accounts.models import Space, Venue
from mediation.common.hours import A_DAY, Hours, together

from .models import Enquiry

SETTLING_IN = 60  # minutes after opening, when an answer falls due while nobody is there


def staffed_hours(space: Space) -> Hours:
    """When at least one of its places is open."""
    return together(Venue.objects.of(space).exclude(opening_hours="").values_list("opening_hours", flat=True))


def answer_due(hours: Hours, *, space: Space, received_at: datetime, minutes: int) -> datetime:
    """Below a day, staffed time is counted; from a day on, days of the calendar, until somebody is there."""
    received_at = received_at.astimezone(space.zone)
    if minutes < A_DAY:
        return hours.after(received_at, minutes)
    falls = received_at + timedelta(minutes=minutes)
    is_served = not hours.is_known or hours.is_open(falls)
    return falls if is_served else hours.after(falls, SETTLING_IN)


def waiting(enquiries: Iterable[Enquiry], *, space: Space, at: datetime) -> dict[int, int]:
    """How many minutes of staffed time each has waited until now; those answered, or promised no hour, are absent."""
    hours = staffed_hours(space)
    return {enquiry.pk: waited(enquiry, hours, at=at) for enquiry in enquiries if enquiry.is_open and enquiry.due_at}


def waited(enquiry: Enquiry, hours: Hours, *, at: datetime) -> int:
    """Minutes of staffed time until then; reopened, what she had waited before is added."""
    zone = enquiry.space.zone
    return enquiry.waited_before + hours.minutes_between(enquiry.waits_since.astimezone(zone), at.astimezone(zone))
