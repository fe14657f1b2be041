"""iCalendar (RFC 5545): sessions and appointments for the calendars of telephones and of other tools.

The same UID whatever changes; SEQUENCE is raised by the database when the hour, the place or who welcomes does, or when
it is called off; what was called off stays, said so. Hours are those of the place, with its zone.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.urls import reverse
from icalendar import Calendar, Component, Event, Timezone

from mediation.common.printing import public_address

from ..answers import sentences
from ..enums import AppointmentState, SessionState
from ..models import Appointment, Session
from ..recurrence import CODES, LAST, is_last_in_month, rank_in_month

PRODUCT = "-//mediation//agenda//FR"
SINCE, UNTIL = date(2020, 1, 1), date(2038, 1, 1)  # enough to see what comes back each year
READ_AGAIN = timedelta(hours=1)
CALLED_OFF = {SessionState.CANCELLED, AppointmentState.CANCELLED, AppointmentState.EXCUSED}


def calendar_of(name: str, events: Iterable[Event]) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", READ_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    kept = list(events)
    for zone in sorted({str(event.start.tzinfo) for event in kept}):
        calendar.add_component(zone_of(zone))
    for event in kept:
        calendar.add_component(event)
    return calendar.to_ical()


@lru_cache(maxsize=32)
def zone_of(name: str) -> Timezone:
    """Its changes of hour, as they come back each year; those that do not are said one by one."""
    zone = Timezone()
    zone.add("tzid", name)
    for listed in Timezone.from_tzid(name, first_date=SINCE, last_date=UNTIL).subcomponents:
        later, gained = listed.get("RDATE"), max(listed.TZOFFSETTO - listed.TZOFFSETFROM, timedelta())
        shown_after = [listed.DTSTART, *(each.dt for each in (later.dts if later else []))]
        onsets = [shown - gained for shown in shown_after]  # on the clocks as they were just before
        rule = yearly(onsets)
        for onset in onsets[:1] if rule else onsets:
            zone.add_component(change_of(listed, onset, rule))
    return zone


def yearly(onsets: list[datetime]) -> dict:
    """« Le dernier dimanche de mars », « le 2e dimanche »: the rule that gives them all; none when none does."""
    first = onsets[0]
    is_last = all(map(is_last_in_month, onsets))
    same = {(LAST if is_last else rank_in_month(onset), onset.weekday(), onset.month, onset.time()) for onset in onsets}
    if len(onsets) == 1 or len(same) > 1:
        return {}
    rank = LAST if is_last else rank_in_month(first)
    return {"freq": "yearly", "bymonth": first.month, "byday": f"{rank}{CODES[first.weekday()]}"}


def change_of(listed: Component, onset: datetime, rule: dict) -> Component:
    change = type(listed)()
    change.add("dtstart", onset)
    for field in ("tzname", "tzoffsetfrom", "tzoffsetto"):
        change[field] = listed[field]
    if rule:
        change.add("rrule", rule)
    return change


def event_of(row: Session | Appointment, uid: str, title: str) -> Event:
    event = Event()
    event.add("uid", uid)
    event.add("sequence", row.sequence)
    changed: datetime = row.changed_at or row.created_at
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("dtstart", row.starts_at.astimezone(row.zone))
    event.add("dtend", row.ends_at.astimezone(row.zone))
    event.add("summary", title)
    event.add("location", ", ".join(filter(None, [row.place, row.address])))
    event.add("status", "CANCELLED" if row.state in CALLED_OFF else "CONFIRMED")
    return event


def page_of(session: Session) -> str:
    """What anybody may open."""
    return public_address(reverse("public:session", args=[session.space.slug, session.code]))


def session_event(session: Session) -> Event:
    """What anybody may read of it."""
    event = event_of(session, f"{session.code}@{session.space.slug}", session.workshop.title)
    event.add("description", sentences(session.workshop.takeaway))
    event.add("url", page_of(session))
    return event


def appointment_event(appointment: Appointment, *, is_named: bool) -> Event:
    """`is_named`: first name and initial, in the calendar of who receives her; nowhere else."""
    title = f"Rendez-vous, {appointment.person.discreet_name}" if is_named else "Rendez-vous"
    event = event_of(appointment, f"rendez-vous-{appointment.code}@{appointment.space.slug}", title)
    event.add("url", public_address(reverse("workshops:appointment", args=[appointment.code])))
    return event
