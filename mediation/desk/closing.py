"""What a closure or an absence calls for: what is planned meanwhile, and who is to be called about it."""

from dataclasses import dataclass, field

from django.db.models import QuerySet

from mediation.accounts.models import Space
from mediation.team.models import Closure, Handover
from publics.enums import ContactChannel
from publics.models import Person
from workshops.enums import SessionState
from workshops.models import Appointment, HalfDay, Registration, Session

TOLD_BY_MACHINE = {ContactChannel.SMS, ContactChannel.EMAIL}  # as soon as the session is cancelled


@dataclass
class Touched:
    """A session that cannot take place; `to_call` are people no machine tells, `told_count` the others."""

    session: Session
    to_call: list[Person] = field(default_factory=list)
    told_count: int = 0

    @property
    def is_settled(self) -> bool:
        return self.session.state == SessionState.CANCELLED


def touched_by(closure: Closure) -> list[Touched]:
    """In the order of the days. Two readings, however many sessions there are."""
    shown = [SessionState.PUBLISHED, SessionState.CANCELLED]
    days = {"local_date__gte": closure.starts_on, "local_date__lt": closure.reopens_on}
    place = {"venue": closure.venue_id} if closure.venue_id else {}
    return each_touched(Session.objects.of(closure.space).filter(state__in=shown, **days, **place), space=closure.space)


def each_touched(sessions: QuerySet[Session], *, space: Space) -> list[Touched]:
    found = {session.pk: Touched(session) for session in sessions.with_details().by_date()}
    for registration in expected_at(list(found), space=space):
        touched = found[registration.session_id]
        if registration.person.preferred_channel in TOLD_BY_MACHINE:
            touched.told_count += 1
        else:
            touched.to_call.append(registration.person)
    return list(found.values())


@dataclass(frozen=True)
class Planned:
    """What one of us was to do meanwhile."""

    sessions: list[Touched]
    appointments: list[Appointment]
    half_days: list[HalfDay]

    @property
    def is_empty(self) -> bool:
        return not self.sessions and not self.appointments and not self.half_days


def planned_during(absence: Handover) -> Planned:
    """Each in the order of the days. Four readings, however much there is."""
    space = absence.space
    hers = {"host": absence.from_user_id, "starts_at__lt": absence.ends_at, "ends_at__gt": absence.starts_at}
    sessions = Session.objects.of(space).filter(state__in=[SessionState.DRAFT, SessionState.PUBLISHED], **hers)
    appointments = Appointment.objects.of(space).planned().filter(**hers).with_details().by_date()
    half_days = HalfDay.objects.of(space).standing().filter(**hers).with_details().by_date()
    return Planned(each_touched(sessions, space=space), list(appointments), list(half_days))


def expected_at(sessions: list[int], *, space: Space) -> QuerySet[Registration]:
    """Registered or waiting, by name."""
    return Registration.objects.of(space).live().filter(session__in=sessions).by_name().select_related("person")
