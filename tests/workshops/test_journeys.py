"""How far she lives from the session is said where she is registered: from commune to commune, when both are known."""

import pytest
from django.urls import reverse

from mediation.accounts.enums import Role
from tests.factories import CommuneFactory, PersonFactory, SessionFactory, StopFactory, VenueFactory
from tests.reading import read
from workshops.journeys import journeys_to

pytestmark = pytest.mark.django_db

HERE, THERE = {"latitude": 46.0, "longitude": 2.0}, {"latitude": 46.1, "longitude": 2.1}  # 13,5 km


@pytest.fixture
def session(space):
    CommuneFactory(space=space, name="Vernelune", insee_code="23001", **HERE)
    CommuneFactory(space=space, name="Montorvelle", insee_code="23002", **THERE)
    CommuneFactory(space=space, name="Sans point", insee_code="23003", latitude=None, longitude=None)
    venue = VenueFactory(space=space, city="Vernelune", insee_code="23001")
    return SessionFactory(space=space, published=True, venue=venue)


@pytest.mark.parametrize(
    ("hers", "said"),
    [
        ({"city": "montorvelle"}, "à 15 km environ, à vol d’oiseau"),
        ({"city": "Montorvelle-le-Vieux", "insee_code": "23002"}, "à 15 km environ, à vol d’oiseau"),
        ({"city": "Vernelune"}, "dans sa commune"),
    ],
)
def test_the_desk_reads_how_far_she_comes_from(client, signed_in, session, hers, said):
    signed_in(session.space, Role.RECEPTION)
    person = PersonFactory(space=session.space, **hers)

    page = client.get(reverse("workshops:register", args=[session.code]), {"personne": person.code})

    assert said in read(page)


@pytest.mark.parametrize("city", ["", "Ailleurs", "Sans point"])
def test_what_is_not_known_is_not_said(space, session, city):
    person = PersonFactory(space=space, city=city, insee_code="")

    assert journeys_to(session, [person]) == {}


def test_a_session_of_the_bus_is_where_it_stops(space, session):
    session.stop = StopFactory(space=space, venue=session.venue, city="Montorvelle", insee_code="23002")
    person = PersonFactory(space=space, city="Montorvelle", insee_code="")

    assert journeys_to(session, [person]) == {person.pk: "dans sa commune"}


def test_neighbours_are_never_said_to_be_at_no_distance(space, session):
    CommuneFactory(space=space, name="Tout près", insee_code="23004", latitude=46.005, longitude=2.0)
    person = PersonFactory(space=space, city="Tout près", insee_code="")

    assert journeys_to(session, [person]) == {person.pk: "à 5 km environ, à vol d’oiseau"}
