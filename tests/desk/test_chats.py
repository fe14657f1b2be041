"""Messaging: the app that leads to us, the one that leads to her, and what is done there counts."""

import uuid
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from mediation.common.chats import app_of, validate_chat_link
from mediation.common.printing import public_address, qr
from mediation.communications.audience import ANNOUNCED
from mediation.courier.enums import CallOutcome, Channel, MessageState
from mediation.courier.models import Message
from publics.enums import ContactChannel, HowDone, PlaceKind
from publics.models import Person
from tests.factories import (
    CampaignFactory,
    GuardianshipFactory,
    MessageFactory,
    PersonFactory,
    RegistrationFactory,
    SessionFactory,
    SpaceFactory,
)
from tests.reading import pages_of, read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

OURS = "https://wa.me/33639980010"


@pytest.fixture
def space():
    return SpaceFactory(slug="fil", chat_link=OURS)


def call_to(space, **person):
    """A call to make about her seat, and its page."""
    her = PersonFactory(
        space=space, **{"phone": "+33639981001", "preferred_channel": ContactChannel.MESSAGING} | person
    )
    registration = RegistrationFactory(space=space, session=SessionFactory(space=space, published=True), person=her)
    call = MessageFactory(space=space, subject_id=registration.pk, recipient_ref=f"person:{her.pk}", address=her.phone)
    return call, reverse("desk:call", args=[call.pk])


def chat_of(response) -> str:
    """The address that opens the app on her number; empty when the page has none."""
    _, found, rest = response.content.decode().replace("&amp;", "&").partition('href="https://wa.me/')
    return found and "https://wa.me/" + rest.partition('"')[0]


@pytest.mark.pdf
@pytest.mark.requirement("R065")
def test_an_app_leads_to_us_another_to_her_and_what_is_done_there_counts(client, space, signed_in, monkeypatch):
    shown = client.get(reverse("public:programme", args=["fil"]))
    assert "Nous écrire par WhatsApp" in read(shown)
    assert f'href="{OURS}"' in shown.content.decode()
    drawn = []
    monkeypatch.setattr("workshops.papers.qr", lambda address: drawn.append(address) or qr(address))
    [sheet] = pages_of(client.get(reverse("public:month_programme", args=["fil"])))
    assert "Ou écrivez-nous par WhatsApp" in sheet
    assert drawn == [public_address(reverse("public:programme", args=["fil"])), OURS]

    call, address = call_to(space)
    signed_in(space)
    page = client.get(address)
    opened = urlsplit(chat_of(page))
    assert (opened.netloc, opened.path) == ("wa.me", "/33639981001")
    [words] = parse_qs(opened.query)["text"]
    assert "05 36 49 10 10" in words
    assert "«" not in words
    client.post(address, {"outcome": CallOutcome.REACHED})
    call.refresh_from_db()
    assert call.state == MessageState.SENT

    answers = {"what": "Ouvrir une pièce jointe", "how_done": HowDone.TOGETHER, "place_kind": PlaceKind.REMOTE}
    who = Person.objects.get(phone="+33639981001").code
    client.post(reverse("desk:visit"), {"who": who, "minutes": 30, "submission": uuid.uuid4(), **answers})
    assert "À distance 1" in read(client.get(reverse("reports:activity")))


@pytest.mark.parametrize(
    "person",
    [{"preferred_channel": ContactChannel.PHONE}, {"phone": "+33536492002"}],
    ids=["prefers calls", "landline"],
)
def test_who_did_not_ask_for_it_or_has_a_landline_is_called(client, space, signed_in, person):
    _, address = call_to(space, **person)
    signed_in(space)
    assert chat_of(client.get(address)) == ""


def test_what_is_only_said_opens_no_app(client, space, signed_in):
    """Its words are ours, for whoever calls."""
    call, address = call_to(space)
    Message.objects.filter(pk=call.pk).update(kind="waiting.call")
    signed_in(space)

    assert chat_of(client.get(address)) == ""


@pytest.mark.parametrize("text", ["", "On prépare l’hiver ensemble."], ids=["no SMS", "an SMS"])
def test_an_announcement_opens_the_app_on_the_words_of_its_sms(client, signed_in, text):
    space = SpaceFactory(slug="fil", sms_reply_number="+33700000036")
    campaign = CampaignFactory(space=space, running=True, channels=[Channel.PHONE], sms_text=text)
    call, address = call_to(space)
    Message.objects.filter(pk=call.pk).update(kind=ANNOUNCED, subject_id=campaign.pk)
    signed_in(space)

    said = parse_qs(urlsplit(chat_of(client.get(address))).query)

    assert said == ({"text": ["On prépare l'hiver ensemble. Pour arreter : répondez STOP."]} if text else {})


@pytest.mark.parametrize(
    ("called", "opened"),
    [
        ({"preferred_channel": ContactChannel.MESSAGING}, "/33639981002"),
        ({"preferred_channel": ContactChannel.PHONE}, ""),
        ({"preferred_channel": ContactChannel.MESSAGING, "phone": "+33639981003"}, ""),
    ],
    ids=["asked for it", "prefers calls", "called elsewhere"],
)
def test_for_a_child_the_app_opens_on_the_telephone_of_the_adult_who_is_called(
    client, space, signed_in, called, opened
):
    call, page = call_to(space)
    adult = PersonFactory(space=space, **{"phone": "+33639981002"} | called)
    GuardianshipFactory(space=space, child=Person.objects.get(phone="+33639981001"), adult=adult)
    Message.objects.filter(pk=call.pk).update(address="+33639981002")
    signed_in(space)

    assert urlsplit(chat_of(client.get(page))).path == opened


def test_a_space_without_it_says_nothing_of_it(client):
    SpaceFactory(slug="autre")
    assert "Nous écrire par" not in read(client.get(reverse("public:programme", args=["autre"])))


@pytest.mark.parametrize(
    ("link", "app"),
    [
        (OURS, "WhatsApp"),
        ("https://m.me/lefil", "Messenger"),
        ("https://signal.me/#p/+33639980010", "Signal"),
        ("https://T.me/lefil", "Telegram"),
    ],
)
def test_its_address_says_which_app_it_is(link, app):
    validate_chat_link(link)
    assert app_of(link) == app


@pytest.mark.parametrize(
    "link",
    [
        "http://wa.me/33639980010",
        "https://wa.me.example.org/1",
        "javascript:alert(1)",
        "x",
        "https://wa.me/",
        "https://t.me",
        "https://m.me//",
        "https://signal.me/#",
        "https://signal.me/#/",
        "https://wa.me/?text=Bonjour",
    ],
)
def test_another_address_is_refused(link):
    with pytest.raises(ValidationError, match="commence par https"):
        validate_chat_link(link)
