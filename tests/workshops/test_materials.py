"""Resources by theme and level: supports of ours, free courses elsewhere; what a session has of its own."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from mediation.accounts.enums import Role
from tests.factories import (
    InterestFactory,
    MaterialFactory,
    PeerHelperFactory,
    PersonFactory,
    RegistrationFactory,
    SessionFactory,
    SpaceFactory,
    WorkshopFactory,
)
from tests.reading import read
from workshops.models import Material, PeerHelper, Session

pytestmark = pytest.mark.django_db

QUERIES = 6
PDF = b"%PDF-1.7 un support"


@pytest.fixture
def space():
    return SpaceFactory(slug="fil")


@pytest.fixture
def mediator(signed_in, space):
    return signed_in(space, Role.MEDIATOR)


@pytest.fixture
def branch():
    return InterestFactory(key="vendre", name="Vendre, entreprendre")


def path(name, *args):
    return reverse(f"workshops:{name}", args=args)


def sent(branch, **said):
    return {"title": "Photographier un gâteau", "branch": branch.pk, "level": "beginner", "submission": uuid4()} | said


def pdf(content=PDF, name="gateau.pdf", content_type="application/pdf"):
    return SimpleUploadedFile(name, content, content_type=content_type)


@pytest.mark.requirement("R208", "R210")
def test_a_support_is_found_by_theme_and_level_and_joined_to_its_workshop(client, mediator, space, branch):
    client.post(path("new_material"), sent(branch, upload=pdf()))
    MaterialFactory(space=space, title="Un cours de jardin", level="intermediate", branch=InterestFactory(key="maison"))
    material = Material.objects.get(branch=branch)

    found = read(client.get(path("materials"), {"branche": "vendre", "niveau": "beginner"}))
    assert "Photographier un gâteau" in found
    assert "Aucun niveau demandé · support" in found
    assert "Un cours de jardin" not in found

    workshop = WorkshopFactory(space=space, branch=branch)
    client.post(path("use_materials", workshop.pk), {"materials": [material.pk]})
    assert "Photographier un gâteau" in read(client.get(path("workshop", workshop.pk)))
    assert b"".join(client.get(path("material_file", material.code)).streaming_content) == PDF
    client.post(path("use_materials", workshop.pk), {})
    assert "rien n’est encore joint" in read(client.get(path("workshop", workshop.pk)))


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({}, "Joignez un fichier, ou donnez une adresse."),
        ({"url": "https://cours.example.org", "upload": pdf()}, "Joignez un fichier, ou donnez une adresse."),
        ({"url": "http://cours.example.org"}, "https://"),
        ({"url": "javascript:alert(1)"}, "https://"),
        ({"url": "file:///etc/passwd"}, "https://"),
        ({"upload": pdf(b"<script>alert(1)</script>")}, "Envoyez un PDF"),
        ({"upload": pdf(b"MZ", "x.exe", "application/x-msdownload")}, "Envoyez un PDF"),
        ({"upload": pdf(PDF + b"0" * (10 * 1024 * 1024))}, "trop lourd"),
        ({"url": "https://a.example.org", "title": "x" * 10_000}, "120"),
        ({"url": "https://a.example.org", "title": "a\x00b"}, "nul"),
    ],
)
def test_what_is_no_resource_is_refused_in_a_sentence(client, mediator, branch, said, sentence):
    for each in said.values():
        if hasattr(each, "seek"):
            each.seek(0)

    response = client.post(path("new_material"), sent(branch, **said))

    assert response.status_code == 422
    assert sentence in read(response)
    assert Material.objects.count() == 0


def test_two_resources_do_not_share_a_title_and_double_click_adds_one(client, mediator, branch):
    form = sent(branch, url="https://cours.example.org/")
    for _ in range(2):
        client.post(path("new_material"), form)
    assert Material.objects.count() == 1

    again = client.post(path("new_material"), form | {"submission": uuid4()})
    assert "Une ressource porte déjà ce titre." in read(again)


def test_a_stale_edit_overwrites_nothing(client, mediator, space, branch):
    material = MaterialFactory(space=space, branch=branch, title="Avant")
    form = sent(branch, url=material.url, version=1, is_active="on")
    client.post(path("edit_material", material.code), form | {"title": "Le premier"})

    stale = client.post(path("edit_material", material.code), form | {"title": "Le second"})

    assert stale.status_code == 422
    assert "Le premier" in read(stale)
    assert Material.objects.get().title == "Le premier"


def test_a_support_of_the_team_is_not_public_and_one_of_another_space_is_not_found(client, mediator, space, branch):
    client.post(path("new_material"), sent(branch, upload=pdf()))
    material, elsewhere = Material.objects.get(), MaterialFactory()

    assert client.get(f"/fil/ressources/{material.code}/").status_code == 404
    Material.objects.filter(pk=material.pk).update(is_public=True)
    handed_out = client.get(f"/fil/ressources/{material.code}/")
    assert handed_out["X-Content-Type-Options"] == "nosniff"
    assert b"".join(handed_out.streaming_content) == PDF
    assert client.get(path("edit_material", elsewhere.code)).status_code == 404
    workshop = WorkshopFactory(space=space)
    assert client.post(path("use_materials", workshop.pk), {"materials": [elsewhere.pk]}).status_code == 422


@pytest.mark.parametrize("rows", [1, 3])
def test_library_costs_the_same_whatever_its_length(client, mediator, space, django_assert_num_queries, rows):
    MaterialFactory.create_batch(rows, space=space)
    with django_assert_num_queries(QUERIES):
        client.get(path("materials"))


# --- what a session has of its own -------------------------------------------------------------------------------


@pytest.mark.requirement("R220")
def test_a_session_is_adapted_and_its_workshop_stays_as_it_is(client, mediator, space):
    session = SessionFactory(space=space, published=True, starts_at=timezone.now() + timedelta(days=5))
    adapted = {"pace": "plus lentement", "level": "intermediate", "equipment": "grands écrans", "version": 1}

    client.post(path("adapt", session.code), adapted)

    public = read(client.get(f"/fil/s/{session.code}/"))
    assert "Plus lentement." in public
    assert "Pour qui se débrouille un peu" in public
    assert "Grands écrans." in public
    assert "Aucun niveau demandé" in read(client.get(path("workshop", session.workshop_id)))
    stale = client.post(path("adapt", session.code), adapted | {"pace": "plus vite"})
    assert "plus lentement" in read(stale)
    assert Session.objects.get().workshop.sessions.count() == 1


@pytest.mark.requirement("R227")
def test_mixed_publics_are_said_and_who_helps_the_others_is_noted(client, mediator, space):
    session = SessionFactory(
        space=space, published=True, workshop__is_mixed=True, workshop__audiences=["children", "retired"]
    )
    helper = RegistrationFactory(space=space, session=session, person__first_name="Odette").person
    stranger = PersonFactory(space=space)

    page = client.get(path("peer_helpers", session.code)).content.decode()
    assert f'type="checkbox" name="people" value="{helper.pk}"' in page
    client.post(path("peer_helpers", session.code), {"people": [helper.pk]})
    client.post(path("peer_helpers", session.code), {"people": [helper.pk]})

    assert PeerHelper.objects.count() == 1
    assert "Qui donne un coup de main : Odette" in read(client.get(path("session", session.code)))
    assert "Enfants, Retraitées et retraités (mélangés exprès)" in read(
        client.get(path("workshop", session.workshop_id))
    )
    assert client.post(path("peer_helpers", session.code), {"people": [stranger.pk]}).status_code == 422


def test_who_no_longer_helps_is_taken_away(client, mediator, space):
    noted = PeerHelperFactory(space=space)

    client.post(path("peer_helpers", noted.session.code), {})

    assert not PeerHelper.objects.exists()
