"""The engine that sends: once, in order, never what is over, and honest about what it does not know."""

import json
import subprocess
import sys
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from mediation.courier import registry, services, tasks
from mediation.courier.enums import Channel, MessageState
from mediation.courier.models import Message
from mediation.local.paths import ROOT
from publics.models import Person
from tests.factories import NOW, PersonFactory, SessionFactory, SpaceFactory
from workshops import services as workshops

from .conftest import KIND
from .sending import queue, state

DRAIN = "import django; django.setup(); from mediation.courier.tasks import drain; drain()"


# --- writing -----------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_message_without_its_fact_is_refused(kind):
    recipient = services.Recipient(ref="person:1", channel=Channel.SMS, address="+33639981001")
    note = services.Note(kind, 1, recipient, "1", expires_at=NOW)

    with pytest.raises(transaction.TransactionManagementError):
        services.queue(note, space=SpaceFactory(), at=NOW)


def test_same_key_is_written_once(space, kind):
    queue(space, kind)
    queue(space, kind)

    assert Message.objects.count() == 1


# --- sending -----------------------------------------------------------------------------------------------------


def test_drained_twice_it_leaves_once(space, kind, gateway):
    message = queue(space, kind)

    tasks.drain()
    tasks.drain()

    assert state(message) == MessageState.SENT
    assert message.payload == {"subject": "Bonjour", "text": "Bonjour à vous."}
    assert [sms["reference"] for sms in gateway.received] == [str(message.pk)]


def test_message_of_later_stays_until_its_hour(space, kind, gateway, now):
    message = queue(space, kind, due_at=NOW + timedelta(hours=2))
    tasks.drain()
    assert state(message) == MessageState.QUEUED

    with time_machine.travel(NOW + timedelta(hours=3)):
        tasks.drain()
    assert state(message) == MessageState.SENT


def test_most_pressing_first(space, gateway, kind):
    reminder, offer = (queue(space, kind, key=key) for key in ("reminder", "offer"))
    Message.objects.filter(pk=offer.pk).update(priority=0)

    tasks.drain()

    assert [sms["reference"] for sms in gateway.received] == [str(offer.pk), str(reminder.pk)]


def test_what_is_no_longer_to_be_said_is_skipped(space, kind, gateway):
    message = queue(space, kind, person=PersonFactory(space=space, last_name=""))

    tasks.drain()

    assert (state(message), message.reason) == (MessageState.SKIPPED, "plus à dire")
    assert gateway.received == []


def test_registration_cancelled_in_between_is_not_reminded(space, gateway, now):
    session = SessionFactory(space=space, published=True)
    stays, leaves = (
        workshops.register(session=session, person=person, at=NOW)
        for person in PersonFactory.create_batch(2, space=space)
    )
    workshops.remind_due(at=session.starts_at - timedelta(days=1))
    workshops.cancel_registration(registration=leaves, at=NOW)

    with time_machine.travel(session.starts_at - timedelta(days=1)):
        tasks.drain()

    reminders = Message.objects.filter(kind="registration.reminder")
    assert dict(reminders.values_list("subject_id", "state")) == {
        stays.pk: MessageState.SENT,
        leaves.pk: MessageState.SKIPPED,
    }


def test_message_past_its_time_is_not_sent(space, kind, gateway, now):
    message = queue(space, kind, days=1)

    with time_machine.travel(NOW + timedelta(days=2)):
        tasks.drain()

    assert state(message) == MessageState.EXPIRED
    assert gateway.received == []


def test_message_whose_time_passes_while_the_provider_answers_is_not_sent(space, kind, gateway, now):
    message = queue(space, kind, days=1)

    with time_machine.travel(message.expires_at - timedelta(seconds=10)):
        tasks.drain()

    assert (state(message), message.reason) == (MessageState.EXPIRED, "délai passé")
    assert gateway.received == []


def test_message_of_an_unknown_kind_is_held(space, kind, gateway, monkeypatch):
    message = queue(space, kind)
    monkeypatch.delitem(registry._kinds, kind)

    tasks.drain()

    assert state(message) == MessageState.QUEUED
    assert gateway.received == []


