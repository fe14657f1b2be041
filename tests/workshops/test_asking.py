"""After a session, who came and reads our messages is asked how it was: once, by a link, unless the space would not."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from mediation.accounts.models import Space
from mediation.courier.enums import Channel, MessageState
from mediation.courier.models import Message
from mediation.courier.registry import kind
from publics.enums import ContactChannel
from publics.notifications import readdress
from publics.services import stop_messages
from tests.factories import NOW, GuardianshipFactory, PersonFactory, SessionFactory, SpaceFactory
from tests.reading import read
from workshops import services
from workshops.enums import Presence
from workshops.models import FeedbackCount

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now", "sms")]

ASKED = "session.feedback"


@pytest.fixture(autouse=True)
def public_address(settings):
    settings.PUBLIC_ADDRESS = "https://fil.example.org"


@pytest.fixture
def space():
    return SpaceFactory(slug="fil")


@pytest.fixture
def session(space):
    return SessionFactory(space=space, published=True, workshop__title="Vendre ses gâteaux")


def came(session, presence=Presence.CAME, *, who=None, **person):
    person = who or PersonFactory(space=session.space, **person)
    services.register(session=session, person=person, at=NOW)
    services.note_presence(session=session, person=person, presence=presence, at=session.ends_at, by=None)
    return person


def close(session, *, at=None):
    services.close_session(session=session, at=at or session.ends_at, by=None)


def asked():
    return list(Message.objects.filter(kind=ASKED).order_by("pk"))


def said(message):
    return " ".join(kind(ASKED).compose(message).text.split())


@pytest.mark.requirement("R168")
def test_the_link_that_was_received_opens_the_three_questions_and_they_are_counted(client, session):
    came(session, first_name="Amina", by_email=True)
    close(session)
    [message] = asked()
    link = said(message).partition("https://fil.example.org")[2].partition(" ")[0]

    with time_machine.travel(session.ends_at + timedelta(hours=1), tick=False):
        page = client.get(link)
        assert "Vendre ses gâteaux" in read(page)
        thanks = read(client.post(link, {"mood": "high", "submission": str(uuid.uuid4())}, follow=True))

    assert "Merci d’avoir dit comment c’était" in thanks
    assert FeedbackCount.objects.filter(count=1).exists()


def test_who_reads_text_messages_has_it_in_one(session):
    came(session, first_name="Amina")
    close(session)

    [message] = asked()

    assert message.channel == Channel.SMS
    assert said(message).startswith("Le Fil : merci Amina ! ")
    assert "c'était comment ? Trois questions, sans votre nom : " in said(message)
    assert "fil.example.org/fil/i/" in said(message)
    assert said(message).endswith("/avis/")


@pytest.mark.parametrize(
    "person", [{"landline": True}, {"preferred_channel": ContactChannel.NONE}, {"by_letter": True}]
)
def test_nobody_is_called_nor_sent_a_letter_about_it(session, person):
    came(session, **person)
    close(session)

    assert asked() == []


@pytest.mark.parametrize("presence", [Presence.ABSENT, Presence.EXCUSED])
def test_who_did_not_come_is_not_asked(session, presence):
    came(session, presence)
    close(session)

    assert asked() == []


def test_who_said_stop_is_not_asked(session):
    amina = came(session)
    stop_messages(person=amina, channels=list(Channel), at=NOW, by=None)
    close(session)

    assert asked() == []


def test_who_said_it_already_is_not_asked_nor_told_once_she_does(session):
    came(session).registrations.update(gave_feedback=True)
    nadia = came(session)
    close(session)
    [message] = asked()
    assert message.recipient_ref == f"person:{nadia.pk}"

    nadia.registrations.update(gave_feedback=True)

    assert not kind(ASKED).live(session.ends_at).exists()


def test_the_space_may_rather_not_ask_even_when_it_says_so_before_it_leaves(space, session):
    came(session)
    close(session)
    assert kind(ASKED).live(session.ends_at).exists()

    Space.objects.filter(pk=space.pk).update(asks_feedback=False)

    assert not kind(ASKED).live(session.ends_at).exists()


def test_what_asks_how_it_was_never_becomes_a_call(session):
    """Said about a child, it is said to the adult; once nothing she reads is left, to nobody."""
    amina = PersonFactory(space=session.space)
    came(session, who=GuardianshipFactory(space=session.space, adult=amina).child)
    close(session)
    amina.city = "Montorvelle"
    amina.save()
    readdress(amina, at=session.ends_at)
    assert [(message.address, message.state) for message in asked()] == [(amina.phone, MessageState.QUEUED)]

    stop_messages(person=amina, channels=[Channel.SMS], at=session.ends_at, by=None)

    assert [(message.channel, message.state) for message in asked()] == [(Channel.SMS, MessageState.SKIPPED)]


def test_a_family_is_asked_once(session):
    amina = PersonFactory(space=session.space)
    services.register_together(session=session, person=amina, relatives=[services.Named("Sami")], party_size=2, at=NOW)
    for one in session.registrations.all():
        services.note_presence(session=session, person=one.person, presence=Presence.CAME, at=session.ends_at, by=None)
    close(session)

    assert [message.recipient_ref for message in asked()] == [f"person:{amina.pk}"]


def test_in_the_evening_it_waits_for_the_morning_and_after_a_month_it_is_too_late(session):
    came(session)
    late = session.ends_at.astimezone(session.zone).replace(hour=22, minute=30)
    close(session, at=late)
    [message] = asked()
    assert message.due_at.astimezone(session.zone) == (late + timedelta(days=1)).replace(hour=9, minute=0)
    assert message.state == MessageState.QUEUED

    other = SessionFactory(space=session.space, published=True)
    came(other)
    close(other, at=other.ends_at + timedelta(days=31))

    assert len(asked()) == 1


def test_who_validates_reads_that_they_will_be_asked(client, signed_in, space, session):
    signed_in(space)
    came(session)
    address = reverse("workshops:attendance", args=[session.code])
    with time_machine.travel(session.starts_at + timedelta(hours=1), tick=False):
        client.force_login(space.memberships.get().user)
        assert "reçoit une fois le lien des trois questions" in read(client.get(address))
        Space.objects.filter(pk=space.pk).update(asks_feedback=False)
        assert "trois questions" not in read(client.get(address))
