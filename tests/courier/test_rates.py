"""A provider that takes so many a second is never given more; one that asks for fewer is left alone."""

import os
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError
from django.utils import timezone

from mediation.courier import breakers, pace, providers, registry, services, tasks
from mediation.courier.enums import Channel, MessageState
from mediation.courier.models import Breaker, Message
from mediation.courier.providers import Rate
from tests.factories import NOW
from tests.faults.checking import judge, taken
from tests.faults.stage import Stage, write

from .sending import queue
from .test_standing import told

pytestmark = pytest.mark.django_db

A_SECOND, WRITTEN = 20, 60
JITTER = 0.1  # seconds between a turn and the provider's clock


@pytest.fixture
def stage(database_url, tmp_path):
    environment = os.environ | {"DATABASE_URL": database_url, "EMAIL_RATE": f"{A_SECOND}/s"}
    with Stage(tmp_path, environment) as stage:
        yield stage


def test_two_workers_together_keep_to_the_rate(stage, space):
    stage.behave(rate=0)
    write(space, WRITTEN)
    for _ in range(2):
        stage.hire()
    stage.settle()
    stage.dismiss()

    instants = sorted(instant for each in taken(stage.log).values() for instant in each)
    assert len(instants) == WRITTEN
    for first in range(WRITTEN - A_SECOND):
        assert instants[first + A_SECOND] - instants[first] > 1 - JITTER
    assert len({claim.pid for claims in stage.told.claims.values() for claim in claims}) == 2
    assert not any(judge(stage).faults.values())


@pytest.mark.parametrize(("rate", "expected"), [("300/s", pace.FIRST), ("10/s", 10), ("30/min", 1)])
def test_a_lease_lasts_a_second_at_the_rate(settings, monkeypatch, rate, expected):
    monkeypatch.setattr(pace, "_sizes", {})
    settings.SEND_RATES = {Channel.SMS: providers.rate("SMS_RATE", rate)}

    assert pace.size_of_lease(Channel.SMS) == expected


@pytest.fixture
def slow(settings):
    """Three a minute, and each is told so."""
    settings.SEND_RATES = settings.SEND_RATES | {Channel.SMS: Rate(3, "min")}


def next_turn(**hence):
    return Breaker.objects.create(channel=Channel.SMS, next_turn_at=timezone.now() + timedelta(**hence))


@pytest.mark.usefixtures("slow")
def test_turn_too_far_is_left_to_whoever_asks_later(space, kind, gateway):
    queue(space, kind)
    breaker = next_turn(seconds=40)

    assert services.send_next(Channel.SMS) is None

    told = breaker.next_turn_at
    breaker.refresh_from_db()
    assert breaker.next_turn_at == told
    assert not gateway.received


@pytest.mark.usefixtures("slow")
def test_turn_is_awaited_before_the_lease_which_would_end_with_it(space, kind, gateway, monkeypatch):
    message, awaited = queue(space, kind), []
    next_turn(seconds=10)

    def sleep(seconds):
        message.refresh_from_db()
        awaited.append((message.state, 5 < seconds <= 10))

    monkeypatch.setattr(pace, "sleep", sleep)
    assert services.send_next(Channel.SMS).count == 1
    assert awaited == [(MessageState.QUEUED, True)]


@pytest.mark.usefixtures("slow")
def test_no_turn_is_taken_with_nothing_to_send(gateway):
    assert services.send_next(Channel.SMS) is None
    assert not Breaker.objects.exists()


@pytest.mark.parametrize("given", ["10", "0/s", "-1/s", "1.5/s", "10/h", "10/s\n", "dix/s", "9999999/s"])
def test_a_rate_that_cannot_be_read_stops_everything_with_a_sentence(given):
    with pytest.raises(ImproperlyConfigured, match="attendu un nombre par seconde"):
        providers.rate("SMS_RATE", given)


def test_without_a_rate_there_is_no_bound():
    assert providers.rate("SMS_RATE", "") is None


# --- « too many » -------------------------------------------------------------------------------------------------