# --- what providers answer ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (201, MessageState.SENT),
        (429, MessageState.QUEUED),
        (500, MessageState.QUEUED),
        (503, MessageState.QUEUED),
        (401, MessageState.QUEUED),
        (504, MessageState.UNCERTAIN),
        (400, MessageState.FAILED),
        (404, MessageState.FAILED),
    ],
)
def test_what_the_sms_gateway_answers(space, kind, gateway, status, expected):
    message = queue(space, kind)
    gateway.status = status

    tasks.drain()

    assert state(message) == expected
    assert len(gateway.received) == 1


def test_refused_for_now_it_is_tried_again_later_and_later(space, kind, gateway, now):
    message = queue(space, kind)
    gateway.status = 503
    waits = []

    for _ in range(6):
        with time_machine.travel(max(message.due_at, NOW), tick=False):
            tried_at = timezone.now()
            tasks.drain()
        message.refresh_from_db()
        waits.append(round((message.due_at - tried_at).total_seconds() / 60))

    assert waits == [1, 5, 15, 60, 180, 180]
    assert message.reason == "HTTP 503"


def test_gateway_that_does_not_answer_leaves_a_doubt(space, kind, gateway, monkeypatch):
    monkeypatch.setattr("mediation.courier.channels.http.TIMEOUT", (1, 1))
    gateway.wait = 2
    message = queue(space, kind)

    tasks.drain()
    tasks.drain()

    assert (state(message), message.reason) == (MessageState.UNCERTAIN, "peut-être parti")
    assert len(gateway.received) == 1


def test_gateway_that_hangs_up_after_reading_leaves_a_doubt(space, kind, gateway):
    gateway.hangs_up = True
    message = queue(space, kind)

    tasks.drain()

    assert state(message) == MessageState.UNCERTAIN


def test_provider_that_leaves_a_doubt_is_asked_nothing_more(space, kind, gateway):
    gateway.hangs_up = True
    messages = [queue(space, kind, key=str(number)) for number in range(3)]

    tasks.drain()

    assert [state(message) for message in messages] == [MessageState.UNCERTAIN, *[MessageState.QUEUED] * 2]
    assert [message.attempts for message in messages] == [1, 0, 0]
    assert len(gateway.received) == 1


@pytest.mark.usefixtures("sms")
def test_gateway_that_cannot_be_reached_is_tried_again(space, kind):
    message = queue(space, kind)

    tasks.drain()

    assert (state(message), message.reason) == (MessageState.QUEUED, "passerelle SMS injoignable")


def test_without_a_gateway_a_message_waits(space, kind, settings):
    settings.SMS_URL = ""
    message = queue(space, kind)

    tasks.drain()

    assert state(message) == MessageState.QUEUED


@pytest.mark.parametrize("step", ["rcpt", "data"])
@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("451 Plus tard", MessageState.QUEUED),
        ("452 Pleine", MessageState.QUEUED),
        ("550 Inconnue", MessageState.FAILED),
        ("250 OK", MessageState.SENT),
    ],
)
@pytest.mark.usefixtures("kind")
def test_what_the_mail_server_answers(space, smtp, step, answer, expected):
    setattr(smtp, step, answer)
    message = queue(space, KIND, channel=Channel.EMAIL, address="amina@example.org")

    tasks.drain()

    assert state(message) == expected
    assert answer[:3] == "250" or message.reason.startswith(answer[:3])


def test_refused_address_does_not_hold_back_the_next(space, kind, smtp, settings):
    refused = queue(space, kind, channel=Channel.EMAIL, address="a@b\nBcc: c@example.org", key="1")
    next_one = queue(space, kind, channel=Channel.EMAIL, address="amina@example.org", key="2")

    tasks.drain()

    assert [state(refused), state(next_one)] == [MessageState.FAILED, MessageState.SENT]


