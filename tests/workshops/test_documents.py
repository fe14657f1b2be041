"""The flyer and the sign-in sheet, read as a person reads them."""

import io

import pypdfium2
import pytest
from django.urls import reverse

from mediation.common.printing import public_address
from tests.factories import (
    NOW,
    PersonFactory,
    RegistrationFactory,
    RoomFactory,
    SessionFactory,
    SpaceFactory,
    UserFactory,
    VenueFactory,
    WorkshopFactory,
)
from workshops import documents
from workshops.enums import RegistrationState

pytestmark = [pytest.mark.django_db, pytest.mark.pdf]

MILLIMETRE = 72 / 25.4
A5, A4_LANDSCAPE = (148, 210), (297, 210)
QUESTIONS = [
    "Qui êtes-vous ?", "Que proposez-vous ?", "Pour qui ?", "Où ?", "Quelles modalités ?", "Quelle durée ?",
    "Quelle fréquence ?", "Quelle démarche ?",
]  # fmt: skip


@pytest.fixture
def space(settings):
    settings.PUBLIC_ADDRESS = "https://fil.example.org"
    return SpaceFactory(slug="fil-orvelle")


@pytest.fixture
def session(space):
    workshop = WorkshopFactory(space=space, title="Vendre ses gâteaux : Instagram et Pinterest")
    venue = VenueFactory(space=space, name="Salle du Lavoir")
    return SessionFactory(
        space=space, workshop=workshop, venue=venue, host=UserFactory(), code="7K4DXYZ2", published=True
    )


def words(field, count):
    """As long as the field allows, in words of the length of French ones."""
    return ("quelque chose de bien joli " * (count // 20))[:count].strip()


def longest(space):
    space.presentation = words("presentation", 200)
    space.legal_name = words("legal_name", 160)
    space.name = words("name", 80)
    space.save()
    workshop = WorkshopFactory(
        space=space, title=words("title", 80), takeaway=words("takeaway", 240), audience=words("audience", 160),
        conditions=words("conditions", 200), frequency=words("frequency", 160),
    )  # fmt: skip
    venue = VenueFactory(
        space=space, name=words("name", 80), address=words("address", 160), city=words("city", 80),
        access=words("access", 400),
    )  # fmt: skip
    room = RoomFactory(space=space, venue=venue, name=words("room", 60))
    return SessionFactory(space=space, workshop=workshop, venue=venue, room=room, host=UserFactory(), published=True)


def pages(content):
    return list(pypdfium2.PdfDocument(io.BytesIO(content)))


def text_of(content):
    return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in pages(content)).split())


def size_of(page):
    return tuple(round(length / MILLIMETRE) for length in page.get_size())


def test_flyer_is_one_a5_page_that_answers_the_eight_questions(session):
    content = documents.flyer(session)

    [page] = pages(content)
    text = text_of(content)
    assert size_of(page) == A5
    assert [question for question in QUESTIONS if question not in text] == []
    assert "Vendre ses gâteaux : Instagram et Pinterest" in text
    assert "samedi 28 novembre 2026 de 14 heures à 16 heures" in text
    assert "05 36 49 10 10" in text.replace("\xa0", " ")


def test_flyer_gives_the_address_of_its_code_in_clear(session):
    assert "fil.example.org/fil-orvelle/s/7K4DXYZ2" in text_of(documents.flyer(session))


def test_flyer_with_the_longest_words_stays_on_one_page(space):
    session = longest(space)

    content = documents.flyer(session)

    assert len(pages(content)) == 1
    text = text_of(content)
    for said in (session.workshop.title, session.workshop.takeaway, session.workshop.audience, session.venue.access):
        assert said[1:] in text


def test_flyer_says_the_hour_of_its_own_place(space):
    session = SessionFactory(space=space, time_zone="Indian/Reunion", published=True)

    assert "de 17 heures à 19 heures" in text_of(documents.flyer(session))


def test_sheet_has_names_and_lines_but_no_telephone(space, session):
    amina = PersonFactory(space=space, first_name="Amina", last_name="Mirabelle", phone="+33639981001", birth_year=1987)
    RegistrationFactory(space=space, session=session, person=amina, party_size=2)
    lucien = PersonFactory(space=space, first_name="Lucien", last_name="Genêt")
    RegistrationFactory(space=space, session=session, person=lucien, state=RegistrationState.WAITING)

    content = documents.sign_in_sheet(session)

    [page] = pages(content)
    text = text_of(content)
    assert size_of(page) == A4_LANDSCAPE
    assert "Amina Mirabelle et une autre personne" in text
    assert "Signature" in text
    assert "A prévenu" in text
    assert "Pas venu" in text
    assert [absent for absent in ("1987", "06 39 98", "0639981001", "Lucien") if absent in text] == []
    assert "compter les présences" in text


def test_sheet_leads_the_telephone_of_the_team_to_the_presences(session, monkeypatch):
    drawn = []
    monkeypatch.setattr("workshops.documents.qr", lambda address: drawn.append(address) or "")

    content = documents.sign_in_sheet(session)

    assert drawn == [public_address(reverse("workshops:attendance", args=[session.code]))]
    assert "Pour l’équipe" in text_of(content)


def test_sheet_of_a_large_session_repeats_its_heading(space):
    session = SessionFactory(space=space, capacity=40, published=True)
    for person in PersonFactory.create_batch(40, space=space):
        RegistrationFactory(space=space, session=session, person=person)

    content = documents.sign_in_sheet(session)

    headings = [page.get_textpage().get_text_bounded().count("Signature") for page in pages(content)]
    assert len(headings) > 1
    assert set(headings) == {1}


@pytest.mark.parametrize(("registered", "sheets"), [(8, 1), (9, 2), (10, 2), (11, 2)])
def test_what_is_said_of_the_sheet_never_stands_alone(space, registered, sheets):
    session = SessionFactory(space=space, capacity=registered, published=True)
    for person in PersonFactory.create_batch(registered, space=space):
        RegistrationFactory(space=space, session=session, person=person)

    texts = [page.get_textpage().get_text_bounded() for page in pages(documents.sign_in_sheet(session))]

    assert len(texts) == sheets
    assert "Signature" in texts[-1]
    assert "compter les présences" in texts[-1]


def test_documents_say_the_date_they_are_for(session):
    assert session.starts_at > NOW
    assert reverse("public:session", args=["fil-orvelle", "7K4DXYZ2"]).endswith("/s/7K4DXYZ2/")
