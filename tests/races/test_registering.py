"""The last seats, asked for by several processes at once, on the real PostgreSQL."""

import json
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from publics.models import Person
from tests.factories import PersonFactory, SessionFactory, SpaceFactory
from workshops.enums import OfferState, RegistrationState
from workshops.models import Registration, SeatOffer, Session
from workshops.services import cancel_registration, register

from .processes import race, shared_out, start

PROCESSES, EACH, SEATS = 16, 25, 12
SESSIONS = 20


@pytest.fixture
def space(transactional_db):
    return SpaceFactory()


def coming(space, **fields):
    return SessionFactory(space=space, published=True, starts_at=timezone.now() + timedelta(days=20), **fields)


def counts(session):
    session.refresh_from_db()
    return session.seats_taken, session.waiting_count


def test_twelve_seats_among_four_hundred_people_who_ask_at_once(space, process_environment):
    session = coming(space, capacity=SEATS)
    people = [person.pk for person in PersonFactory.create_batch(PROCESSES * EACH, space=space)]

    told = race(
        *(
            start("register", space.pk, session.pk, *theirs, environment=process_environment)
            for theirs in shared_out(people, PROCESSES)
        )
    )

    states = [state for states in told for state in states]
    assert states.count(RegistrationState.CONFIRMED) == SEATS
    assert states.count(RegistrationState.WAITING) == PROCESSES * EACH - SEATS
    ranks = Registration.objects.filter(session=session).ranked().values_list("rank", flat=True)
    assert list(ranks) == list(range(1, PROCESSES * EACH - SEATS + 1))
    assert counts(session) == (SEATS, PROCESSES * EACH - SEATS)


def test_a_form_sent_twice_at_the_same_moment_creates_once(space, process_environment):
    session = coming(space, capacity=SEATS)
    form = {
        "first_name": "Nadia",
        "last_name": "Saule",
        "party_size": 1,
        "step": "reach",
        "saw_seat": "yes",
        "way": "none",
        "submission": str(uuid.uuid4()),
    }
    address = reverse("public:register", args=[space.slug, session.code])

    told = race(
        *(start("submit", space.pk, address, json.dumps(form), environment=process_environment) for _ in range(2))
    )

    assert len(Person.objects.all()) == len(Registration.objects.all()) == 1
    [first], [second] = told
    assert first == second
    assert first.startswith(f"302 /{space.slug}/i/")


def offered(space):
    """A full session of one seat, freed: offered to the second; a third waits. The offer and whose it is."""
    session = coming(space, capacity=1)
    registrations = [register(session=session, person=PersonFactory(space=space), at=timezone.now()) for _ in range(3)]
    cancel_registration(registration=registrations[0], at=timezone.now())
    return SeatOffer.objects.get(session=session), registrations[1]


def test_seats_are_right_when_an_offer_is_accepted_and_cancelled_at_the_same_moment(space, process_environment):
    pairs = [offered(space) for _ in range(SESSIONS)]

    accepted, cancelled = race(
        start("accept", space.pk, *(offer.pk for offer, _ in pairs), environment=process_environment),
        start("cancel", space.pk, *(hers.pk for _, hers in pairs), environment=process_environment),
    )

    assert cancelled == ["done"] * SESSIONS  # whichever came first, she does not come
    assert set(accepted) <= {"done", "refused"}
    for offer, hers in pairs:
        hers.refresh_from_db()
        assert hers.state == RegistrationState.CANCELLED
        [next_offer] = SeatOffer.objects.filter(session=offer.session, state=OfferState.OPEN)
        assert next_offer.registration.state == RegistrationState.WAITING
        assert counts(Session.objects.get(pk=offer.session_id)) == (1, 1)


def test_an_offer_accepted_twice_at_the_same_moment_takes_one_seat(space, process_environment):
    pairs = [offered(space) for _ in range(SESSIONS)]
    offers = [offer.pk for offer, _ in pairs]

    told = race(*(start("accept", space.pk, *offers, environment=process_environment) for _ in range(2)))

    assert told == [["done"] * SESSIONS] * 2
    assert {counts(offer.session) for offer, _ in pairs} == {(1, 1)}
