"""A provider that answers to nobody is left alone; what waits for it loses no attempt and leaves once it is back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from mediation.courier import services, tasks
from mediation.courier.enums import Channel, MessageState
from mediation.courier.models import Breaker, Message

from .sending import queue

pytestmark = pytest.mark.django_db

NOWHERE = "http://127.0.0.1:9/sms"
TICK = timedelta(seconds=15)


def ticks(now, count):
    for _ in range(count):
        tasks.drain()
        now.shift(TICK)


def test_messages_that_no_provider_takes_keep_their_attempts(space, kind, settings, now):
    settings.SMS_URL = NOWHERE
    for number in range(3):
        queue(space, kind, key=str(number))

    ticks(now, 4)

    waiting = set(Message.objects.values_list("state", "attempts", "reason"))
    assert waiting == {(MessageState.QUEUED, 0, "passerelle SMS injoignable")}
    assert Breaker.objects.get().paused_until is None


def test_after_five_failures_it_is_left_alone_longer_and_longer(space, kind, settings, now, monkeypatch):
    settings.SMS_URL = NOWHERE
    queue(space, kind, days=7)
    ticks(now, 4)

    pauses = []
    for _ in range(5):
        failed_at = timezone.now()
        tasks.drain()
        breaker = Breaker.objects.get()
        pauses.append((breaker.paused_until - failed_at).total_seconds() / 60)
        with monkeypatch.context() as patched:
            patched.setattr(services, "claim", lambda *_, **__: pytest.fail("tried while it is left alone"))
            assert services.send_next(Channel.SMS) is None
        now.move_to(breaker.paused_until)

    assert pauses == [1, 2, 5, 10, 10]


def test_once_it_answers_all_leaves_and_the_count_begins_again(space, kind, settings, gateway, now):
    url, settings.SMS_URL = settings.SMS_URL, NOWHERE
    for number in range(3):
        queue(space, kind, key=str(number))
    ticks(now, 5)
    settings.SMS_URL = url

    ticks(now, 1)
    assert len(gateway.received) == 0
    now.shift(timedelta(minutes=1))
    tasks.drain()

    assert set(Message.objects.values_list("state", "attempts")) == {(MessageState.SENT, 1)}
    breaker = Breaker.objects.get()
    assert (breaker.failures, breaker.paused_until, breaker.reason) == (0, None, "")


def test_what_expires_meanwhile_is_not_sent(space, kind, settings, gateway, now):
    url, settings.SMS_URL = settings.SMS_URL, NOWHERE
    message = queue(space, kind, days=1)
    ticks(now, 1)
    settings.SMS_URL = url
    now.shift(timedelta(days=2))

    tasks.drain()

    message.refresh_from_db()
    assert (message.state, gateway.received) == (MessageState.EXPIRED, [])


def test_one_channel_left_alone_does_not_hold_the_others(space, kind, settings, mailbox, now):
    settings.SMS_URL = NOWHERE
    queue(space, kind, key="sms")
    ticks(now, 6)
    assert Breaker.objects.get(channel=Channel.SMS).paused_until > timezone.now()
    email = queue(space, kind, key="email", channel=Channel.EMAIL, address="amina@example.org")

    tasks.drain()

    email.refresh_from_db()
    assert email.state == MessageState.SENT


def test_provider_that_leaves_doubts_is_left_alone_too(space, kind, gateway, now):
    gateway.hangs_up = True
    for number in range(7):
        queue(space, kind, key=str(number))

    ticks(now, 7)

    assert Message.objects.filter(state=MessageState.UNCERTAIN).count() == 5
    assert Breaker.objects.get().paused_until > timezone.now()
