"""Open access in the calendars of others: each half-day of the week, but for the days when it is closed."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from mediation.accounts.models import Space, Venue

from ..models import AccessHours
from ..slots import Busy, is_of, off_between
from .writing import Entry, clock

A_DAY, A_WEEK = timedelta(days=1), timedelta(weeks=1)
ABOUT = "Un ordinateur, une connexion, et quelqu’un à qui demander. Sans inscription, gratuit."


def access_entries(space: Space, *, at: datetime, until: datetime, venue: Venue | None = None) -> Iterator[Entry]:
    """Closed days are said until then. Nothing more is read where there is no open access."""
    first, last = (instant.astimezone(space.zone).date() for instant in (at, until))
    chosen = {"venue": venue} if venue else {}
    weeks = list(AccessHours.objects.of(space).between(first, last).filter(**chosen).with_places().by_week())
    off = off_between(space, first, last) if weeks else Busy()
    for hours in weeks:
        begins = first_of(hours, hours.valid_from)
        if hours.valid_until is None or begins <= hours.valid_until:
            yield entry_of(hours, begins, closed_on(hours, max(begins, first_of(hours, first)), last, off))


def first_of(hours: AccessHours, day: date) -> date:
    return day + timedelta(days=(hours.weekday - day.weekday()) % 7)


def closed_on(hours: AccessHours, first: date, last: date, off: Busy) -> list[date]:
    """On its weekday: public holidays, and what the team closed there."""
    days = (first + A_WEEK * number for number in range((last - first) // A_WEEK + 1))
    return [day for day in days if not is_of(hours, day) or off.is_closed(hours.venue_id, day)]


def entry_of(hours: AccessHours, begins: date, closed: list[date]) -> Entry:
    zone = hours.space.zone
    start, end = (datetime.combine(begins, at, tzinfo=zone) for at in (hours.starts, hours.ends))
    return Entry(
        uid=f"acces-libre-{hours.pk}@{hours.space.slug}",
        sequence=hours.version - 1,
        changed=datetime.combine(hours.valid_from, time(), tzinfo=zone),
        starts_at=start,
        ends_at=end,
        title="Accès libre",
        place=", ".join(filter(None, [hours.venue.name, hours.venue.full_address])),
        description=ABOUT,
        rule=f"FREQ=WEEKLY{until(hours)}",
        but=tuple(datetime.combine(day, hours.starts, tzinfo=zone) for day in closed),
    )


def until(hours: AccessHours) -> str:
    if hours.valid_until is None:
        return ""
    end = datetime.combine(hours.valid_until + A_DAY, time(), tzinfo=hours.space.zone)
    return f";UNTIL={clock(end.astimezone(UTC))}Z"
