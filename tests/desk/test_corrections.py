"""What was noted is corrected until the evening, undone, or found again until it is finished."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mediation.accounts.enums import Role
from publics.enums import Urgency
from publics.models import ActivityReport, DailyCount, Visit
from publics.services import note_visit
from tests.desk.test_visits import note
from tests.factories import (
    NOW,
    DemarcheFactory,
    InterestFactory,
    OrganisationFactory,
    PersonFactory,
    SpaceFactory,
    TopicFactory,
    VenueFactory,
    VisitFactory,
)
from tests.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

VISIT, UNFINISHED, OUTREACH = reverse("desk:visit"), reverse("desk:unfinished"), reverse("desk:outreach")
TOMORROW = NOW + timedelta(days=1)


@pytest.fixture
def space():
    return SpaceFactory(slug="fil")


@pytest.fixture
def mediator(space, signed_in):
    return signed_in(space)


@pytest.fixture
def visit(space, mediator):
    person = PersonFactory(space=space, first_name="Amina", last_name="Mirabelle")
    return note_visit(space=space, person=person, purpose="une attestation", at=NOW, by=mediator)


def page(name: str, visit: Visit) -> str:
    return reverse(f"desk:{name}", args=[visit.pk])


def correct(client, visit, **answers):
    answers = {"version": visit.version, "what": str(visit), **answers}
    return client.post(page("correct_visit", visit), answers, follow=True)


# --- corrected ---------------------------------------------------------------------------------------------------


def test_a_visit_noted_too_fast_is_corrected_and_its_activity_with_it(client, visit):
    demarche = DemarcheFactory(name="Carte grise", imposed_by="France Titres", theme="transports_mobilite")

    answer = read(correct(client, visit, what="carte grise", how_done="for_them", minutes="45", equipment=["tablette"]))

    assert "C’est corrigé." in answer
    assert "Carte grise · France Titres · Fait à sa place" in answer
    report = ActivityReport.objects.live().get()
    assert (report.revision, report.minutes, report.equipment) == (2, 45, ["tablette"])
    assert report.administrative_themes == [demarche.theme]


def test_the_day_after_nothing_is_changed_and_it_is_said(client, visit):
    Visit.objects.update(at=NOW - timedelta(days=1))

    response = correct(client, visit, minutes="45")

    assert response.status_code == 422
    assert "La journée est passée : ce passage ne se corrige plus ici." in read(response)
    assert ActivityReport.objects.get().revision == 1


def test_two_people_correcting_the_same_visit_see_both_answers(client, visit):
    correct(client, visit, minutes="45")

    response = correct(client, visit, minutes="20")

    assert response.status_code == 422
    assert "45" in read(response)
    visit.refresh_from_db()
    assert visit.minutes == 45


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("what", "x" * 10_000), ("what", "nul\x00"), ("what", ""), ("what", "1 84 05 75 123 456 78"),
        ("minutes", "0"), ("minutes", "9" * 30), ("due_on", "someday"), ("equipment", "<script>"), ("version", "x"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_the_page(client, visit, field, value):
    assert correct(client, visit, **{field: value}).status_code == 422
    assert ActivityReport.objects.get().revision == 1


def test_a_visit_of_another_space_is_not_there(client, mediator):
    elsewhere = VisitFactory()
    for name in ("correct_visit", "undo_visit", "finish_visit"):
        assert client.post(page(name, elsewhere), {"version": 1, "what": "x"}).status_code == 404
    assert Visit.objects.get() == elsewhere


def test_a_visit_is_undone_within_its_day_and_not_after(client, visit):
    Visit.objects.update(at=NOW - timedelta(days=1))
    assert "ne se corrige plus" in read(client.post(page("undo_visit", visit), follow=True))
    Visit.objects.update(at=NOW)

    assert "ce passage n’est plus compté" in read(client.post(page("undo_visit", visit), follow=True))
    assert not Visit.objects.exists()
    assert not ActivityReport.objects.live().exists()
    assert client.post(page("undo_visit", visit)).status_code == 404


# --- to be finished -----------------------------------------------------------------------------------------------


@pytest.mark.requirement("R014", "R015", "R008")
@pytest.mark.usefixtures("mediator")
def test_what_is_urgent_and_not_finished_is_found_by_its_last_day_until_it_is(client, space):
    DemarcheFactory(name="Carte grise", imposed_by="France Titres")
    in_a_week = NOW.date() + timedelta(days=7)
    note(client, what="carte grise", urgency=Urgency.LATER, due_on=in_a_week, is_unfinished="on")
    note(client, what="refaire un mot de passe", urgency=Urgency.TODAY, is_unfinished="on")
    note(client, what="déclaration", due_on=NOW.date(), is_unfinished="on")
    note(client, what="déjà fini", urgency=Urgency.TODAY)

    shown = read(client.get(UNFINISHED))

    words = ["déclaration", "Carte grise", "refaire un mot de passe"]
    assert sorted(words, key=shown.index) == words
    assert "Démarche demandée par : France Titres · avant le lundi 23 novembre 2026" in shown
    assert "déjà fini" not in shown

    first = Visit.objects.get(purpose="déclaration")
    assert "c’est fini" in read(client.post(page("finish_visit", first), follow=True))
    assert "déclaration" not in read(client.get(UNFINISHED)).partition("À reprendre")[2]


def test_nothing_to_finish_says_so(client, mediator):
    assert "Rien à reprendre" in read(client.get(UNFINISHED))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_whatever_it_holds(client, space, mediator, rows, django_assert_num_queries):
    VisitFactory.create_batch(rows, space=space, is_unfinished=True, demarche=DemarcheFactory())
    client.get(UNFINISHED)
    with django_assert_num_queries(4):
        client.get(UNFINISHED)


# --- what is prefilled, and what is only counted ------------------------------------------------------------------


@pytest.mark.requirement("R214")
def test_place_day_duration_and_equipment_are_filled_in_already(client, space, mediator):
    VenueFactory(space=space, name="Salle du Lavoir")

    assert "Aujourd’hui, 15 min, Salle du Lavoir" in read(client.get(VISIT))

    note(client, minutes="90", equipment=["telephone"], on=NOW.date() - timedelta(days=2))
    report = ActivityReport.objects.get()
    assert (report.minutes, report.equipment, report.on) == (90, ["telephone"], NOW.date() - timedelta(days=2))
    assert Visit.objects.get().person is None


def test_a_day_to_come_is_refused(client, mediator):
    response = note(client, on=TOMORROW.date())

    assert "Ce jour n’est pas encore venu." in read(response)
    assert response.status_code == 422


@pytest.mark.requirement("R004", "R010")
def test_the_demarche_what_it_is_for_and_the_envie_are_three_things(client, space, mediator):
    person = PersonFactory(space=space)
    demarche, envie = DemarcheFactory(name="Carte grise"), InterestFactory(leaf=True, name="voyager")

    answer = note(client, what="Carte grise", need="travel", interests=[envie.key], who=person.code)

    shown = read(answer) + read(client.get(person.get_absolute_url()))
    assert "Carte grise" in shown
    assert "voyager" in shown
    assert "Se déplacer" not in shown
    assert (Visit.objects.get().demarche, person.interests.get().interest) == (demarche, envie)
    assert DailyCount.objects.get().value == "travel"


@pytest.mark.requirement("R010")
def test_a_space_may_choose_not_to_ask_what_it_is_for(client, space, mediator):
    assert "À quoi ça sert" in read(client.get(VISIT))
    space.has_needs = False
    space.save()

    assert "À quoi ça sert" not in read(client.get(VISIT))
    note(client, need="travel")
    assert not DailyCount.objects.exists()


def test_information_that_would_have_spared_a_visit_is_a_topic_and_a_number(client, mediator):
    TopicFactory(key="horaires", name="Horaires et accès")
    assert "Une information claire l’aurait-elle évité ? (facultatif)" in read(client.get(VISIT))

    for _ in range(2):
        note(client, what="savoir si c’est ouvert", better_known="horaires")

    kept = DailyCount.objects.get()
    assert (kept.dimension, kept.value, kept.count) == ("better_known", "horaires", 2)


def test_a_whole_name_in_the_first_box_is_not_what_brings_her(client, space, mediator):
    PersonFactory(space=space, first_name="Josette", last_name="Aubépine")

    response = note(client, what="aubepine josette")

    assert response.status_code == 422
    assert "« aubepine josette » est dans la liste des personnes" in read(response)
    assert "Josette Aubépine" in read(response)
    assert not Visit.objects.exists()


@pytest.mark.requirement("R005")
def test_the_first_box_proposes_people_then_demarches_and_no_demarche_is_an_envie(client, space, mediator):
    PersonFactory(space=space, first_name="Carole", last_name="Thym")
    DemarcheFactory(name="Carte grise", key="carte-grise", imposed_by="France Titres")
    asked = {"headers": {"HX-Request": "true", "HX-Target": "visit-box"}}

    assert read(client.get(VISIT, {"what": "car"}, **asked)).startswith("Carole Thym")
    assert "Carte grise France Titres" in read(client.get(VISIT, {"what": "car"}, **asked))
    assert read(client.get(VISIT, {"what": "c"}, **asked)) == ""
    assert "Carte grise" not in read(client.get(VISIT)).partition("qu’aimerait-elle faire")[2]
    assert note(client, interests=["carte-grise"]).status_code == 422


# --- outside ------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R051", "R058")
def test_people_met_outside_are_noted_with_no_name_and_nobody_registered(client, space, mediator):
    structure = OrganisationFactory(space=space, name="Secours populaire")
    key = read_key(client)
    answers = {
        "submission": key, "place": "Marché de Montorvelle", "organisation": structure.code, "on": NOW.date(),
        "met_count": "34", "contacts_count": "5",
    }  # fmt: skip

    for _ in range(2):
        shown = read(client.post(OUTREACH, answers, follow=True))

    assert (
        "Marché de Montorvelle, Secours populaire Lundi 16 novembre 2026 · 34 personnes rencontrées, 5 à rappeler"
        in shown
    )
    assert ActivityReport.objects.count() == 1


def read_key(client) -> str:
    return client.get(OUTREACH).context["form"]["submission"].value()


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"place": ""}, "Dites où c’était."),
        ({"contacts_count": "9"}, "Il ne peut y en avoir plus que de personnes rencontrées."),
        ({"on": TOMORROW.date()}, "Ce jour n’est pas encore venu."),
        ({"met_count": "-1"}, "supérieur"),
        ({"place": "x" * 10_000}, "120"),
        ({"place": "1 84 05 75 123 456 78"}, "numéro de sécurité sociale"),
        ({"organisation": "nothing"}, "choix"),
    ],
)
def test_a_meeting_that_cannot_be_is_refused_with_the_page(client, mediator, answers, sentence):
    said = {"submission": read_key(client), "place": "Marché", "on": NOW.date(), "met_count": "3", **answers}

    response = client.post(OUTREACH, said)

    assert response.status_code == 422
    assert sentence in read(response)
    assert not ActivityReport.objects.exists()


def test_who_does_not_welcome_people_corrects_nothing(client, space, signed_in):
    noted = VisitFactory(space=space, at=timezone.now())
    signed_in(space, Role.COLLEAGUE)

    for name in ("correct_visit", "undo_visit", "finish_visit"):
        assert client.post(page(name, noted)).status_code == 403
    assert client.get(OUTREACH).status_code == 403
