"""Six personas to write to: nobody is one, every team rewrites its own, and what was written before stays readable."""

import pytest
from django.apps import apps
from django.urls import reverse

from mediation.accounts.enums import Role
from mediation.common.isolation import acting
from publics import segments, services
from publics.models import Persona
from publics.reference import write_reference_data
from publics.services.personas import proposed
from tests.factories import NOW, PersonaFactory, PersonFactory, SpaceFactory
from tests.reading import read

pytestmark = pytest.mark.django_db

PAGE = reverse("publics:personas")
SIX = ["Agile", "Mal informée", "Méfiante", "Hésitante", "Empêchée", "Éloignée"]


@pytest.fixture
def space(signed_in):
    space = SpaceFactory(slug="fil")
    signed_in(space, name="Hélène Viorne")
    return space


@pytest.fixture
def agile(space):
    services.propose_personas(space=space, at=NOW, by=None)
    return Persona.objects.get(key="agile")


def rewrite(client, persona, **changes):
    fields = ("name", "traits", "holds_back", "levers", "channels", "example", "to_do", "to_avoid", "version")
    typed = {name: getattr(persona, name) for name in fields} | changes
    return client.post(reverse("publics:edit_persona", args=[persona.pk]), typed, follow=True)


def card(page: str, name: str) -> str:
    """From its title to the next."""
    return page.split(f"{name} Récrire", 1)[1].split("Ce qu’elle était avant", 1)[0]


@pytest.mark.requirement("R128", "R125")
def test_space_without_personas_takes_the_six_in_one_key(client, space):
    assert "Six personas sont proposées" in read(client.get(PAGE))
    page = read(client.post(PAGE, follow=True))

    assert [page.index(f"{name} Récrire") for name in SIX] == sorted(page.index(f"{name} Récrire") for name in SIX)
    for name in SIX:
        for label in ("Par où", "La retient", "L’aide", "On fait", "On évite"):
            assert label in card(page, name)
    assert [name for name in SIX if "proposée par nous, à vous de la décrire" in card(page, name)] == SIX[3:]


def test_reference_gives_them_to_every_space_once_and_keeps_what_a_space_wrote(space, agile):
    SpaceFactory()
    Persona.objects.filter(pk=agile.pk).update(traits="à notre façon")
    assert write_reference_data()["Personas"].created == 6
    assert write_reference_data()["Personas"].created == 0
    agile.refresh_from_db()
    assert agile.traits == "à notre façon"


@pytest.mark.requirement("R129", "R131", "R133")
def test_each_of_the_three_described_says_how_to_write_to_her(client, agile):
    page = read(client.get(PAGE))
    assert "SMS, e-mail, page du programme. Pas d’appel." in card(page, "Agile")
    assert "Un message court : quoi, quand, combien de places, le lien pour s’inscrire." in card(page, "Agile")
    assert "campagnes d’information régulières, avec le lien vers le service en ligne" in card(page, "Mal informée")
    assert "D’abord une rencontre" in card(page, "Méfiante")
    assert "« Vos données personnelles », confirmer sur papier" in card(page, "Méfiante")


@pytest.mark.requirement("R121")
@pytest.mark.parametrize("role", [Role.RECEPTION, Role.MEDIATOR, Role.COORDINATOR, Role.COLLEAGUE])
def test_several_roles_rewrite_her_and_read_what_she_was_with_who_and_when(client, space, agile, signed_in, role):
    signed_in(space, role, name="Malo Sureau")
    before = agile.traits

    assert "C’est enregistré : « Agile »." in read(rewrite(client, agile, traits="Elle est pressée."))

    versions = read(client.get(reverse("publics:persona_versions", args=[agile.pk])))
    assert "Récrite, par Malo Sureau" in versions
    assert f"Comment est-elle ? {before} Elle est pressée." in versions
    assert versions.index("Récrite, par Malo Sureau") < versions.index("Première version")


def test_two_who_rewrite_her_overwrite_nothing(client, agile):
    rewrite(client, agile, traits="Elle est pressée.")
    late = rewrite(client, agile, traits="Elle est patiente.")
    assert late.status_code == 422
    assert "Elle est patiente." in read(late)
    agile.refresh_from_db()
    assert agile.traits == "Elle est pressée."


@pytest.mark.parametrize("wrong", ["", "a" * 10_000, "a\x00b"])
def test_bad_traits_are_refused_and_shown_again(client, agile, wrong):
    assert rewrite(client, agile, traits=wrong).status_code == 422


def test_persona_of_another_space_is_not_found(client, space):
    other = PersonaFactory(space=SpaceFactory())
    for name in ("edit_persona", "persona_versions"):
        assert client.get(reverse(f"publics:{name}", args=[other.pk])).status_code == 404


def test_a_change_without_an_account_has_a_date_and_no_name(client, agile):
    with acting(user="", request=""):
        Persona.objects.filter(pk=agile.pk).update(levers="un café")
    versions = read(client.get(reverse("publics:persona_versions", args=[agile.pk])))
    assert "un café" in versions


@pytest.mark.requirement("R125")
def test_no_persona_is_said_of_anybody(client, space, agile):
    page = read(client.get(PersonFactory(space=space).get_absolute_url()))
    assert "ersona" not in page
    assert [name for name in SIX if name in page] == []
    assert not [fact.label for fact in segments.known() if "persona" in fact.label.lower()]


def test_no_table_links_a_persona_to_somebody():
    """Neither from nor to: a persona knows its space and nobody, and nothing knows a persona."""
    links = [field for model in apps.get_models() for field in model._meta.get_fields() if field.is_relation]
    assert [field for field in links if field.related_model is Persona] == []
    assert [field.name for field in Persona._meta.get_fields() if field.is_relation] == ["space"]


def test_what_is_proposed_never_says_what_screens_do_not_say():
    words = " ".join(text for row in proposed() for text in row.values() if isinstance(text, str)).lower()
    assert [word for word in ("frein", "contrainte", "obstacle", "usag", "profil") if word in words] == []
