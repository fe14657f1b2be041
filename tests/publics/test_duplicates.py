"""Who may be noted twice, and why; what the team said is remembered."""

from hashlib import md5

import pytest

from mediation.common.isolation import only
from publics.models import Person, likely_pairs
from tests.factories import NOW, DistinctPairFactory, PersonFactory, SpaceFactory

pytestmark = pytest.mark.django_db

MANY = 10_000


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


def test_two_are_found_among_ten_thousand(space):
    """Forty share a family name, and each first name is that of fifty."""
    families = [md5(b"family %d" % n).hexdigest()[:8] for n in range(MANY // 40)]
    first_names = [md5(b"%d" % n).hexdigest()[:6] for n in range(200)]
    Person.objects.bulk_create(
        Person(
            space=space, code=f"A{n:07}", first_name=first_names[n % 200], last_name=families[n // 40],
            phone=f"+336{n // 3:08}", created_at=NOW,
        )
        for n in range(MANY)
    )  # fmt: skip
    person(space, "Josette", "Aubépine")
    person(space, "Jozette", "Obépine")

    assert ("Josette Aubépine", "Jozette Obépine", ["nom presque identique"]) in told(space)
