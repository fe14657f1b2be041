"""One hour of one of us, asked for by several desks at once, and by a session that is published meanwhile."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import PersonFactory, SessionFactory, SpaceFactory, UserFactory, VenueFactory
from workshops.models import Appointment, Occupancy

from .processes import race, shared_out, start

DESKS, EACH = 8, 5


@pytest.fixture
def space(transactional_db):
    return SpaceFactory()


@pytest.mark.parametrize("with_session", [False, True])
def test_an_hour_is_kept_for_one(space, process_environment, with_session):
    host, venue = UserFactory(), VenueFactory(space=space)
    starts_at = timezone.now().replace(microsecond=0) + timedelta(days=3)
    people = [person.pk for person in PersonFactory.create_batch(DESKS * EACH, space=space)]
    asked = [host.pk, venue.pk, starts_at.isoformat()]
    desks = [
        start("book_each", space.pk, *asked, *theirs, environment=process_environment)
        for theirs in shared_out(people, DESKS)
    ]
    if with_session:
        session = SessionFactory(space=space, venue=venue, host=host, starts_at=starts_at)
        desks.append(start("publish", space.pk, session.pk, environment=process_environment))

    told = [outcome for outcomes in race(*desks) for outcome in outcomes]

    assert told.count("done") == 1
    assert Occupancy.objects.count() == 1
    assert Appointment.objects.count() + (Occupancy.objects.get().session is not None) == 1
