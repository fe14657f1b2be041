"""A sending that fails is logged and explained without a word of whom it was for."""

import pytest
import time_machine

from mediation.courier import registry, tasks
from mediation.courier.enums import Channel, MessageState, Priority
from mediation.courier.models import Message
from publics.models import Person
from tests.factories import NOW, MessageFactory, PersonFactory

pytestmark = pytest.mark.django_db

EMAIL, PHONE = "amina.benali@example.org", "+33639981001"


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def amina(space):
    return PersonFactory(space=space, first_name="Amina", last_name="Benali", phone=PHONE, email=EMAIL)


def to(amina, kind, channel, address) -> Message:
    return MessageFactory(
        space=amina.space, kind=kind, subject_id=amina.pk, recipient_ref=f"person:{amina.pk}", channel=channel,
        address=address,
    )  # fmt: skip


def test_words_that_cannot_be_put_together_name_the_message_and_nobody(amina, monkeypatch, gateway, logged):
    def compose(message):
        raise ValueError(f"{amina} {amina.phone} {amina.email}")

    kind = registry.Kind("test.broken", "Essai", Priority.REMINDER, lambda at: Person.objects.all(), compose)
    monkeypatch.setitem(registry._kinds, kind.name, kind)
    message = to(amina, kind.name, Channel.SMS, PHONE)

    tasks.drain()

    message.refresh_from_db()
    assert (message.state, gateway.received) == (MessageState.FAILED, [])
    text = logged.getvalue()
    assert f"Message {message.pk} (test.broken) could not be composed." in text
    assert "in compose" in text
    assert [said for said in ("Amina", "Benali", PHONE, EMAIL) if said in text] == []


def test_words_of_a_mail_server_are_kept_without_the_address_they_repeat(amina, kind, smtp):
    smtp.rcpt = f"550 5.1.1 <{EMAIL}>: Recipient address rejected"
    message = to(amina, kind, Channel.EMAIL, EMAIL)

    tasks.drain()

    message.refresh_from_db()
    assert (message.state, message.reason) == (
        MessageState.FAILED, "550 5.1.1 <[…]>: Recipient address rejected",
    )  # fmt: skip
