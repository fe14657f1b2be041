"""What people leave with: a certificate, what to try at home; slips to say how it was. Read as they read them."""

from datetime import timedelta

import pytest
import time_machine
from django.forms import model_to_dict
from django.urls import reverse

from mediation.accounts.enums import Role
from tests.factories import (
    NOW,
    AttendanceFactory,
    PersonFactory,
    RegistrationFactory,
    SessionFactory,
    SpaceFactory,
    WorkshopFactory,
)
from tests.reading import pages_of, read
from workshops.enums import Presence
from workshops.models import Session
from workshops.tasks import forget_supplies

pytestmark = [pytest.mark.django_db, pytest.mark.pdf, pytest.mark.usefixtures("now")]

STEPS = "Je pose le gâteau près de la fenêtre.\nJe prends trois photos.\n\nJ’en envoie une à quelqu’un."


@pytest.fixture
def space(signed_in):
    space = SpaceFactory(slug="fil", legal_name="Association Le Fil")
    signed_in(space)
    return space


@pytest.fixture
def session(space):
    workshop = WorkshopFactory(space=space, title="Vendre ses gâteaux", practice=STEPS)
    return SessionFactory(space=space, workshop=workshop, past=True)


def get(client, name, key, **asked):
    return client.get(reverse(f"workshops:{name}", args=[key]), asked)


def attended(session, name, presence=Presence.CAME):
    person = PersonFactory(space=session.space, first_name=name, last_name="Sureau")
    AttendanceFactory(space=session.space, session=session, person=person, presence=presence)
    return person


# --- certificates ------------------------------------------------------------------------------------------------


def test_certificate_is_a_page_for_each_who_came_and_nobody_else(client, session):
    for name, presence in (("Awa", Presence.CAME), ("Maïté", Presence.WALKED_IN), ("Zoé", Presence.ABSENT)):
        attended(session, name, presence)
    RegistrationFactory(space=session.space, session=session, person__first_name="Lucien")

    sheets = pages_of(get(client, "certificates", session.code))

    assert len(sheets) == 2
    first, second = sheets
    assert "Association Le Fil atteste que Awa Sureau a participé à l’atelier « Vendre ses gâteaux »" in first
    assert "Maïté Sureau" in second
    assert "le lundi 16 novembre 2026" in first


def test_certificate_of_one_person_alone(client, session):
    awa = attended(session, "Awa")
    attended(session, "Maïté")

    [page] = pages_of(get(client, "certificates", session.code, personne=awa.code))

    assert "Awa Sureau" in page


def test_who_did_not_come_has_none(client, session):
    zoe = attended(session, "Zoé", Presence.EXCUSED)

    assert get(client, "certificates", session.code).status_code == 404
    assert get(client, "certificates", session.code, personne=zoe.code).status_code == 404
    assert get(client, "certificates", session.code, personne="x" * 10_000).status_code == 404


def test_certificate_of_another_space_is_not_found(client, space):
    assert get(client, "certificates", SessionFactory(past=True).code).status_code == 404


# --- what to try at home -----------------------------------------------------------------------------------------


@pytest.mark.requirement("R223")
def test_practice_sheet_is_one_page_with_each_step_and_the_next_date(client, session):
    for days in (9, 16):
        SessionFactory(
            space=session.space, workshop=session.workshop, published=True, starts_at=NOW + timedelta(days=days)
        )
    after = read(get(client, "after", session.code))
    assert "À essayer chez soi" in after

    [page] = pages_of(get(client, "practice_sheet_of_session", session.code))

    assert "1 Je pose le gâteau près de la fenêtre. 2 Je prends trois photos. 3 J’en envoie une à quelqu’un." in page
    assert "On se revoit mercredi 25 novembre 2026" in page


def test_without_another_date_it_says_so(client, session):
    [page] = pages_of(get(client, "practice_sheet", session.workshop_id))

    assert "La prochaine date n’est pas encore fixée." in page


def test_sheet_handed_out_today_gives_the_date_after_today(client, session):
    today = SessionFactory(
        space=session.space, workshop=session.workshop, published=True, starts_at=NOW + timedelta(hours=3)
    )
    SessionFactory(space=session.space, workshop=session.workshop, published=True, starts_at=NOW + timedelta(days=7))

    [page] = pages_of(get(client, "practice_sheet_of_session", today.code))

    assert "On se revoit lundi 23 novembre 2026" in page


def test_longest_words_hold_on_one_page(client, space):
    workshop = WorkshopFactory(
        space=space,
        practice="\n".join(
            [
                "Je recommence tranquillement la photo, près de la fenêtre, et je la montre à quelqu’un de la maison."[
                    :99
                ]
            ]
            * 8
        ),
    )

    assert len(pages_of(get(client, "practice_sheet", workshop.pk))) == 1


def test_more_steps_than_a_page_holds_are_refused(client, space):
    workshop = WorkshopFactory(space=space)
    address = reverse("workshops:edit_workshop", args=[workshop.pk])
    data = model_to_dict(workshop, exclude=["interest", "tools"]) | {"practice": "Une étape\n" * 9}

    answer = client.post(address, {name: value for name, value in data.items() if value is not None})

    assert answer.status_code == 422
    assert "Gardez 8 étapes au plus" in read(answer)


def test_there_is_no_sheet_while_nothing_is_written(client, space):
    assert get(client, "practice_sheet", WorkshopFactory(space=space).pk).status_code == 404


def test_a_colleague_prints_it_too(client, session, signed_in):
    signed_in(session.space, Role.COLLEAGUE)
    assert get(client, "practice_sheet", session.workshop_id).status_code == 200


# --- slips, and who brings what ----------------------------------------------------------------------------------


def test_slips_are_four_a_sheet_and_ask_no_name(client, session):
    [page] = pages_of(get(client, "feedback_slips", session.code))

    assert page.count("Comment c’était") == page.count("Pas pour moi") == 4
    assert "Sans nom." in page


def test_who_brings_what_is_on_the_private_sheet_alone_and_forgotten_a_month_after(client, space):
    session = SessionFactory(space=space, published=True, starts_at=NOW + timedelta(days=2))
    said = {"version": session.version, "supplies": "Le vidéoprojecteur : Inès\n\nLes rallonges : la mairie"}
    client.post(reverse("workshops:adapt", args=[session.code]), said)

    [page] = pages_of(get(client, "private_sheet", session.code))
    assert "Qui apporte quoi Le vidéoprojecteur : Inès Les rallonges : la mairie" in page
    assert "vidéoprojecteur" not in read(client.get(reverse("public:session", args=["fil", session.code])))
    assert forget_supplies() == 0

    with time_machine.travel(NOW + timedelta(days=40), tick=False):
        assert forget_supplies() == 1
    assert Session.objects.get(pk=session.pk).supplies == ""
