"""How fast people are registered, and that it stays so when the list is long and the desks many."""

import os
import statistics
import time
from contextlib import suppress
from datetime import timedelta

from django.db import connection, transaction
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mediation.accounts.models import Space
from mediation.common.isolation import only
from publics.models import Person
from tests.factories import PersonFactory, SeatHoldFactory, SessionFactory, SpaceFactory
from tests.figures import figure
from tests.races.acting import WARM_UP
from tests.races.processes import race, shared_out, start
from workshops.enums import RegistrationState
from workshops.models import Registration, Session
from workshops.services import register

SMS = {"SMS_URL": "http://127.0.0.1:9/"}  # written in the outbox, never sent here
REGISTERED, MEASURED, ROUNDS = 400, 20, 8
CLIENTS, TOGETHER = 16, 480
LOCK = 'FOR NO KEY UPDATE OF "workshops_session"'


def new_session(space: Space, **fields) -> Session:
    return SessionFactory(space=space, published=True, starts_at=timezone.now() + timedelta(days=20), **fields)


def people(space: Space, count: int) -> list[Person]:
    made = PersonFactory.build_batch(count, space=space)
    return Person.objects.bulk_create(made)


def fill(session: Session, state: RegistrationState) -> None:
    at = timezone.now()
    rows = [
        Registration(space=session.space, session=session, person=person, state=state, queued_at=at, created_at=at)
        for person in people(session.space, REGISTERED)
    ]
    Registration.objects.bulk_create(rows)


def seconds_each(session: Session) -> list[float]:
    taken = []
    for person in people(session.space, MEASURED):
        began = time.perf_counter()
        register(session=session, person=person, at=timezone.now())
        taken.append(time.perf_counter() - began)
    return taken


def statements(session: Session, person: Person) -> int:
    """What is said to PostgreSQL after the row of the session is held, until and with COMMIT."""
    with only([session.space_id]), CaptureQueriesContext(connection) as said:
        register(session=session, person=person, at=timezone.now())
    told = [query["sql"] for query in said]
    locked = next(place for place, sql in enumerate(told) if LOCK in sql)
    assert told[-1] == "COMMIT", told
    return len(told) - locked - 1


@figure(at_most=6, unit="statements")
def statements_between_lock_and_commit() -> int:
    """At worst: a seat, a rank, or a seat that somebody before could have wanted."""
    space = SpaceFactory()
    session, full, contested = new_session(space), new_session(space, capacity=1), new_session(space, capacity=2)
    with override_settings(**SMS):
        for taken in (full, contested):
            register(session=taken, person=PersonFactory(space=space), at=timezone.now())
        register(session=contested, person=PersonFactory(space=space), party_size=8, at=timezone.now())
        return max(statements(each, PersonFactory(space=space)) for each in (session, full, contested))


def ratio(space: Space, state: RegistrationState) -> float:
    """The rate at 400 registered, over the rate at none: by turns, so that both meet the same machine."""
    empty, long = [], []
    for _ in range(ROUNDS):
        for taken, times in ((0, empty), (REGISTERED, long)):
            session = new_session(space, capacity=500)
            if state == RegistrationState.WAITING:
                SeatHoldFactory(space=space, session=session, seats=500)
            if taken:
                fill(session, state)
            times.extend(seconds_each(session))
    return statistics.median(empty) / statistics.median(long)


@figure(at_least=0.8)
def rate_of_seats_at_400_registered() -> float:
    with override_settings(**SMS):
        return ratio(SpaceFactory(), RegistrationState.CONFIRMED)


@figure(at_least=0.8)
def rate_of_ranks_at_400_registered() -> float:
    with override_settings(**SMS):
        return ratio(SpaceFactory(), RegistrationState.WAITING)


def rate(space: Space, clients: int) -> float:
    """Registrations a second on one session asked for by that many processes at once, each warmed up."""
    session, elsewhere = new_session(space, capacity=500), new_session(space, capacity=500)
    ids = [person.pk for person in people(space, TOGETHER + clients * WARM_UP)]
    processes = [
        start("register_timed", space.pk, elsewhere.pk, session.pk, *theirs, environment=os.environ | SMS)
        for theirs in shared_out(ids, clients)
    ]
    times = [tuple(map(float, times.split())) for [times] in race(*processes)]
    return TOGETHER / (max(ended for _, ended in times) - min(began for began, _ in times))


@figure(at_least=0.6)
def rate_of_16_clients_to_one() -> float:
    """On one session, whose seats are given one at a time."""
    space = SpaceFactory()
    before, together, after = rate(space, 1), rate(space, CLIENTS), rate(space, 1)
    return together / statistics.mean([before, after])


class UndoneError(Exception):
    pass


def rows_written(session: Session, person: Person) -> list[str]:
    """The insertions of one registration, as PostgreSQL is told them; undone."""
    with CaptureQueriesContext(connection) as said, suppress(UndoneError), transaction.atomic():
        register(session=session, person=person, at=timezone.now())
        raise UndoneError
    return [query["sql"] for query in said if query["sql"].startswith("INSERT")]


def seconds_bare(session: Session) -> list[float]:
    """The same rows under the same lock, by psycopg alone: no model, no rule, nothing composed."""
    registrations = [rows_written(session, person) for person in people(session.space, MEASURED)]
    bare, taken = connection.connection, []
    for rows in registrations:
        began = time.perf_counter()
        with bare.transaction(), bare.cursor() as cursor:
            cursor.execute("SELECT capacity FROM workshops_session WHERE id = %s FOR NO KEY UPDATE", [session.pk])
            for row in rows:
                cursor.execute(row)
        taken.append(time.perf_counter() - began)
    return taken


@figure(at_least=0.1)
def rate_to_a_bare_loop() -> float:
    """By turns, so that both meet the same machine."""
    space, bare, ours = SpaceFactory(), [], []
    with override_settings(**SMS):
        for _ in range(ROUNDS):
            bare.extend(seconds_bare(new_session(space, capacity=500)))
            ours.extend(seconds_each(new_session(space, capacity=500)))
    return statistics.median(bare) / statistics.median(ours)
