"""When a telephone may ring by itself. An e-mail waits to be read; calls and letters are somebody's own work."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta, tzinfo

from mediation.accounts.models import Space
from mediation.common.days_off import public_holidays

from .enums import Priority

SUNDAY = 6
LOOKED_AHEAD = 14  # days: whatever the holidays, one of them is open


def hour_for(space: Space, priority: Priority, *, at: datetime) -> datetime:
    """The first instant from then on at which a message of that sort may ring."""
    return (announcing_hour if priority == Priority.ANNOUNCEMENT else reminding_hour)(space, at=at)


def reminding_hour(space: Space, *, at: datetime, zone: tzinfo | None = None) -> datetime:
    """That instant, or the next morning: within the hours of the space, on the clocks of the zone."""
    local = at.astimezone(zone or space.zone)
    return first_within(days_from(local), space.reminders_from, space.reminders_until, since=local)


def announcing_hour(space: Space, *, at: datetime) -> datetime:
    """For what nobody asked for: narrower hours, never on a Sunday nor on a public holiday.

    The charter of French operators (af2m) delivers it on working days alone, from 8:00 to 22:00.
    """
    local = at.astimezone(space.zone)
    working = (day for day in days_from(local) if day.weekday() != SUNDAY and day not in public_holidays(day.year))
    return first_within(working, space.announcements_from, space.announcements_until, since=local)


def days_from(local: datetime) -> Iterator[date]:
    return (local.date() + timedelta(days=ahead) for ahead in range(LOOKED_AHEAD))


def first_within(days: Iterable[date], opens: time, closes: time, *, since: datetime) -> datetime:
    spans = ((datetime.combine(day, opens, since.tzinfo), datetime.combine(day, closes, since.tzinfo)) for day in days)
    return next(max(start, since) for start, end in spans if end > since)
