"""The last seats, asked for by sixteen processes at once, on the real PostgreSQL."""

import subprocess
import sys
from datetime import timedelta

from django.utils import timezone

from mediation.local.paths import ROOT
from tests.factories import PersonFactory, SessionFactory, SpaceFactory
from workshops.enums import RegistrationState
from workshops.models import Registration

PROCESSES, EACH, SEATS = 16, 25, 12


def start(environment, *arguments):
    return subprocess.Popen(
        [sys.executable, "-m", "tests.races.registering", *map(str, arguments)],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_twelve_seats_among_four_hundred_people_who_ask_at_once(process_environment):
    space = SpaceFactory()
    session = SessionFactory(space=space, published=True, capacity=SEATS, starts_at=timezone.now() + timedelta(days=20))
    people = PersonFactory.create_batch(PROCESSES * EACH, space=space)
    processes = [
        start(process_environment, space.pk, session.pk, *(person.pk for person in people[first::PROCESSES]))
        for first in range(PROCESSES)
    ]
    for process in processes:
        process.stdin.write("\n")
        process.stdin.flush()
    told = [process.communicate(timeout=120) for process in processes]  # closes their pipes

    assert [error for _, error in told if error] == []
    states = [state for said, _ in told for state in said.split()]
    assert states.count(RegistrationState.CONFIRMED) == SEATS
    assert states.count(RegistrationState.WAITING) == PROCESSES * EACH - SEATS
    ranks = Registration.objects.filter(session=session).ranked().values_list("rank", flat=True)
    assert list(ranks) == list(range(1, PROCESSES * EACH - SEATS + 1))
    session.refresh_from_db()
    assert (session.seats_taken, session.waiting_count) == (SEATS, PROCESSES * EACH - SEATS)
