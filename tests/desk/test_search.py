"""One box for people, sessions and structures."""

from datetime import timedelta

import pytest
from django.urls import reverse

from mediation.accounts.enums import Role
from tests.factories import (
    NOW,
    OrganisationFactory,
    PartnerFactory,
    PersonFactory,
    ReferralFactory,
    RegistrationFactory,
    SessionFactory,
    SpaceFactory,
)
from tests.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

SEARCH = reverse("desk:search")


@pytest.fixture
def space():
    return SpaceFactory(slug="fil")


def search(client, words, **options):
    return client.get(SEARCH, {"q": words}, **options)


def test_people_sessions_and_structures_are_found_together(client, space, signed_in):
    signed_in(space, Role.RECEPTION)
    PersonFactory(space=space, first_name="Josette", last_name="Genêt", city="Vernelune", phone="")
    SessionFactory(space=space, published=True, workshop__title="Les genêts en photo")
    PartnerFactory(space=space, organisation__name="Résidence Les Genêts", organisation__city="Vernelune")

    page = read(search(client, "genet"))

    assert "« genet » 1 personne, 1 séance, 1 structure." in page
    assert "Personnes Josette Genêt Vernelune" in page
    assert "Ateliers Les genêts en photo ouverte Samedi 28 novembre 2026" in page
    assert "Structures Résidence Les Genêts Vernelune" in page


def test_two_people_of_one_name_are_told_apart(client, space, signed_in):
    signed_in(space)
    for city, year in (("Saint-Aubrelin", 1948), ("Vernelune", 1952)):
        PersonFactory(space=space, first_name="Josette", last_name="Aubépine", city=city, birth_year=year, phone="")

    page = read(search(client, "jozete obepine"))

    assert "Josette Aubépine Saint-Aubrelin · naissance en 1948" in page
    assert "Josette Aubépine Vernelune · naissance en 1952" in page


def test_sessions_to_come_are_before_those_past(client, space, signed_in):
    signed_in(space)
    past = SessionFactory(space=space, past=True, workshop__title="Vendre ses gâteaux")
    SessionFactory(space=space, workshop=past.workshop, starts_at=NOW + timedelta(days=30))

    page = read(search(client, "gateau"))

    assert page.index("16 décembre 2026") < page.index("15 novembre 2026")


def test_a_structure_that_is_no_partner_is_named_without_a_page(client, space, signed_in):
    signed_in(space)
    OrganisationFactory(space=space, name="Retoucherie du Marché")

    response = search(client, "retoucherie")

    assert "Retoucherie du Marché" in read(response)
    assert "<a" not in response.content.decode().partition('id="found-organisations"')[2].partition("</section>")[0]


def test_nothing_found_says_what_to_try(client, space, signed_in):
    signed_in(space)

    page = read(search(client, "zzzzqq"))

    assert "Rien ne correspond." in page
    assert "Essayez le prénom seul" in page
    assert "Noter une nouvelle personne" in page


def test_nothing_typed_says_what_can_be(client, space, signed_in):
    signed_in(space)

    assert "Que cherchez-vous ?" in read(client.get(SEARCH))


@pytest.mark.parametrize("words", [*"aé%_'0<", "x" * 10_000, "\\", "<script>alert(1)</script>", "+", "🙂"])
def test_whatever_is_typed_is_answered(client, space, signed_in, words):
    signed_in(space)
    PersonFactory(space=space)

    response = search(client, words)

    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


def test_a_code_leads_straight_to_its_page(client, space, signed_in):
    signed_in(space)
    person, session, slip = (factory(space=space) for factory in (PersonFactory, SessionFactory, ReferralFactory))
    registration = RegistrationFactory(space=space)

    for code, address in (
        (person.code, person.get_absolute_url()),
        (session.code.lower(), reverse("workshops:session", args=[session.code])),
        (f"{slip.code[:4]} {slip.code[4:]}", reverse("partners:referral", args=[slip.code])),
        (registration.code, reverse("workshops:session", args=[registration.session.code])),
    ):
        assert search(client, code).url == address


def test_a_code_of_another_space_leads_nowhere(client, space, signed_in):
    signed_in(space)

    for row in (PersonFactory(), SessionFactory(), ReferralFactory()):
        assert search(client, row.code).status_code == 200


def test_a_colleague_of_another_service_finds_sessions_and_no_people(client, space, signed_in):
    signed_in(space, Role.COLLEAGUE)
    person = PersonFactory(space=space, first_name="Josette", last_name="Genêt")
    slip = ReferralFactory(space=space)
    SessionFactory(space=space, published=True, workshop__title="Les genêts en photo")

    page = read(search(client, "genet"))

    assert "1 séance." in page
    assert "Josette" not in page
    assert {search(client, row.code).status_code for row in (person, slip)} == {200}


@pytest.mark.parametrize("role", [Role.PRESCRIBER, Role.NETWORK])
def test_who_sees_neither_searches_nothing(client, space, signed_in, role):
    signed_in(space, role)

    assert search(client, "genet").status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_a_search_reads_as_much_whatever_it_finds(client, space, signed_in, count, django_assert_num_queries):
    signed_in(space)
    for _ in range(count):
        PersonFactory(space=space, last_name="Genêt")
        SessionFactory(space=space, workshop__title=f"Genêts {_}")
        PartnerFactory(space=space, organisation__name="Les Genêts")

    with django_assert_num_queries(14):
        search(client, "genet")
