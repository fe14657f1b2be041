"""What somebody may ask of what we hold about her."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from publics import services
from publics.enums import RightsKind, RightsOutcome
from publics.models import Person, RightsRequest
from tests.factories import (
    NOW,
    ConsentFactory,
    GuardianshipFactory,
    MandateFactory,
    MessageFactory,
    PersonFactory,
    ReferralFactory,
    RegistrationFactory,
    RightsRequestFactory,
    SpaceFactory,
    VisitFactory,
)
from tests.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
TODAY = NOW.date()


@pytest.fixture
def space(signed_in):
    space = SpaceFactory(slug="fil")
    signed_in(space)
    return space


@pytest.fixture
def amina(space):
    return PersonFactory(space=space, first_name="Amina", last_name="Mirabelle", city="Montorvelle")


def test_dossier_holds_all_that_is_kept_of_her(client, space, amina):
    VisitFactory(space=space, person=amina, purpose="une attestation")
    ConsentFactory(space=space, person=amina)
    MandateFactory(space=space, person=amina, families=["argent_impots", "logement"])
    registration = RegistrationFactory(space=space, person=amina)
    ReferralFactory(space=space, registration=registration, words="Elle cuisine.")
    MessageFactory(space=space, recipient_ref=f"person:{amina.pk}", payload={"text": "On vous attend."})

    held = client.get(reverse("desk:dossier_json", args=[amina.code])).json()

    by_title = {section["titre"]: section["lignes"] for section in held["rubriques"]}
    assert by_title["Fiche"][0]["prénom"] == "Amina"
    assert by_title["Passages"][0]["ce qui amène la personne"] == "une attestation"
    assert by_title["Accords"][0]["numéro ou adresse"] == "06 39 98 10 01"
    assert by_title["Accords"][0]["version du texte"] == "2026-11"
    assert by_title["Accords"][0]["dit oui"] == "oui"
    assert by_title["Mandats"][0]["pour quelles démarches"] == "Argent, impôts, Logement"
    assert "réservation" not in by_title["Inscriptions"][0]
    assert by_title["Messages"][0]["texte"] == "On vous attend."
    assert by_title["Fiches d'orientation"][0]["avec ses mots"] == "Elle cuisine."
    assert held["duree"] == "24 mois après le dernier contact, puis les données sont anonymisées."


def test_dossier_of_an_adult_names_her_children(client, space, amina):
    GuardianshipFactory(space=space, adult=amina, child__first_name="Tom", child__last_name="Mirabelle")

    held = client.get(reverse("desk:dossier_json", args=[amina.code])).json()

    [line] = next(section["lignes"] for section in held["rubriques"] if section["titre"] == "Adultes des enfants")
    assert line["enfant"] == "Tom Mirabelle"
    assert line["adulte"] == "Amina Mirabelle"


def test_dossier_has_a_place_for_each_table_that_points_to_her(space, amina):
    from mediation.desk.dossier import related

    read_models = {rows.model for rows in related(amina)}

    assert {relation.related_model for relation in Person._meta.related_objects} <= read_models


def test_dossier_is_printed(client, amina):
    response = client.get(reverse("desk:dossier_pdf", args=[amina.code]))

    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")


def test_request_is_due_within_a_month_and_the_overdue_comes_first(client, space, amina):
    shown = client.get(reverse("desk:rights", args=[amina.code]))
    assert 'value="2026-11-16"' in shown.content.decode()
    data = {
        "submission": shown.context["form"]["submission"].value(), "kind": "erasure", "received_on": "2026-11-16",
        "words": "tout",
    }  # fmt: skip
    for _ in range(2):
        client.post(reverse("desk:rights", args=[amina.code]), data)
    late = RightsRequestFactory(
        space=space, received_on=TODAY - timedelta(days=60), due_on=TODAY - timedelta(days=30), words="depuis longtemps"
    )

    page = read(client.get(reverse("desk:rights_requests")))

    assert "1 demande est en retard." in page
    assert page.index("depuis longtemps") < page.index("Faire effacer à répondre Amina Mirabelle")
    assert "à répondre avant le 16/12/2026" in page
    assert RightsRequest.objects.exclude(pk=late.pk).count() == 1


def test_answer_closes_it_and_a_refusal_gives_its_reason(client, space, amina):
    asked = RightsRequestFactory(space=space, person=amina)
    address = reverse("desk:close_request", args=[asked.pk])

    refused = client.post(address, {"outcome": "refused", "answer": ""})
    assert refused.status_code == 422
    assert "Un refus se dit avec sa raison." in read(refused)

    client.post(address, {"outcome": "done", "answer": "Remis en main propre."})
    asked.refresh_from_db()
    assert (asked.outcome, asked.closed_at) == (RightsOutcome.DONE, NOW)
    with pytest.raises(ValidationError, match="a déjà sa réponse"):
        services.close_rights_request(rights_request=asked, outcome=RightsOutcome.DONE, at=NOW, by=None)


def test_opposition_is_one_gesture(client, amina):
    response = client.post(reverse("desk:oppose", args=[amina.code]), follow=True)

    assert "C’est noté : plus aucun message ne part vers elle." in read(response)
    amina.refresh_from_db()
    assert set(amina.stopped_channels) == {"email", "sms", "letter", "phone"}


@pytest.mark.parametrize("rows", [1, 3])
def test_register_costs_the_same_whatever_it_holds(client, space, django_assert_num_queries, rows):
    for _ in range(rows):
        services.note_rights_request(
            person=PersonFactory(space=space), kind=RightsKind.ACCESS, received_on=TODAY, at=NOW, by=None
        )
    client.get(reverse("desk:rights_requests"))
    with django_assert_num_queries(6):
        client.get(reverse("desk:rights_requests"))


def ask_from_outside(client, **said):
    shown = client.get(reverse("desk:rights_requests"))
    data = {
        "submission": shown.context["form"]["submission"].value(), "name": "Odile Genêt",
        "contact": "12 rue des Tilleuls, Montorvelle", "kind": "access", "received_on": "2026-11-16",
    }  # fmt: skip
    return client.post(reverse("desk:rights_requests"), data | said, follow=True)


def test_somebody_without_a_record_asks_and_is_answered_within_the_month(client, space):
    page = read(ask_from_outside(client))
    assert "Odile Genêt (12 rue des Tilleuls, Montorvelle)" in page
    assert "à répondre avant le 16/12/2026" in page

    asked = RightsRequest.objects.get()
    said = {"outcome": "done", "answer": "Rien n’est noté sur vous."}
    page = read(client.post(reverse("desk:close_request", args=[asked.pk]), said, follow=True))
    assert "Rien n’est noté sur vous." in page


@pytest.mark.parametrize("missing", ["name", "contact"])
def test_request_from_outside_says_who_asks_and_where_to_answer(client, space, missing):
    response = ask_from_outside(client, **{missing: ""})

    assert response.status_code == 422
    assert "Ce champ est obligatoire." in read(response)
    assert not RightsRequest.objects.exists()


def test_database_wants_a_person_or_a_name_and_an_address(space):
    with pytest.raises(IntegrityError, match="rights_request_says_who_asks"), transaction.atomic():
        RightsRequestFactory(space=space, person=None, name="Odile")
