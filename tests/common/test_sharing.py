import pytest

from mediation.common.sharing import share
from tests.factories import SessionFactory, VenueFactory, WorkshopFactory
from workshops.models import Session

pytestmark = pytest.mark.django_db


def test_what_many_rows_name_is_read_once_for_all(space, django_assert_num_queries):
    venue, workshop = VenueFactory(space=space, name="Médiathèque"), WorkshopFactory(space=space, title="Cartes")
    SessionFactory.create_batch(3, space=space, venue=venue, workshop=workshop, host=None)
    rows = list(Session.objects.of(space).in_lines())

    with django_assert_num_queries(2):  # nobody is named as their host
        share(rows, venue=["name"], workshop=["title", "branch__name"], host=["name"])
        told = {(row.workshop.title, row.workshop.branch.name, row.venue.name, row.host) for row in rows}

    assert told == {("Cartes", workshop.branch.name, "Médiathèque", None)}
    assert len({id(row.venue) for row in rows}) == 1


def test_nothing_is_asked_for_no_row(django_assert_num_queries):
    with django_assert_num_queries(0):
        share([], venue=["name"])
