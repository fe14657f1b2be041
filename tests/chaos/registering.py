"""Many desks at once, and processes killed in the middle of a registration."""

import os
from datetime import timedelta

from django.db.models import Q, Sum
from django.utils import timezone

from mediation.courier.models import Message
from tests.factories import PersonFactory, SessionFactory, SpaceFactory
from tests.figures import figure
from tests.races.processes import killed, race, shared_out, start
from workshops.enums import RegistrationState
from workshops.models import Registration, Session
from workshops.services import register

PROCESSES, EACH, SEATS = 16, 25, 12
SMS = {"SMS_URL": "http://127.0.0.1:9/"}  # written in the outbox, never sent here
MOST_STATEMENTS = 12  # more than a registration has


def new_session(**fields) -> Session:
    return SessionFactory(published=True, starts_at=timezone.now() + timedelta(days=20), **fields)


def miscounted(session: Session) -> int:
    """Seats and ranks that the counters of the session have too many or too few."""
    session.refresh_from_db()
    confirmed = Q(state=RegistrationState.CONFIRMED)
    seats = session.registrations.filter(confirmed).aggregate(seats=Sum("party_size"))["seats"] or 0
    waiting = session.registrations.filter(state=RegistrationState.WAITING).count()
    return abs(session.seats_taken - seats) + abs(session.waiting_count - waiting)


@figure(exactly=0, unit="differences")
def twelve_seats_among_400_who_ask_at_once() -> int:
    """Against twelve confirmed and ranks 1 to 388, as the processes were told and as the rows say."""
    session = new_session(capacity=SEATS)
    ids = [person.pk for person in PersonFactory.create_batch(PROCESSES * EACH, space=session.space)]
    processes = [
        start("register", session.space_id, session.pk, *theirs, environment=os.environ | SMS)
        for theirs in shared_out(ids, PROCESSES)
    ]
    states = [state for states in race(*processes) for state in states]
    ranks = list(Registration.objects.filter(session=session).ranked().values_list("rank", flat=True))
    return (
        abs(states.count(RegistrationState.CONFIRMED) - SEATS)
        + abs(states.count(RegistrationState.WAITING) - (len(ids) - SEATS))
        + (ranks != list(range(1, len(ids) - SEATS + 1)))
        + miscounted(session)
    )


def killed_after(statement: int, session: Session, person) -> bool:
    arguments = (session.space_id, statement, session.pk, person.pk)
    return killed(start("register_and_die", *arguments, environment=os.environ | SMS))


@figure(exactly=0, unit="differences")
def half_registrations_after_kill_9() -> int:
    """A process killed after each statement of its transaction in turn: no seat, row or message is left of it, and
    whoever asks next is served."""
    space = SpaceFactory()
    wrong = deaths = 0
    for statement in range(1, MOST_STATEMENTS):
        session, person = new_session(space=space, capacity=1), PersonFactory(space=space)
        if not killed_after(statement, session, person):
            break
        deaths += 1
        left = Registration.objects.filter(person=person).count()
        told = Message.objects.filter(recipient_ref=f"person:{person.pk}").count()
        following = register(session=session, person=PersonFactory(space=space), at=timezone.now())
        wrong += left + told + miscounted(session) + (following.state != RegistrationState.CONFIRMED)
    assert deaths >= 3, f"killed {deaths} times only"
    return wrong
