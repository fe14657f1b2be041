"""What other structures propose: noted by hand, or read from the calendar they publish."""

from datetime import datetime
from itertools import islice

from django.core.exceptions import ValidationError
from django.db import transaction
from icalendar import Event

from mediation.accounts.models import Commune, Space, User
from mediation.common.refusals import speaks
from publics.models import Interest, Organisation

from ..calendars.reading import AHEAD, Unreadable, events
from ..models import OutsideSession

MOST_READ = 300
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
        return list(islice(events(content, at, at + AHEAD), MOST_READ))
    except Unreadable as unreadable:
        raise ValidationError({"calendar": str(unreadable)}) from unreadable


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
