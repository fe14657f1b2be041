"""A session is published once it answers the eight questions, and everything that follows opens with it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mediation.accounts.enums import Role
from tests.factories import RoomFactory, SessionFactory, SpaceFactory
from workshops.enums import SessionState
from workshops.models import Session

pytestmark = pytest.mark.django_db


@pytest.fixture
def mediator(signed_in, space):
    return signed_in(space, Role.MEDIATOR)


def draft(space, **fields):
    return SessionFactory(space=space, **({"starts_at": timezone.now() + timedelta(days=5)} | fields))


def path(session, name):
    return reverse(f"workshops:{name}", args=[session.code])


def read(response):
    return response.content.decode().replace("\xa0", " ").replace("&#x27;", "'")


def state_of(session):
    return Session.objects.get(pk=session.pk).state


MISSING = [
    ({"space__presentation": ""}, "Qui êtes-vous ?", "l'espace"),
    ({"workshop__takeaway": ""}, "Que proposez-vous ?", "l'atelier"),
    ({"workshop__audience": "  "}, "Pour qui ?", "l'atelier"),
    ({"venue__address": ""}, "Où ?", "le lieu"),
    ({"workshop__conditions": ""}, "Quelles modalités ?", "l'atelier"),
    ({"workshop__frequency": ""}, "Quelle fréquence ?", "l'atelier"),
]


@pytest.mark.parametrize(("lacking", "question", "place"), MISSING, ids=[question for _, question, _ in MISSING])
def test_publishing_is_refused_while_an_answer_is_missing_naming_it(client, signed_in, lacking, question, place):
    space = SpaceFactory(presentation=lacking.pop("space__presentation", "Le Fil d'Orvelle"))
    signed_in(space)
    session = draft(space, **lacking)

    page = read(client.get(path(session, "session")))
    refused = client.post(path(session, "publish"))

    assert "Avant de publier, il manque une réponse sur huit" in page
    assert refused.status_code == 422
    assert f"Il manque la réponse à « {question} ». Elle vient de {place}" in read(refused)
    assert state_of(session) == SessionState.DRAFT


def test_missing_answer_leads_to_where_it_is_written(client, mediator, space):
    session = draft(space, workshop__audience="")

    page = read(client.get(path(session, "session")))

    assert (
        f'<a href="{reverse("workshops:edit_workshop", args=[session.workshop_id])}">À écrire dans l\'atelier' in page
    )


def test_published_session_opens_its_page_and_its_registrations(client, mediator, space):
    session = draft(space)

    page = read(client.post(path(session, "publish"), follow=True))

    assert state_of(session) == SessionState.PUBLISHED
    assert "La séance est publiée" in page
    assert reverse("public:session", args=[space.slug, session.code]) in page
    assert path(session, "register") in page


def test_publishing_twice_is_refused_in_a_sentence(client, mediator, space):
    session = draft(space)
    client.post(path(session, "publish"))

    again = client.post(path(session, "publish"))

    assert again.status_code == 422
    assert "ne peut pas devenir « Publiée »" in read(again)


def test_session_already_begun_is_not_published(client, mediator, space):
    session = draft(space, starts_at=timezone.now() - timedelta(hours=1))

    refused = client.post(path(session, "publish"))

    assert refused.status_code == 422
    assert "a déjà commencé" in read(refused)


def test_room_taken_meanwhile_refuses_to_publish_in_a_sentence(client, mediator, space):
    room = RoomFactory(space=space)
    first, second = (draft(space, room=room, venue=room.venue) for _ in range(2))
    client.post(path(first, "publish"))

    refused = client.post(path(second, "publish"))

    assert refused.status_code == 422
    assert f"Cette salle est déjà prise : « {first.workshop} »," in read(refused)


def test_flyer_waits_for_the_eight_answers(client, mediator, space):
    session = draft(space, workshop__audience="")

    assert "Le flyer et la page publique seront prêts avec les huit réponses." in read(
        client.get(path(session, "session"))
    )


@pytest.mark.pdf
def test_flyer_and_sheet_open_in_the_browser(client, mediator, space):
    session = draft(space)
    client.post(path(session, "publish"))

    for name in ("flyer", "sign_in_sheet"):
        response = client.get(path(session, name))
        assert response.headers["Content-Type"] == "application/pdf"
        assert response.headers["Content-Disposition"].startswith("inline")
        assert response.content.startswith(b"%PDF-")
