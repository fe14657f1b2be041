"""« Ceux qui ne nous connaissent pas encore » : counted by commune and by age, with what is counted written."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mediation.accounts.enums import Role
from tests.factories import CommuneFactory, PersonFactory, SpaceFactory
from tests.reading import read

pytestmark = pytest.mark.django_db

PAGE = reverse("publics:unreached")


@pytest.fixture
def space():
    return SpaceFactory()


def test_the_communes_where_we_are_least_known_come_first(client, signed_in, space):
    signed_in(space, Role.MEDIATOR)
    CommuneFactory(space=space, name="Rochebrisse", insee_code="23902", population=1000)
    CommuneFactory(space=space, name="Vernelune", insee_code="23903", population=1000)
    long_ago, lately = timezone.now() - timedelta(days=500), timezone.now() - timedelta(days=30)
    PersonFactory(space=space, city="Rochebrisse", created_at=long_ago)
    for number in range(9):
        PersonFactory(space=space, city="vernelune", created_at=lately if number < 2 else long_ago)
    PersonFactory(city="Rochebrisse")

    page = read(client.get(PAGE))

    assert "1 commune du territoire est encore loin de nous." in page
    assert "Rochebrisse encore loin 1 000 habitants 1 personne nous connaît" in page
    assert "1,0 pour mille habitants · pas d’arrivée en un an" in page
    assert "9 personnes nous connaissent 9,0 pour mille habitants · 2 arrivées en un an" in page
    assert page.index("Rochebrisse") < page.index("Vernelune")


def test_ages_are_counted_without_a_name(client, signed_in, space):
    signed_in(space, Role.NETWORK)
    amina = PersonFactory(space=space, birth_year=timezone.now().year - 30)
    PersonFactory(space=space)

    page = read(client.get(PAGE))

    assert "25 - 39 ans 1 personne" in page
    assert "Année de naissance non demandée 1 personne" in page
    assert amina.last_name not in page


def test_a_territory_without_communes_says_where_they_are_set(client, signed_in, space):
    signed_in(space)

    assert "Les communes du territoire se règlent dans l’administration." in read(client.get(PAGE))


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_reads_as_much_whatever_the_number(client, signed_in, space, count, django_assert_num_queries):
    signed_in(space)
    for number in range(count):
        CommuneFactory(space=space, insee_code=f"2390{number}")
        PersonFactory(space=space, city="Montorvelle")

    with django_assert_num_queries(6):
        client.get(PAGE)
