"""What anybody may write to us from a public page, and what is honestly promised."""

from datetime import UTC, datetime, timedelta

import pypdfium2
import pytest
import time_machine
from django.urls import reverse

from mediation.accounts.enums import Role
from mediation.courier.enums import Channel
from mediation.courier.models import Message
from publics.enums import EnquiryKind
from publics.models import Enquiry, Person
from tests.factories import NOW, SessionFactory, SpaceFactory, VenueFactory
from tests.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

HOURS = "Mo-Fr 09:00-12:00,14:00-17:30; Sa 09:00-12:00"
SATURDAY = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)
ANSWERS = {
    "contact": {"words": "Peut-on venir à deux ?", "name": "Irène", "reach": "irene@example.org"},
    "word": {
        "words": "J’aimerais vendre mes gâteaux",
        "name": "Ginette",
        "reach": "05 36 49 20 63",
        "has_agreed": "on",
    },
    "other_date": {"name": "Awa", "reach": "06 39 98 10 20"},
}


@pytest.fixture
def space():
    made = SpaceFactory(slug="fil")
    VenueFactory(space=made, opening_hours=HOURS)
    return made


def send(client, name, *args, **changes):
    address = reverse(f"public:{name}", args=["fil", *args])
    key = str(client.get(address).context["form"]["submission"].value())
    said = ANSWERS[name] | {"submission": key} | changes
    return client.post(address, {field: value for field, value in said.items() if value is not None}, follow=True)


def test_while_somebody_is_there_the_page_says_by_when_we_answer(client, space):
    shown = read(send(client, "contact"))

    assert "Nous sommes là en ce moment : nous vous répondons d’ici 16 h." in shown
    assert "Irène" not in shown
    assert "deux" not in shown


@pytest.mark.requirement("R066")
def test_while_nobody_is_there_the_page_says_when_we_open_with_the_telephone(client, space):
    with time_machine.travel(SATURDAY, tick=False):
        shown = read(send(client, "contact"))

    assert "Nous sommes fermés en ce moment. Nous rouvrons lundi 23 novembre à 9 h." in shown
    assert "Nous vous répondons à partir de là, d’ici 15 h." in shown
    assert "05 36 49 10 10" in shown


def test_without_known_hours_nothing_is_said_of_being_open(client):
    SpaceFactory(slug="fil")

    shown = read(send(client, "contact"))

    assert "Nous vous répondons d’ici 14 h." in shown
    assert "fermés" not in shown


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"words": ""}, "Écrivez votre question, ou ce que vous voulez nous dire."),
        ({"reach": "zzz"}, "Écrivez un numéro complet, comme 05 36 49 10 10, ou une adresse e-mail"),
        ({"reach": ""}, "Donnez un téléphone ou une adresse e-mail où vous répondre."),
        ({"sujet": "rien"}, "Laissez vide la case « Ne rien écrire ici »."),
        ({"words": "2 85 05 78 006 084"}, "Cela ressemble à un numéro de sécurité sociale"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client, space, changes, sentence):
    response = send(client, "contact", **changes)

    assert response.status_code == 422
    assert sentence in read(response)
    assert 'value="Irène"' in response.content.decode()
    assert not Enquiry.objects.of(space).exists()


def test_too_many_from_one_address_are_refused(client, space):
    for _ in range(20):
        assert send(client, "contact").status_code == 200
    assert send(client, "contact").status_code == 429


def test_the_promise_of_another_space_is_not_found(client, space):
    SpaceFactory(slug="ailleurs")
    send(client, "contact")
    code = Enquiry.objects.get().code

    assert client.get(reverse("public:enquiry_noted", args=["ailleurs", code])).status_code == 404


# --- a word left at any counter ---


@pytest.mark.requirement("R078")
def test_a_word_left_at_a_counter_becomes_a_call(client, space, signed_in):
    shown = read(send(client, "word", told_by="La boulangerie"))
    assert "Nous rappelons" in shown

    signed_in(space, Role.RECEPTION)
    calls = read(client.get(reverse("desk:calls")))
    [call] = Message.objects.of(space).filter(channel=Channel.PHONE)
    script = read(client.get(reverse("desk:call", args=[call.pk])))
    assert "Ginette" in calls
    assert "« J’aimerais vendre mes gâteaux »" in script
    assert "rappelez-nous au 05 36 49 10 10" in script
    assert "Laissé au guichet de La boulangerie" in read(client.get(Enquiry.objects.get().get_absolute_url()))


def test_without_her_yes_it_does_not_leave(client, space):
    page = client.get(reverse("public:word", args=["fil"]))
    assert "checked" not in page.content.decode().partition('name="has_agreed"')[2].partition(">")[0]

    response = send(client, "word", has_agreed=None)

    assert response.status_code == 422
    assert "Sans son accord, ce mot ne peut pas être envoyé." in read(response)
    assert "vendre mes gâteaux" in response.content.decode()


def test_nobody_is_created_nor_recognised_by_a_word(client, space):
    send(client, "word")

    assert Enquiry.objects.get().person is None
    assert not Person.objects.of(space).exists()


def test_the_sheet_of_paper_is_one_page_with_the_address_in_clear(client, space):
    response = client.get(reverse("public:word_sheet", args=["fil"]))

    document = pypdfium2.PdfDocument(response.content)
    words = document[0].get_textpage().get_text_bounded()
    assert len(document) == 1
    assert "Un mot pour nous" in words
    assert "/fil/un-mot" in words
    assert "05 36 49 10 10" in words.replace("\u00a0", " ")


# --- another date ---


@pytest.fixture
def past(space):
    return SessionFactory(space=space, past=True, workshop__title="Vendre ses gâteaux")


def test_a_past_session_proposes_to_be_told_of_another_date(client, space, past):
    assert "Prévenez-moi d’une autre date" in read(client.get(reverse("public:session", args=["fil", past.code])))

    shown = read(send(client, "other_date", past.code))

    assert "Dès qu’une autre date est fixée, nous vous prévenons." in shown


def test_a_full_session_too(client, space):
    full = SessionFactory(space=space, published=True, capacity=1, seats_taken=1)

    assert "Prévenez-moi d’une autre date" in read(client.get(reverse("public:session", args=["fil", full.code])))


def test_asked_twice_she_waits_once_and_is_shown_when_a_date_is_fixed(client, space, past, signed_in):
    for _ in range(2):
        send(client, "other_date", past.code)
    assert Enquiry.objects.get().kind == EnquiryKind.OTHER_DATE

    signed_in(space, Role.MEDIATOR)
    before = read(client.get(reverse("publics:enquiries")))
    SessionFactory(space=space, workshop=past.workshop, published=True, starts_at=NOW + timedelta(days=12))
    after = read(client.get(reverse("publics:enquiries")))

    assert "Pour Vendre ses gâteaux" in before
    assert "une date est fixée" not in before
    assert "une date est fixée : samedi 28 novembre" in after
