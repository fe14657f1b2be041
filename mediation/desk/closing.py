"""What a closure calls for: the sessions that fall within it, and who is to be called about them."""

from dataclasses import dataclass, field

from mediation.team.models import Closure
from publics.enums import ContactChannel
from publics.models import Person
from workshops.enums import SessionState
from workshops.models import Registration, Session

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
    sessions = Session.objects.of(closure.space).filter(state__in=shown, **days, **place)
    found = {session.pk: Touched(session) for session in sessions.with_details().by_date()}
    for registration in expected_at(list(found), space=closure.space):
        touched = found[registration.session_id]
        if registration.person.preferred_channel in TOLD_BY_MACHINE:
            touched.told_count += 1
        else:
            touched.to_call.append(registration.person)
    return list(found.values())


def expected_at(sessions: list[int], *, space):
    """Registered or waiting, by name."""
    return Registration.objects.of(space).live().filter(session__in=sessions).by_name().select_related("person")