def test_one_that_fails_neither_aborts_nor_doubles_those_of_the_other_people_and_channels(
    space, gateway, smtp, monkeypatch
):
    def compose(message):
        if message.subject_id == broken.pk:
            raise LookupError
        return registry.Content(subject="Bonjour", text="Bonjour à vous.")

    kind = registry.Kind(
        KIND, "Essai", registry.Priority.REMINDER, lambda at: Person.objects.all(), compose, is_awaited=True
    )
    monkeypatch.setitem(registry._kinds, KIND, kind)
    broken, *fine = PersonFactory.create_batch(3, space=space)
    ways = [(Channel.SMS, "+33639981001"), (Channel.EMAIL, "amina@example.org")]
    sent = [
        queue(space, KIND, channel=channel, address=address, key=f"{channel}:{person.pk}", person=person)
        for channel, address in ways
        for person in (broken, *fine)
    ]

    for _ in range(2):
        tasks.drain()

    failed_then_sent = [MessageState.FAILED, MessageState.SENT, MessageState.SENT]
    assert [state(message) for message in sent] == failed_then_sent * 2
    assert sorted(sms["reference"] for sms in gateway.received) == sorted(str(message.pk) for message in sent[1:3])
    assert smtp.accepted == [["amina@example.org"]] * 2


def test_server_that_closes_leaves_the_next_ones_untried(space, kind, smtp):
    smtp.rcpt = "421 Fermeture"
    messages = [queue(space, kind, channel=Channel.EMAIL, address="amina@example.org", key=str(n)) for n in range(3)]

    tasks.drain()

    assert [state(message) for message in messages] == [MessageState.QUEUED] * 3


def test_mail_server_that_cannot_be_reached_is_tried_again(space, kind, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    message = queue(space, kind, channel=Channel.EMAIL, address="amina@example.org")

    tasks.drain()

    assert state(message) == MessageState.QUEUED
    assert "injoignable" in message.reason


def test_each_attempt_carries_the_same_identity(space, kind, mailbox):
    message = queue(space, kind, channel=Channel.EMAIL, address="amina@example.org")

    tasks.drain()

    [path] = mailbox.glob("*.eml")
    assert f"Message-ID: <{message.pk}@fil.example.org>" in path.read_text()


def test_name_of_the_space_is_written_as_it_is(space, kind, mailbox):
    space.name = 'Médiathèque "Le Fil", Orvelle'
    space.save()
    queue(space, kind, channel=Channel.EMAIL, address="amina@example.org")

    tasks.drain()

    [path] = mailbox.glob("*.eml")
    [sender] = message_from_bytes(path.read_bytes(), policy=policy.default)["From"].addresses
    assert (sender.display_name, sender.addr_spec) == (space.name, "bonjour@fil.example.org")


def test_calls_and_letters_past_their_time_are_closed_by_the_sweep(space, kind, now):
    call = queue(space, kind, channel=Channel.PHONE, key="1")
    letter = queue(space, kind, channel=Channel.LETTER, address="3 chemin des Roses", key="2")

    services.sweep(at=NOW + timedelta(days=2))

    assert [state(call), state(letter)] == [MessageState.EXPIRED] * 2


def test_two_workers_send_each_message_once(transactional_db, mailbox, process_environment):
    """Real processes, on texts about real registrations: kinds of the tests exist in this process only."""
    space = SpaceFactory()
    at = timezone.now()
    session = SessionFactory(space=space, published=True, capacity=30, starts_at=at + timedelta(days=1))
    for person in PersonFactory.create_batch(30, space=space):
        workshops.register(session=session, person=person, at=at)
    command = [sys.executable, "-c", DRAIN]

    workers = [subprocess.Popen(command, cwd=ROOT, env=process_environment) for _ in range(2)]

    assert [worker.wait(timeout=60) for worker in workers] == [0, 0]
    sent = [json.loads(path.read_text()) for path in mailbox.glob("*.sms.json")]
    assert len(sent) == len({sms["reference"] for sms in sent}) == 30
    assert set(Message.objects.values_list("state", flat=True)) == {MessageState.SENT}
