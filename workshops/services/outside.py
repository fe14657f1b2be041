"""What other structures propose: noted by hand, or read from the calendar they publish."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import islice

import recurring_ical_events
from django.core.exceptions import ValidationError
from django.db import transaction
from icalendar import Calendar, Component, Event

from mediation.accounts.models import Commune, Space, User
from mediation.common.refusals import speaks
from publics.models import Interest, Organisation

from ..models import OutsideSession

A_WEEK, WEEKS_AHEAD = timedelta(weeks=1), 26
MOST_READ = 300
LONG_AGO = 2000  # what began before takes too long to unroll
TOO_OFTEN = {"SECONDLY", "MINUTELY", "HOURLY"}
WITHIN_A_DAY = {"BYHOUR", "BYMINUTE", "BYSECOND"}
UNREADABLE = "Ce fichier n’est pas un agenda\u00a0: exportez-le au format iCalendar (.ics)."
LONGEST = {name: OutsideSession._meta.get_field(name).max_length for name in ("title", "uid", "city")}


@speaks
@transaction.atomic
def note_outside(*, outside: OutsideSession, space: Space, at: datetime, by: User | None) -> OutsideSession:
    """One line, by hand."""
    outside.space, outside.created_at, outside.created_by = space, at, by
    outside.full_clean(exclude=["space", "created_by"])
    outside.save()
    return outside


@transaction.atomic
def forget_outside(*, outside: OutsideSession, at: datetime, by: User | None) -> None:
    outside.delete()


@speaks
@transaction.atomic
def read_outside(
    *, space: Space, organisation: Organisation, branch: Interest | None, content: bytes, at: datetime, by: User | None
) -> int:
    """Its six months to come, repeated events among them; read again, nothing is there twice. How many are new."""
    cities = list(Commune.objects.of(space).order_by("-population", "pk").values_list("name", flat=True))
    rows = [
        OutsideSession(
            space=space, organisation=organisation, branch=branch, created_at=at, created_by=by,
            **facts_of(event, cities, organisation, space),
        )
        for event in events_of(content, at=at)
    ]  # fmt: skip
    rows = [row for row in rows if is_kept(row)]
    known = OutsideSession.objects.of(space).count()
    OutsideSession.objects.bulk_create(rows, ignore_conflicts=True)
    return OutsideSession.objects.of(space).count() - known


def is_kept(row: OutsideSession) -> bool:
    """What must never be written down is not, wherever it comes from."""
    try:
        row.clean_fields(exclude=["space", "organisation", "branch", "created_by"])
    except ValidationError:
        return False
    return True


def events_of(content: bytes, *, at: datetime) -> list[Event]:
    """The soonest first, so many at most."""
    try:
        calendar = Calendar.from_ical(content)
        calendar.subcomponents = [part for part in calendar.subcomponents if is_followed(part)]
        return list(islice(week_by_week(recurring_ical_events.of(calendar, skip_bad_series=True), at=at), MOST_READ))
    except Exception as error:  # whatever a file of elsewhere makes its reader do
        raise ValidationError({"calendar": UNREADABLE}) from error


def week_by_week(query: recurring_ical_events.CalendarQuery, *, at: datetime) -> Iterator[Event]:
    """What is too long is stopped before it is all written down."""
    for number in range(WEEKS_AHEAD):
        since = at + number * A_WEEK
        yield from query.between(since, since + A_WEEK)


def is_followed(part: Component) -> bool:
    """An event, once a day at most, that did not begin too long ago; the clocks it is on."""
    if part.name != "VEVENT" or "RRULE" not in part:
        return True
    rules = part["RRULE"] if isinstance(part["RRULE"], list) else [part["RRULE"]]
    is_too_often = any(set(rule.get("FREQ", [])) & TOO_OFTEN or WITHIN_A_DAY & set(rule) for rule in rules)
    return not is_too_often and day_of(part).year >= LONG_AGO


def day_of(event: Event) -> date:
    start = event["DTSTART"].dt
    return start.date() if isinstance(start, datetime) else start


def written(value: object, column: str) -> str:
    return str(value).replace("\x00", "")[: LONGEST[column]]


def facts_of(event: Event, cities: list[str], organisation: Organisation, space: Space) -> dict:
    """Its day and its hour are those of the clocks of the space."""
    start, place = event["DTSTART"].dt, str(event.get("LOCATION", ""))
    if isinstance(start, datetime):
        start = start.astimezone(space.zone) if start.tzinfo else start.replace(tzinfo=space.zone)
    named = next((city for city in cities if city.casefold() in place.casefold()), organisation.city)
    return {
        "title": written(event.get("SUMMARY", "Sans titre"), "title"),
        "on": start.date() if isinstance(start, datetime) else start,
        "starts": start.time() if isinstance(start, datetime) else None,
        "city": named[: LONGEST["city"]],
        "uid": written(event.get("UID", "sans identifiant"), "uid"),
    }
