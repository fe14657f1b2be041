"""A public may be a structure: its people, what it would love to do, what it could host."""

import uuid

import pytest
from django.urls import reverse

from mediation.accounts.enums import Role
from publics.models import Belonging, Organisation, OrganisationInterest
from tests.factories import (
    BelongingFactory,
    InterestFactory,
    OrganisationFactory,
    OrganisationInterestFactory,
    PartnerFactory,
    PersonFactory,
    PersonInterestFactory,
    SpaceFactory,
)
from tests.reading import read

pytestmark = pytest.mark.django_db

LIST, NEW = reverse("publics:organisations"), reverse("publics:new_organisation")


@pytest.fixture
def space(signed_in):
    space = SpaceFactory(slug="fil")
    signed_in(space)
    return space


@pytest.fixture
def choir(space):
    return OrganisationFactory(space=space, name="Chorale À pleine voix", kind="association", city="Montorvelle")


@pytest.fixture
def amina(space):
    return PersonFactory(space=space, first_name="Amina", last_name="Mirabelle")


def url(name, row):
    return reverse(f"publics:{name}", args=[getattr(row, "code", row.pk)])


def choose(client, name, row, chosen, *, words="", key=None, **answers):
    typed = {"submission": key or uuid.uuid4(), "chosen": chosen.code, "role": "", **answers}
    return client.post(f"{url(name, row)}?q={words}", typed, follow=True)


@pytest.mark.requirement("R027")
def test_structure_is_noted_with_its_name_and_its_people_come_after(client, space, amina):
    page = read(client.post(NEW, {"submission": uuid.uuid4(), "name": "Retoucherie", "kind": "shop"}, follow=True))
    assert "Retoucherie est dans vos structures." in page
    assert "Personne encore." in page

    shop = Organisation.objects.get()
    page = read(choose(client, "add_belonging", shop, amina, words="Amina", role="patronne"))

    assert "C’est noté : Amina Mirabelle, Retoucherie." in page
    assert "Amina Mirabelle Enlever Amina Mirabelle patronne" in page


def test_person_says_of_which_structure_she_is_and_it_reads_on_her_page(client, choir, amina):
    found = read(client.get(url("belong", amina) + "?q=chorale"))
    assert "Chorale À pleine voix Association, Montorvelle" in found

    page = read(choose(client, "belong", amina, choir, words="chorale", role="chante et tient la caisse"))

    assert "Ses structures Chorale À pleine voix chante et tient la caisse" in page


def test_same_person_twice_is_refused_in_a_sentence_and_what_was_typed_stays(client, choir, amina):
    BelongingFactory(space=choir.space, organisation=choir, person=amina)
    answer = choose(client, "add_belonging", choir, amina, words="Amina", role="choriste")
    assert answer.status_code == 422
    assert "Cette personne est déjà dans cette structure." in read(answer)
    assert 'value="choriste"' in answer.content.decode()


def test_form_sent_twice_adds_once(client, choir, amina):
    key = uuid.uuid4()
    for _ in range(2):
        assert choose(client, "add_belonging", choir, amina, words="Amina", key=key).status_code == 200
    assert Belonging.objects.count() == 1


def test_removed_from_a_structure_she_stays_in_the_people(client, choir, amina):
    belonging = BelongingFactory(space=choir.space, organisation=choir, person=amina)
    page = read(client.post(url("remove_belonging", belonging), HTTP_REFERER=url("organisation", choir), follow=True))
    assert "C’est enlevé : Amina Mirabelle n’est plus notée dans Chorale À pleine voix." in page
    assert "Personne encore." in page


def test_somebody_forgotten_is_of_no_structure_any_more(client, choir, amina):
    BelongingFactory(space=choir.space, organisation=choir, person=amina)
    type(amina).objects.filter(pk=amina.pk).update(
        anonymised_at=amina.created_at, last_name="", phone="", preferred_channel="none"
    )
    assert "Personne encore." in read(client.get(url("organisation", choir)))
    assert "personne encore" in read(client.get(LIST))


@pytest.mark.requirement("R027")
def test_its_envies_are_its_own_and_those_its_people_said(client, choir, amina):
    poster, sing = (
        InterestFactory(name="faire une affiche", leaf=True),
        InterestFactory(name="chanter à distance", leaf=True),
    )
    BelongingFactory(space=choir.space, organisation=choir, person=amina)
    PersonInterestFactory(space=choir.space, person=amina, interest=sing)

    typed = {"submission": uuid.uuid4(), "interest": poster.key, "words": "pour le concert de juin"}
    page = read(client.post(url("add_organisation_interest", choir), typed, follow=True))

    assert "Faire une affiche « pour le concert de juin » , dit pour elle" in page
    assert "Dites par ses personnes, pour elles-mêmes chanter à distance" in page


def test_envie_said_again_keeps_its_first_words(client, choir):
    said = OrganisationInterestFactory(space=choir.space, organisation=choir, words="pour juin", interest__leaf=True)
    typed = {"submission": uuid.uuid4(), "interest": said.interest.key, "words": "pour décembre"}
    assert client.post(url("add_organisation_interest", choir), typed).status_code == 302
    assert OrganisationInterest.objects.get().words == "pour juin"


def test_list_is_narrowed_by_kind_commune_and_name(client, space, choir):
    OrganisationFactory(space=space, name="Romarin Bois", kind="craft", city="Fontbruyas")
    assert "2 structures" in read(client.get(LIST))
    for narrowed in ("?genre=association", "?commune=Montorvelle", "?q=corale"):
        page = read(client.get(LIST + narrowed))
        assert "Chorale À pleine voix" in page
        assert "Romarin Bois" not in page
    assert "Aucune structure ne correspond" in read(client.get(LIST + "?voir=personnes"))


def test_list_leaves_with_the_coordination_as_it_is_narrowed(client, space, choir, signed_in):
    OrganisationFactory(space=space, name="Romarin Bois", kind="craft")
    assert client.get(reverse("publics:organisations_csv")).status_code == 403
    signed_in(space, Role.COORDINATOR)
    lines = client.get(reverse("publics:organisations_csv") + "?genre=association").content.decode().splitlines()
    assert lines[0].startswith("nom,genre,")
    assert [line.split(",")[0] for line in lines[1:]] == ["Chorale À pleine voix"]


def test_partner_and_structure_are_one_row_with_two_pages(client, space, choir):
    PartnerFactory(space=space, organisation=choir)
    assert "sa page de partenaire" in read(client.get(url("organisation", choir)))
    assert url("organisation", choir) in client.get(reverse("partners:partner", args=[choir.code])).content.decode()


def test_what_it_could_host_is_edited_and_a_stale_form_overwrites_nothing(client, choir):
    typed = {"name": choir.name, "kind": "association", "hosts": "huit personnes le mardi soir", "version": 1}
    assert "huit personnes le mardi soir" in read(client.post(url("edit_organisation", choir), typed, follow=True))
    late = client.post(url("edit_organisation", choir), typed | {"hosts": "rien", "version": 1})
    assert late.status_code == 422
    assert Organisation.objects.get().hosts == "huit personnes le mardi soir"


@pytest.mark.parametrize("rows", [1, 3])
def test_page_costs_the_same_whatever_its_people(client, choir, django_assert_num_queries, rows):
    for _ in range(rows):
        belonging = BelongingFactory(space=choir.space, organisation=choir)
        PersonInterestFactory(space=choir.space, person=belonging.person)
        OrganisationInterestFactory(space=choir.space, organisation=choir)
    client.get(url("organisation", choir))
    with django_assert_num_queries(8):
        client.get(url("organisation", choir))
