"""Half a day of the bus at one of its stops: who is expected, and what is taken along."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.http import urlencode

from mediation.accounts.models import Space, Stop
from mediation.common import dates
from publics.enums import VisitKind
from publics.models import Person, Visit
from workshops.enums import Half, SessionState
from workshops.models import Attendance, Registration, SeatHold, Session
from workshops.models.sessions import TAKES_PLACE

NOON = time(12)
MIDDLES = {Half.MORNING: time(10), Half.AFTERNOON: time(15)}
AHEAD = timedelta(days=14)


@dataclass(frozen=True)
class HalfDay:
    """`stop` is read with its space and its bus."""

    stop: Stop
    on: date
    half: Half

    def __str__(self):
        return f"{dates.in_full(self.on)}, {self.half.label}"

    @property
    def space(self) -> Space:
        return self.stop.space

    @property
    def starts_at(self) -> datetime:
        return self.instant(time() if self.half == Half.MORNING else NOON)

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(hours=12)

    @property
    def middle(self) -> datetime:
        """When what was written on paper is said to have happened: nobody wrote the hour."""
        return self.instant(MIDDLES[self.half])

    def instant(self, hour: time) -> datetime:
        return datetime.combine(self.on, hour, tzinfo=self.space.zone)

    @property
    def said(self) -> dict[str, object]:
        """What an address says of it, its stop among it."""
        return {"arret": self.stop.pk, "jour": self.on, "moment": self.half}

    def address(self, name: str) -> str:
        """Of one of its pages."""
        return f"{reverse(name, args=[self.stop.pk])}?{urlencode({'jour': self.on, 'moment': self.half})}"

    def sessions(self) -> QuerySet[Session]:
        here = Session.objects.of(self.space).filter(stop=self.stop, state__in=TAKES_PLACE)
        during = here.filter(starts_at__gte=self.starts_at, starts_at__lt=self.ends_at)
        return during.with_details().by_date()

    def visits_noted(self) -> int:
        """What was noted there already: a sheet keyed twice would count twice."""
        during = Visit.objects.of(self.space).between(self.starts_at, self.ends_at)
        here = Q(stop=self.stop) | Q(stop=None, venue=self.stop.venue)
        return during.filter(here, kind=VisitKind.SUPPORT).count()


def half_of(at: datetime) -> Half:
    return Half.MORNING if at.time() < NOON else Half.AFTERNOON


@dataclass(frozen=True)
class Expected:
    """`number`: hers on the sheet of the half-day, whatever the session."""

    number: int
    person: Person
    party_size: int
    presence: str


@dataclass(frozen=True)
class SignIn:
    session: Session
    expected: list[Expected]


def sign_ins(half_day: HalfDay) -> list[SignIn]:
    """The sessions of the half-day, and who is expected at each: as many queries whatever their number."""
    sessions, numbers = list(half_day.sessions()), count(1)
    confirmed = Registration.objects.of(half_day.space).confirmed().filter(session__in=sessions)
    rows = list(confirmed.select_related("person").by_name())
    noted = {
        (one.session_id, one.person_id): one.presence
        for one in Attendance.objects.of(half_day.space).filter(session__in=sessions)
    }
    return [
        SignIn(
            session,
            [
                Expected(next(numbers), row.person, row.party_size, noted.get((session.pk, row.person_id), ""))
                for row in rows
                if row.session_id == session.pk
            ],
        )
        for session in sessions
    ]


def seats_for(half_day: HalfDay) -> list[SeatHold]:
    """Those kept for who comes to the stop, at sessions that are not over by then."""
    kept = SeatHold.objects.of(half_day.space).in_force().filter(stop=half_day.stop, seats__gt=0)
    ahead = kept.filter(session__state=SessionState.PUBLISHED, session__ends_at__gt=half_day.starts_at)
    return list(ahead.select_related("session__workshop", "session__space").order_by("session__starts_at", "pk"))


@dataclass(frozen=True)
class Coming:
    half_day: HalfDay
    sessions: list[Session]

    @property
    def address(self) -> str:
        return self.half_day.address("desk:round")


def coming(space: Space, today: date) -> Iterator[Coming]:
    """The half-days of the bus that have a session, from today on, in their order."""
    at_stops = Session.objects.of(space).filter(stop__isnull=False, state__in=TAKES_PLACE)
    found: dict[tuple, Coming] = {}
    for session in at_stops.filter(local_date__range=(today, today + AHEAD)).with_details().by_date():
        half = half_of(session.starts_at.astimezone(space.zone))
        key = (session.local_date, half, session.stop_id)
        if key not in found:
            session.stop.space, session.stop.venue = space, session.venue
            found[key] = Coming(HalfDay(session.stop, session.local_date, half), [])
        found[key].sessions.append(session)
    yield from found.values()
