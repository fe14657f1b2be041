"""Who may be noted twice, and why; what the team said is remembered."""

import time

import pytest
from django.db import connection

from mediation.common.isolation import only
from publics.models import likely_pairs
from tests.factories import DistinctPairFactory, PersonFactory, SpaceFactory

pytestmark = pytest.mark.django_db

MANY = 10_000
AT_MOST = 4.0  # seconds, on a machine that several share


@pytest.fixture
def space():
    return SpaceFactory()


def person(space, first_name, last_name="", **fields):
    return PersonFactory(space=space, first_name=first_name, last_name=last_name, **({"phone": ""} | fields))


def told(space):
    with only([space.pk]):
        return [(str(pair.kept), str(pair.double), pair.reasons) for pair in likely_pairs(space=space)]


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        (("Josette", "Aubépine"), ("josette", "AUBEPINE"), "même nom"),
        (("Josette", "Aubépine"), ("Jozette", "Obépine"), "nom presque identique"),
        (("Odile", "d’Aubigny"), ("Odile", "Daubigny"), "même nom"),
        (("João", "Romarin"), ("Romarin", "Joao"), "prénom et nom inversés"),
        (("Philippe", "Verveine"), ("Filipe", "Vervene"), "nom presque identique"),
        (("Fatima", "Liseron"), ("Fatma", "Liseron"), "nom presque identique"),
        (("Marie-Thérèse", "Reine-des-Prés"), ("Marie Thérèse", "Reine des Prés"), "même nom"),
    ],
)
def test_names_that_may_be_one(space, one, other, reason):
    person(space, *one)
    person(space, *other)

    assert told(space) == [(" ".join(one), " ".join(other), [reason])]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Josette", "Aubépine"), ("Lucien", "Aubépine")),
        (("Josette", "Aubépine"), ("Josette", "Bourrache")),
        (("Josette", ""), ("Josette", "")),
    ],
)
def test_names_that_are_two_people(space, one, other):
    person(space, *one)
    person(space, *other)

    assert told(space) == []


def test_a_family_on_one_telephone_is_not_one_person(space):
    for name in ("Amina", "Sofia", "Lucien"):
        person(space, name, "Lierre", phone="+33639981001")

    assert told(space) == []


def test_reasons_are_told_together(space):
    shared = {"phone": "+33639981001", "email": "jo@example.org", "city": "Vernelune", "birth_year": 1948}
    person(space, "Josette", "Aubépine", **shared)
    person(space, "Josette", "", **shared)

    [(*_, reasons)] = told(space)

    assert reasons == [
        "même téléphone", "même adresse e-mail", "nom presque identique", "même année de naissance", "même commune",
    ]  # fmt: skip


def test_namesakes_born_in_other_years_are_two(space):
    person(space, "Josette", "Aubépine", birth_year=1948)
    person(space, "Josette", "Aubépine", birth_year=1975)

    assert told(space) == []


def test_who_is_to_recognise_comes_first_and_who_is_known_is_kept(space):
    person(space, "Lucien", "Genêt", phone="+33639981002")
    person(space, "Lucien", "Genêt", phone="+33639981002")
    person(space, "Josette", "Aubépine", is_provisional=True)
    known = person(space, "Josette", "Aubépine")

    with only([space.pk]):
        first, second = likely_pairs(space=space)

    assert (first.kept, second.reasons) == (known, ["même téléphone", "même nom"])


def test_nobody_of_another_space_nor_already_merged(space):
    known = person(space, "Josette", "Aubépine")
    person(space, "Josette", "Aubépine", reconciled_with=known)
    person(SpaceFactory(), "Josette", "Aubépine")

    assert told(space) == []


def test_who_was_told_apart_is_not_proposed_again(space):
    one, other = (person(space, "Josette", "Aubépine") for _ in range(2))
    DistinctPairFactory(space=space, first=one, second=other)

    assert told(space) == []


def test_ten_thousand_people_are_compared_at_once(space):
    """Forty share a family name, and each first name is that of fifty."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO publics_person (space_id, code, version, first_name, last_name, phone, email, address,
                postal_code, city, insee_code, preferred_channel, helper_name, helper_phone, heard_from, origin,
                is_provisional, created_at)
            SELECT %s, 'A' || lpad(n::text, 7, '0'), 1, initcap(substr(md5((n %% 200)::text), 1, 6)),
                initcap(substr(md5('family' || n / 40), 1, 8)), '+336' || lpad((n / 3)::text, 8, '0'), '', '', '', '',
                '', 'phone', '', '', '', 'desk', false, now()
            FROM generate_series(1, %s) AS n
            """,
            [space.pk, MANY],
        )
    person(space, "Josette", "Aubépine")
    person(space, "Jozette", "Obépine")

    began = time.perf_counter()
    pairs = told(space)
    taken = time.perf_counter() - began

    assert ("Josette Aubépine", "Jozette Obépine", ["nom presque identique"]) in pairs
    assert taken < AT_MOST
