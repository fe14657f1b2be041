"""« Qui est où », by half-day: where somebody of the team is, and for what. Never whom they receive."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from mediation.accounts.models import Membership, Space
from mediation.common import dates

from .calendars.gaps import between
from .models import HalfDay, Permanence, Session
from .models.clock import place_and_city
from .models.sessions import TAKES_PLACE
from .slots import hours_between, is_of, off_between

NOON = time(12)
SOMEBODY = "Quelqu’un de l’équipe"


@dataclass(frozen=True)
class Presence:
    """`session` or `permanence`: what anybody may come to; without either, by appointment."""

    starts_at: datetime
    ends_at: datetime
    who: str
    place: str
    session: Session | None = None
    permanence: Permanence | None = None

    @property
    def hours(self) -> str:
        return dates.hours(self.starts_at, self.ends_at)


@dataclass
class HalfDays:
    on: date
    morning: list[Presence] = field(default_factory=list)
    afternoon: list[Presence] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not self.morning and not self.afternoon


def whereabouts(space: Space, first: date, *, days: int) -> list[HalfDays]:
    """The days when somebody is somewhere. A presence that begins before noon is of the morning."""
    found = {first + timedelta(days=number): HalfDays(first + timedelta(days=number)) for number in range(days)}
    last, names = max(found), names_of(space)
    readings = (by_appointment, at_sessions, at_permanences)
    every = [presence for reading in readings for presence in reading(space, first, last, names)]
    for presence in sorted(every, key=lambda one: (one.starts_at, one.place, one.who)):
        day = found[presence.starts_at.date()]
        (day.morning if presence.starts_at.time() < NOON else day.afternoon).append(presence)
    return [day for day in found.values() if not day.is_empty]


def names_of(space: Space) -> dict[int, str]:
    """First names of those who agreed to theirs being said."""
    agreed = Membership.objects.filter(space=space, is_named_publicly=True).select_related("user")
    return {membership.user_id: membership.user.get_short_name() for membership in agreed}


def by_appointment(space: Space, first: date, last: date, names: dict[int, str]) -> Iterator[Presence]:
    """Half-days of the week, but for closing days, public holidays and when they are away."""
    off = off_between(space, first, last)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    for hours in hours_between(space, first, last):
        who = names.get(hours.host_id, SOMEBODY)
        for day in days:
            if is_of(hours, day) and not off.is_closed(hours.venue_id, day):
                whole = tuple(datetime.combine(day, hour, tzinfo=space.zone) for hour in (hours.starts, hours.ends))
                away = off.away_of(hours)
                for span in between(whole, away, whole[0]) if away else [whole]:
                    yield Presence(*span, who, place_and_city(hours.venue.name, hours.venue.city))


def at_sessions(space: Space, first: date, last: date, names: dict[int, str]) -> Iterator[Presence]:
    held = Session.objects.of(space).filter(local_date__range=(first, last), state__in=TAKES_PLACE)
    for session in held.with_details():
        begin, end = (instant.astimezone(session.zone) for instant in (session.starts_at, session.ends_at))
        yield Presence(begin, end, names.get(session.host_id, SOMEBODY), session.place_and_city, session)


def at_permanences(space: Space, first: date, last: date, names: dict[int, str]) -> Iterator[Presence]:
    for half_day in HalfDay.objects.of(space).standing().of_days(first, last).with_details():
        permanence = half_day.permanence
        begin, end = (instant.astimezone(half_day.zone) for instant in (half_day.starts_at, half_day.ends_at))
        who = str(permanence.organisation or names.get(permanence.host_id, SOMEBODY))
        yield Presence(begin, end, who, permanence.place_and_city, permanence=permanence)
