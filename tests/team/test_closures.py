"""« Fermeture exceptionnelle »: one gesture, and the public, the door and the team are told."""

import io
import uuid
from datetime import timedelta

import pypdfium2
import pytest
from django.urls import reverse

from mediation.accounts.enums import Role
from mediation.team.models import Closure
from publics.enums import ContactChannel
from tests.factories import (
    NOW,
    ClosureFactory,
    PersonFactory,
    RegistrationFactory,
    SessionFactory,
    SpaceFactory,
    VenueFactory,
)
from tests.reading import read
from workshops.services import cancel_session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

CLOSURES = reverse("team:closures")
DAY = NOW.date()


@pytest.fixture
def space():
    return SpaceFactory(slug="fil")


@pytest.fixture
def helene(space, signed_in):
    return signed_in(space)


def close(client, **said):
    days = {"starts_on": "2026-11-19", "reopens_on": "2026-11-23", "reason": "Toute l'équipe est en formation"}
    return client.post(CLOSURES, {"submission": str(uuid.uuid4()), **days, **said})


def words_of(response) -> str:
    text = " ".join(
        page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(io.BytesIO(response.content))
    )
    return " ".join(text.split())


def test_one_gesture_tells_the_public_the_door_and_whom_to_call(client, space, helene):
    session = SessionFactory(
        space=space, published=True, workshop__title="Trier ses photos", starts_at=NOW + timedelta(days=4)
    )
    josette = PersonFactory(
        space=space, first_name="Josette", last_name="Aubépine", phone="+33536492001",
        preferred_channel=ContactChannel.PHONE,
    )  # fmt: skip
    for person in (josette, PersonFactory(space=space)):
        RegistrationFactory(space=space, session=session, person=person)

    response = client.get(close(client).headers["Location"])
    page = read(response)
    assert "Fermé du jeudi 19 au dimanche 22 novembre" in page
    assert "Il reste 1 personne à appeler." in page
    assert "Trier ses photos" in page
    assert "Appeler Josette Aubépine : 05 36 49 20 01 Par téléphone" in page
    assert "1 personne sera prévenue par SMS ou par e-mail dès que la séance est annulée." in page
    assert reverse("workshops:cancel_session", args=[session.code]) in response.content.decode()
    client.logout()
    public = read(client.get(reverse("public:programme", args=["fil"])))
    assert "Nous sommes fermés du jeudi 19 au dimanche 22 novembre" in public
    assert "Toute l'équipe est en formation. On rouvre le lundi 23 novembre." in public


def test_the_session_once_cancelled_is_settled(client, space, helene):
    session = SessionFactory(space=space, published=True, starts_at=NOW + timedelta(days=4))
    RegistrationFactory(space=space, session=session)
    address = close(client).headers["Location"]
    cancel_session(session=session, by=helene, at=NOW)
    page = read(client.get(address))
    assert "annulée" in page
    assert "1 personne est prévenue par SMS ou par e-mail." in page
    assert "Personne n’est à appeler." in page


@pytest.mark.pdf
def test_the_poster_says_it_on_one_page(client, space, helene):
    close(client)
    response = client.get(reverse("team:poster", args=[Closure.objects.get().pk]))
    document = pypdfium2.PdfDocument(io.BytesIO(response.content))
    words = words_of(response)
    assert len(document) == 1
    for said in ("Nous sommes fermés", "du jeudi 19 au dimanche 22 novembre", "lundi 23 novembre", "05 36 49 10 10"):
        assert said in words


@pytest.mark.pdf
def test_the_longest_reason_still_holds_on_the_poster(client, space, helene):
    closure = ClosureFactory(
        space=space, reason="Mmmmmmm " * 20, starts_on="2026-11-30", reopens_on="2026-12-28",
        venue=VenueFactory(space=space, name="Maison des associations du Pays d'Orvelle et des environs"),
    )  # fmt: skip
    response = client.get(reverse("team:poster", args=[closure.pk]))
    assert len(pypdfium2.PdfDocument(io.BytesIO(response.content))) == 1
    assert "05 36 49 10 10" in words_of(response)


def test_only_sessions_of_the_closed_place_are_touched(client, space, helene):
    venue = VenueFactory(space=space, name="Le bus")
    SessionFactory(
        space=space, published=True, venue=venue, workshop__title="Dans le bus", starts_at=NOW + timedelta(3)
    )
    SessionFactory(space=space, published=True, workshop__title="Ailleurs", starts_at=NOW + timedelta(days=3))
    page = read(client.get(close(client, venue=venue.pk).headers["Location"]))
    assert "Dans le bus" in page
    assert "Ailleurs" not in page
    assert "Le bus : fermé" in read(client.get(reverse("public:programme", args=["fil"])))


def test_a_closure_taken_back_is_told_no_more(client, space, helene):
    closure = ClosureFactory(space=space)
    public = reverse("public:programme", args=["fil"])
    assert "Nous sommes fermés le lundi 16 novembre" in read(client.get(public))
    client.post(reverse("team:withdraw_closure", args=[closure.pk]))
    assert "Nous sommes fermés" not in read(client.get(public))


def test_the_public_is_told_two_weeks_before_and_until_the_last_day(client, space, now):
    ClosureFactory(space=space, starts_on=DAY + timedelta(days=15))
    public = reverse("public:programme", args=["fil"])
    assert "fermés" not in read(client.get(public))
    now.shift(timedelta(days=1))
    assert "fermés" in read(client.get(public))
    now.shift(timedelta(days=15))
    assert "fermés" not in read(client.get(public))


def test_a_page_that_names_no_space_of_its_own_tells_it_too(client, space):
    ClosureFactory(space=space)
    assert "Nous sommes fermés" in read(client.get(reverse("desk:accessibility"), {"espace": "fil"}))


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"reopens_on": "2026-11-19"}, "Le jour où l’on rouvre vient après le jour où l’on ferme."),
        ({"starts_on": "2026-11-10", "reopens_on": "2026-11-16"}, "Ce jour est passé"),
        ({"reason": "x" * 10_000}, "au plus 160 caractères"),
        ({"starts_on": "demain"}, "Saisissez une date valide."),
    ],
)
def test_a_closure_that_cannot_be_is_refused_with_what_was_typed(client, space, helene, said, refusal):
    response = close(client, **said)
    assert response.status_code == 422
    assert refusal in read(response)
    for value in said.values():
        assert value in response.content.decode()


def test_the_same_closure_is_noted_once(client, space, helene):
    close(client)
    assert "Cette fermeture est déjà notée." in read(close(client))


def test_reception_may_close_but_not_cancel_a_session(client, space, signed_in):
    signed_in(space, Role.RECEPTION)
    SessionFactory(space=space, published=True, starts_at=NOW + timedelta(days=4))
    page = client.get(close(client).headers["Location"])
    assert page.status_code == 200
    assert "Déplacer" not in read(page)
