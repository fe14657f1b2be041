"""The last seats of a cycle, asked for by desks that take all its dates and by others that take one of them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import CycleFactory, PersonFactory, SessionFactory, SpaceFactory
from workshops.enums import RegistrationState
from workshops.models import Enrolment, Registration

from .processes import race, shared_out, start

DESKS, EACH, DATES, SEATS = 6, 5, 4, 9


@pytest.fixture
def space(transactional_db):
    return SpaceFactory()


def test_each_has_all_the_dates_or_none_whoever_takes_one_meanwhile(space, process_environment):
    cycle, first = CycleFactory(space=space), timezone.now() + timedelta(days=20)
    dates = [
        SessionFactory(
            space=space,
            cycle=cycle,
            published=True,
            capacity=SEATS,
            starts_at=first + timedelta(weeks=(week * 3) % DATES),
        )
        for week in range(DATES)
    ]
    people = [person.pk for person in PersonFactory.create_batch(DESKS * EACH, space=space)]
    others = [person.pk for person in PersonFactory.create_batch(6, space=space)]
    desks = [
        start("enrol", space.pk, cycle.pk, *theirs, environment=process_environment)
        for theirs in shared_out(people, DESKS)
    ]
    singles = [
        start("register", space.pk, date.pk, *theirs, environment=process_environment)
        for date, theirs in zip(reversed(dates[-2:]), shared_out(others, 2), strict=True)
    ]

    told = race(*desks, *singles)

    enrolled = [outcome for outcomes in told[:DESKS] for outcome in outcomes].count("enrolled")
    live = Registration.objects.live()
    assert enrolled == Enrolment.objects.count() > 0
    assert live.exclude(enrolment=None).count() == enrolled * DATES
    assert not live.exclude(enrolment=None).exclude(state=RegistrationState.CONFIRMED).exists()
    assert max(seats_taken(dates)) == SEATS


def seats_taken(dates):
    for date in dates:
        date.refresh_from_db()
    return [date.seats_taken for date in dates]
