"""« Ceux qui ne nous connaissent pas encore » : counted by commune and by age, with what is counted written."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from mediation.accounts.enums import Role
from publics import services
from publics.enums import Origin
from tests.factories import CommuneFactory, PersonFactory
from tests.reading import read

pytestmark = pytest.mark.django_db

PAGE = reverse("publics:unreached")


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

    with django_assert_num_queries(7):
        client.get(PAGE)


# --- month after month -------------------------------------------------------------------------------------------


def columns(client) -> list[str]:
    """The heights drawn for each month that has some, from the bottom up."""
    page = client.get(PAGE).content.decode()
    return re.findall(r'<rect class="(door-\d)" x="(\d+)" y="(\d+)" width="34" height="(\d+)" />', page)


@time_machine.travel(datetime(2026, 11, 16, 9, tzinfo=UTC), tick=False)
def test_arrivals_are_told_by_month_and_by_door(client, signed_in, space):
    signed_in(space, Role.MEDIATOR)
    for day, origin, count in (
        (datetime(2026, 11, 2, tzinfo=UTC), Origin.DESK, 3), (datetime(2026, 11, 9, tzinfo=UTC), Origin.PARTNER, 1),
        (datetime(2025, 11, 5, tzinfo=UTC), Origin.LETTER, 2), (datetime(2025, 10, 31, 12, tzinfo=UTC), Origin.DESK, 9),
    ):  # fmt: skip
        PersonFactory.create_batch(count, space=space, created_at=day, origin=origin)
    PersonFactory(created_at=datetime(2026, 11, 2, tzinfo=UTC))

    page = read(client.get(PAGE))

    assert "6 personnes notées pour la première fois en treize mois, et par où." in page
    assert "Sur place : 3 Par une structure : 1 Par un message, un courrier : 2" in page
    assert "novembre 2025 0 0 0 0 2 2" in page
    assert "octobre 2026 0 0 0 0 0 0" in page
    assert "novembre 2026 3 0 0 1 0 4" in page
    assert columns(client) == [
        ("door-5", "8", "114", "80"), ("door-1", "608", "74", "120"), ("door-4", "608", "34", "40"),
    ]  # fmt: skip


@time_machine.travel(datetime(2026, 11, 16, 9, tzinfo=UTC), tick=False)
def test_a_month_begins_at_midnight_where_the_space_is(client, signed_in, space):
    signed_in(space)
    PersonFactory(space=space, created_at=datetime(2026, 10, 31, 23, 30, tzinfo=UTC))
    assert "novembre 2026 1 0 0 0 0 1" in read(client.get(PAGE))


def test_who_was_forgotten_since_still_arrived_and_who_was_known_did_not(client, signed_in, space):
    signed_in(space)
    now = timezone.now()
    amina = PersonFactory(space=space, created_at=now)
    PersonFactory(space=space, created_at=now, reconciled_with=amina)
    services.anonymise(people=[amina.pk], at=now, by=None)
    assert "1 personne notée pour la première fois en treize mois" in read(client.get(PAGE))


def test_nobody_yet_says_so(client, signed_in, space):
    signed_in(space)
    page = client.get(PAGE)
    assert "Personne n’a été noté depuis treize mois." in read(page)
    assert '<svg class="curve"' not in page.content.decode()
