"""One tablet, asked for by several desks at once, and by a session that is published meanwhile."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import ItemFactory, ItemUseFactory, PersonFactory, SessionFactory, SpaceFactory
from workshops.models import Loan, Occupancy

from .processes import race, shared_out, start

DESKS, EACH = 4, 5


@pytest.mark.parametrize("with_session", [False, True])
def test_an_item_leaves_once(transactional_db, process_environment, with_session):
    space = SpaceFactory()
    tablet = ItemFactory(space=space, may_be_lent=True)
    people = [person.pk for person in PersonFactory.create_batch(DESKS * EACH, space=space)]
    desks = [
        start("lend_each", space.pk, tablet.pk, *theirs, environment=process_environment)
        for theirs in shared_out(people, DESKS)
    ]
    if with_session:
        session = SessionFactory(space=space, starts_at=timezone.now() + timedelta(days=3))
        ItemUseFactory(space=space, session=session, item=tablet)
        desks.append(start("publish", space.pk, session.pk, environment=process_environment))

    told = [outcome for outcomes in race(*desks) for outcome in outcomes]

    assert told.count("done") == 1
    assert Occupancy.objects.filter(resource="item").count() == 1
    assert Loan.objects.count() + Occupancy.objects.exclude(session=None).count() == 1