def left_alone(message):
    """Whether it waits, no attempt spent, until its provider may be asked again; for how long."""
    message.refresh_from_db()
    assert (message.state, message.attempts) == (MessageState.QUEUED, 0)
    assert services.send_next(message.channel) is None
    breaker = Breaker.objects.get()
    assert breaker.failures == 0
    return breaker.paused_until - NOW


def test_gateway_that_says_too_many_is_left_alone_a_minute(space, kind, gateway, now):
    messages = [queue(space, kind, key=str(number)) for number in range(3)]
    gateway.status = 429

    tasks.drain()

    assert len(gateway.received) == 1
    assert {left_alone(message) for message in messages} == {timedelta(minutes=1)}
    assert "Le fournisseur en demande moins, jusqu'à " in told()

    now.shift(timedelta(minutes=1))
    gateway.status = 201
    tasks.drain()

    assert set(Message.objects.values_list("state", "attempts")) == {(MessageState.SENT, 1)}
    assert "en demande moins" not in told()


@pytest.mark.parametrize(
    "answer", ["421 4.7.0 Try again later", "450 4.7.0 Slow down", "454 Throttling failure", "452 Too many messages"]
)
def test_mail_server_that_says_too_many_is_left_alone(space, kind, smtp, now, answer):
    smtp.data = answer
    message = queue(space, kind, channel=Channel.EMAIL, address="amina@example.org")

    tasks.drain()

    assert left_alone(message) == timedelta(minutes=1)


@pytest.mark.parametrize(
    "answer", ["450 4.7.1 Greylisted", "451 4.7.0 For her alone", "451 4.3.0 Later", "550 4.7.0 Never"]
)
def test_mail_server_that_puts_one_off_is_not_left_alone(space, kind, smtp, now, answer):
    smtp.rcpt = answer
    queue(space, kind, channel=Channel.EMAIL, address="amina@example.org")

    tasks.drain()

    assert not Breaker.objects.filter(paused_until__isnull=False).exists()


def test_once_it_may_be_asked_again_another_is_tried_first(space, kind, smtp, now):
    refused, other = (
        queue(space, kind, channel=Channel.EMAIL, address="amina@example.org", key=key, due_at=NOW - early)
        for key, early in [("1", timedelta(minutes=1)), ("2", timedelta())]
    )
    smtp.data = "421 4.7.0 Try again later"
    services.send_next(Channel.EMAIL)
    now.shift(timedelta(minutes=1))
    smtp.data = ""

    assert services.claim(Channel.EMAIL, at=timezone.now(), most=1) == [other]
    refused.refresh_from_db()
    assert (refused.state, refused.due_at) == (MessageState.QUEUED, timezone.now())


def test_of_two_pauses_the_longer_stands(now):
    for minutes in (5, 1):
        breakers.throttled(Channel.SMS, "HTTP 429", until=NOW + timedelta(minutes=minutes))

    assert Breaker.objects.get().paused_until == NOW + timedelta(minutes=5)


def test_the_rate_is_said(space, kind, settings, now):
    settings.SEND_RATES = settings.SEND_RATES | {"sms": Rate(10, "min")}

    assert "SMS : 0 à envoyer, 0 plus tard, 0 en cours, 0 peut-être partis.\n  10 par minute au plus." in told()


def test_words_that_the_database_could_not_give_are_not_the_fault_of_the_message(space, kind, gateway, monkeypatch):
    message = queue(space, kind)
    monkeypatch.setattr("mediation.courier.marks.UNTIL_IT_IS_BACK", timedelta())
    monkeypatch.setattr("mediation.courier.marks.connection.close", lambda: None)
    fails = [OperationalError]

    def compose(_message):
        if fails:
            raise fails.pop()
        return registry.Content("Bonjour")

    known = registry.kind(kind)
    monkeypatch.setitem(registry._kinds, kind, replace(known, compose=compose))

    services.send_next(Channel.SMS)
    message.refresh_from_db()
    assert (message.state, message.attempts) == (MessageState.QUEUED, 0)

    services.send_next(Channel.SMS)
    message.refresh_from_db()
    assert message.state == MessageState.SENT
