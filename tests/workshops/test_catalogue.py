"""The catalogue: an envie first, tools found again, what is tried and decided, what a workshop said before."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from mediation.accounts.enums import Role
from publics.reference import write_reference_data
from tests.factories import (
    ExperimentFactory,
    InterestFactory,
    SessionFactory,
    ToolFactory,
    WorkshopFactory,
)
from tests.reading import read
from workshops import services
from workshops.enums import Aim, Decision, SessionState
from workshops.models import Experiment, Tool, Workshop

pytestmark = pytest.mark.django_db

CATALOGUE = reverse("workshops:workshops")


@pytest.fixture
def mediator(signed_in, space):
    return signed_in(space, Role.MEDIATOR)


def path(name, *args):
    return reverse(f"workshops:{name}", args=args)


def form(workshop, **changes):
    """The page that edits this workshop, sent as it is shown, with these changes."""
    return {
        "title": workshop.title, "short_title": workshop.short_title, "branch": workshop.branch_id, "level": "beginner",
        "takeaway": workshop.takeaway, "audience": workshop.audience, "conditions": workshop.conditions,
        "frequency": workshop.frequency, "duration_minutes": 120, "seats": 8, "version": workshop.version,
        "submission": uuid4(), "is_active": "on",
    } | changes  # fmt: skip


# --- what it says ------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R148", "R149", "R060")
def test_workshop_says_its_envie_first_then_its_means_and_its_ages(client, mediator, space):
    branch = InterestFactory(name="Vendre, entreprendre")
    envie = InterestFactory(parent=branch, name="vendre ce que je fais")
    ToolFactory(space=space, key="instagram", name="Instagram")
    words = {"short_title": "Vendre", "branch": branch.pk, "interest": envie.pk, "level": "beginner"}
    sent = words | {"duration_minutes": 120, "seats": 8, "submission": uuid4()}
    warned = client.post(path("new_workshop"), sent | {"title": "Instagram"})
    assert "Ce titre nomme un outil ou une démarche" in read(warned)

    client.post(
        path("new_workshop"),
        sent | {"title": "Vendre ses gâteaux", "tools": ["instagram"], "ages_from": "16", "ages_to": "30",
                "audiences": ["makers", "young"]},
    )  # fmt: skip

    page = read(client.get(path("workshop", Workshop.objects.get().pk)))
    assert page.index("vendre ce que je fais") < page.index("Instagram")
    assert "Jeunes adultes" in page
    assert "de 16 à 30 ans" in page


def test_the_form_begins_with_the_title_and_the_envie_and_folds_the_rest(client, mediator):
    page = client.get(path("new_workshop")).content.decode()

    before, folded = page.split('<details class="more">', 1)
    assert 'name="title"' in before
    assert 'name="interest"' in before
    assert [name for name in ("audiences", "conditions", "tools", "aim") if f'name="{name}"' in before] == []
    assert [name for name in ("audience", "conditions", "aim", "means") if f'name="{name}"' not in folded] == []


def test_a_group_opens_on_what_was_refused_in_it(client, mediator, space):
    response = client.post(path("new_workshop"), form(WorkshopFactory(space=space), title="Autre", ages_from="200"))

    assert response.status_code == 422
    assert '<details class="more" open><summary>Pour qui' in response.content.decode().replace("\xa0?", "")


@pytest.mark.parametrize(
    ("bad", "sentence"),
    [
        ({"ages_from": "30", "ages_to": "16"}, "L’âge le plus grand vient après le plus petit."),
        ({"tools": ["inconnu"]}, "inconnu"),
        ({"audiences": ["martiens"]}, "martiens"),
        ({"accesses": ["a\x00b"]}, "choix valide"),
        ({"at_ease": "x" * 10_000}, "160"),
    ],
)
def test_what_no_workshop_can_be_is_refused_in_a_sentence(client, mediator, space, bad, sentence):
    workshop = WorkshopFactory(space=space)

    response = client.post(path("edit_workshop", workshop.pk), form(workshop, **bad))

    assert response.status_code == 422
    assert sentence in read(response)
    assert Workshop.objects.get().version == 1


def test_a_new_workshop_takes_up_how_things_are_usually_done(client, mediator, space):
    WorkshopFactory(space=space, conditions="Gratuit, goûter offert", accesses=["calm"])

    page = client.get(path("new_workshop")).content.decode()

    assert "Gratuit, goûter offert" in page
    assert re.search(r'name="accesses" value="calm"[^>]*checked', page)


# --- tools -------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R021", "R022")
def test_catalogue_is_searched_by_tool_and_says_the_envie(client, mediator, space):
    ToolFactory(space=space, key="pinterest", name="Pinterest")
    cakes = WorkshopFactory(space=space, title="Vendre ses gâteaux", tools=["pinterest"], branch__name="Vendre")
    garden = WorkshopFactory(space=space, title="Mon potager", branch=InterestFactory(name="Maison et jardin"))

    for asked in ({"outil": "pinterest"}, {"q": "pintrest"}, {"q": "gateaux"}):
        page = read(client.get(CATALOGUE, asked))
        assert cakes.title in page
        assert garden.title not in page
    assert cakes.branch.name in page


def test_a_choice_that_nothing_answers_leads_back_to_everything(client, mediator, space):
    WorkshopFactory(space=space)

    assert "Aucun atelier ne répond à ces choix" in read(client.get(CATALOGUE, {"public": "learners"}))
    assert "Le catalogue des ateliers" in read(client.get(CATALOGUE, {"outil": "x" * 10_000, "but": "x"}))


def test_tools_are_proposed_once_and_the_list_is_ours(client, mediator, space):
    client.post(path("propose_tools"))
    client.post(path("propose_tools"))
    client.post(path("tools"), {"name": "Brodeuse numérique", "submission": uuid4()})

    page = read(client.get(path("tools")))
    assert page.count("Pinterest") == 1
    assert "Brodeuse numérique aucun atelier" in page.replace("Modifier Brodeuse numérique ", "")


@pytest.mark.parametrize("name", ["pinterest", "PINTEREST", "!!!", "", "x" * 10_000, "a\x00b"])
def test_a_tool_that_is_there_or_says_nothing_is_refused(client, mediator, space, name):
    ToolFactory(space=space, key="pinterest", name="Pinterest")

    response = client.post(path("tools"), {"name": name, "submission": uuid4()})

    assert response.status_code == 422
    assert Tool.objects.count() == 1


def test_a_tool_renamed_is_renamed_wherever_it_is_named(client, mediator, space):
    tool = ToolFactory(space=space, key="twitter", name="Twitter")
    workshop = WorkshopFactory(space=space, tools=["twitter"])

    client.post(path("edit_tool", tool.pk), {"name": "Mastodon", "version": 1})

    assert "Mastodon" in read(client.get(path("workshop", workshop.pk)))
    stale = client.post(path("edit_tool", tool.pk), {"name": "X", "is_active": "on", "version": 1})
    assert stale.status_code == 422
    assert "Mastodon" in read(stale)


def test_a_tool_no_longer_proposed_stays_on_its_workshops(client, mediator, space):
    tool = ToolFactory(space=space, key="minitel", name="Minitel", is_active=False)
    workshop = WorkshopFactory(space=space, tools=[tool.key])

    assert 'value="minitel"' in client.get(path("edit_workshop", workshop.pk)).content.decode()
    assert 'value="minitel"' not in client.get(path("new_workshop")).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_list_of_tools_costs_the_same_whatever_its_length(client, mediator, space, django_assert_num_queries, rows):
    ToolFactory.create_batch(rows, space=space)
    with django_assert_num_queries(4):
        client.get(path("tools"))


# --- émancipation, réparation ------------------------------------------------------------------------------------


def test_catalogue_says_how_many_sessions_leave_from_an_envie(client, mediator, space):
    held = {"space": space, "state": SessionState.DONE}
    for number, aim in enumerate([Aim.EMANCIPATION, Aim.EMANCIPATION, Aim.EMANCIPATION, Aim.REPAIR, ""], 1):
        SessionFactory(**held, workshop__aim=aim, starts_at=timezone.now() - timedelta(days=number))
    SessionFactory(**held, workshop__aim=Aim.REPAIR, starts_at=timezone.now() - timedelta(days=500))

    page = read(client.get(CATALOGUE))

    assert "3 séances d’émancipation, 1 séance de réparation : 75 pour cent partent d’une envie." in page
    assert "1 autre séance ne le dit pas encore" in page


# --- expérimentation ---------------------------------------------------------------------------------------------


@pytest.mark.requirement("R160")
def test_what_is_tried_is_looked_at_then_decided_with_its_date(client, mediator, space):
    workshop = WorkshopFactory(space=space)
    soon = timezone.localdate() + timedelta(days=30)

    client.post(
        path("start_experiment", workshop.pk),
        {"question": "Viennent-ils le mercredi ?", "review_on": soon.isoformat(), "submission": uuid4()},
    )
    assert "expérimentation" in read(client.get(CATALOGUE))
    experiment = Experiment.objects.get()
    client.post(
        path("decide_experiment", experiment.pk),
        {"evaluation": "Six enfants, ravis.", "decision": "keep", "submission": uuid4()},
    )

    page = read(client.get(path("workshop", workshop.pk)))
    assert "On garde" in page
    assert "Six enfants, ravis." in page
    assert "Hélène" in page
    assert "expérimentation" not in page


def test_stopped_it_is_no_longer_proposed(space):
    experiment = ExperimentFactory(space=space)

    services.decide_experiment(
        experiment=experiment, decision=Decision.STOP, evaluation="Personne.", at=timezone.now(), by=None
    )

    workshop = Workshop.objects.get()
    assert not workshop.is_active
    assert workshop.version == 2  # who was editing it meanwhile is told


def test_what_is_decided_is_not_decided_again(space):
    experiment, said = ExperimentFactory(space=space), {"evaluation": "Vu.", "at": timezone.now(), "by": None}
    services.decide_experiment(experiment=experiment, decision=Decision.KEEP, **said)

    with pytest.raises(ValidationError, match="C’est déjà décidé"):
        services.decide_experiment(experiment=experiment, decision=Decision.STOP, **said)


def test_a_workshop_is_tried_once_at_a_time_and_for_a_day_to_come(client, mediator, space):
    workshop = WorkshopFactory(space=space)
    said = {"question": "Et si ?", "review_on": timezone.localdate().isoformat()}
    today = client.post(path("start_experiment", workshop.pk), said | {"submission": uuid4()})
    assert "Choisissez un jour à venir." in read(today)

    ExperimentFactory(space=space, workshop=workshop)
    said["review_on"] = (timezone.localdate() + timedelta(days=9)).isoformat()
    twice = client.post(path("start_experiment", workshop.pk), said | {"submission": uuid4()})

    assert twice.status_code == 422
    assert "Cet atelier est déjà en expérimentation." in read(twice)


# --- versions and variants ---------------------------------------------------------------------------------------


@pytest.mark.requirement("R167")
def test_what_a_workshop_said_before_is_read_and_a_variant_takes_up_all_of_it(client, mediator, space):
    workshop = WorkshopFactory(space=space, title="Vendre ses gâteaux", at_ease="avoir un téléphone", seats=6)
    client.post(path("edit_workshop", workshop.pk), form(workshop, at_ease="avoir envie", audiences=["retired"]))

    versions = read(client.get(path("workshop_versions", workshop.pk)))
    assert "Pour être à l’aise avoir un téléphone avoir envie" in versions
    assert "Retraitées et retraités" in versions
    assert "Hélène" in versions

    workshop.refresh_from_db()
    shown = client.get(path("new_workshop"), {"variante": workshop.pk})
    assert "Une variante de « Vendre ses gâteaux »" in read(shown)
    assert 'value="avoir envie"' in shown.content.decode()
    client.post(f"{path('new_workshop')}?variante={workshop.pk}", form(workshop, title="Vendre ses tricots"))
    variant = Workshop.objects.get(title="Vendre ses tricots")
    assert "Variante de Vendre ses gâteaux" in read(client.get(path("workshop", variant.pk)))
    assert "Ses variantes Vendre ses tricots" in read(client.get(path("workshop", workshop.pk)))


def test_to_change_is_to_make_a_variant(client, mediator, space):
    experiment = ExperimentFactory(space=space)

    response = client.post(
        path("decide_experiment", experiment.pk),
        {"evaluation": "Trop long.", "decision": "change", "submission": uuid4()},
    )

    assert response.headers["Location"] == f"{path('new_workshop')}?variante={experiment.workshop_id}"


@pytest.mark.parametrize("variante", ["", "x", "999999", "9" * 40, "²"])
def test_a_variant_of_nothing_is_a_new_workshop(client, mediator, variante):
    assert "Nouvel atelier" in read(client.get(path("new_workshop"), {"variante": variante}))


def test_a_workshop_of_another_space_has_no_variant_here(client, mediator):
    elsewhere = WorkshopFactory()

    assert "Nouvel atelier" in read(client.get(path("new_workshop"), {"variante": elsewhere.pk}))
    assert client.get(path("workshop_versions", elsewhere.pk)).status_code == 404


# --- the tree ----------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R156", "R157", "R225")
def test_the_tree_knows_the_family_far_away_the_garden_and_the_photos(client, mediator):
    write_reference_data()

    page = read(client.get(path("new_workshop")))

    for envie in (
        "voir mes petits-enfants",
        "mon potager",
        "réparer",
        "numériser mes vieilles photos",
        "ranger mes photos",
    ):
        assert envie in page
