"""What a worker takes at once: in its hands alone, given back when it dies, never in doubt without reason."""

from datetime import timedelta

import pytest
import time_machine
from django.db import OperationalError, connection
from django.db.models import TextField
from django.db.models.expressions import RawSQL
from django.utils import timezone

from mediation.courier import marks, services, tasks
from mediation.courier.channels import Accepted
from mediation.courier.enums import Channel, MessageState
from mediation.courier.models import Lease, Message
from tests.factories import NOW, LeaseFactory

from .sending import hang_up, queue, state

ENDED = NOW + services.LEASE + timedelta(seconds=10)  # a lease taken at NOW is over


def leased(space, kind, count):
    for number in range(count):
        queue(space, kind, key=str(number))
    return services.claim(Channel.SMS, at=timezone.now())


def rewritten() -> tuple[int, int]:
    """Messages that this session changed so far, and how many of them without a new entry in any index."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT n_tup_upd, n_tup_hot_upd FROM pg_stat_xact_user_tables WHERE relname = 'courier_message'"
        )
        return cursor.fetchone()


def test_claim_rewrites_no_index(space, kind, now):
    for number in range(3):
        queue(space, kind, key=str(number))
    before = rewritten()

    services.claim(Channel.SMS, at=NOW)

    assert [after - count for after, count in zip(rewritten(), before, strict=True)] == [3, 3]


def test_claim_that_does_not_find_again_what_it_locked_takes_nothing(space, kind, now, monkeypatch):
    elsewhere = RawSQL("'(0,99)'::tid", [], output_field=TextField())
    monkeypatch.setattr(services, "VERSION", elsewhere)

    with pytest.raises(RuntimeError):
        leased(space, kind, 3)

    assert set(Message.objects.values_list("state", "attempts", "lease_token")) == {(MessageState.QUEUED, 0, None)}


def test_lease_of_a_dead_worker_is_given_back_but_for_the_first(space, kind, now):
    first, *others = leased(space, kind, 3)

    assert services.sweep(at=NOW) == 0
    assert services.sweep(at=ENDED) == 3

    assert state(first) == MessageState.UNCERTAIN
    assert [(state(message), message.attempts) for message in others] == [(MessageState.QUEUED, 0)] * 2


def test_lease_that_the_database_forgot_is_doubted_whole(space, kind, now):
    messages = leased(space, kind, 3)
    Lease.objects.all().delete()  # as when it falls

    services.sweep(at=ENDED)

    assert [state(message) for message in messages] == [MessageState.UNCERTAIN] * 3


def test_lease_that_another_still_sweeps_is_not_forgotten(space, kind, now):
    leased(space, kind, 1)
    LeaseFactory(until=NOW)
    assert Lease.objects.over(at=ENDED).count() == 1

    services.sweep(at=ENDED)

    assert not Lease.objects.exists()


def test_worker_that_lost_its_lease_ends_the_doubt_about_what_it_sent(space, kind, gateway, now):
    [message] = leased(space, kind, 1)
    services.sweep(at=ENDED)

    services.send([message], Channel.SMS)

    assert state(message) == MessageState.SENT


def test_worker_that_lost_its_lease_marks_nothing_of_what_was_taken_up_since(space, kind, gateway, now, logged):
    [message] = leased(space, kind, 1)
    services.give_back(Message.objects.all(), reason="")

    services.send([message], Channel.SMS)

    assert state(message) == MessageState.QUEUED
    assert "was lost before it was marked" in logged.getvalue()


def test_worker_whose_lease_ends_stops_sending(space, kind, gateway, now):
    messages = leased(space, kind, 2)

    with time_machine.travel(ENDED):
        services.send(messages, Channel.SMS)

    assert gateway.received == []


class SlowProvider:
    """Takes nine seconds a message."""

    longest = timedelta(seconds=10)

    def __init__(self, clock):
        self.clock = clock

    def __enter__(self):
        return self

    def __exit__(self, *error):
        pass

    def send(self, message, content, then=None):
        self.clock.shift(timedelta(seconds=9))
        return Accepted(str(message.pk))


def test_lease_too_short_for_a_slow_provider_loses_no_message(space, kind, monkeypatch):
    with time_machine.travel(NOW, tick=False) as clock:
        monkeypatch.setattr(services, "adapter_of", lambda _channel: SlowProvider(clock))
        for number in range(12):
            queue(space, kind, key=str(number))

        tasks.drain()
        services.sweep(at=timezone.now() + services.LEASE)

    assert set(Message.objects.values_list("state", "attempts")) == {(MessageState.SENT, 1)}


class ProviderMeanwhile(SlowProvider):
    """The database goes away while it answers."""

    def send(self, message, content, then=None):
        hang_up()
        return Accepted(str(message.pk))


@pytest.mark.django_db(transaction=True)
def test_what_left_while_the_database_was_away_is_marked_once_it_is_back(space, kind, monkeypatch):
    monkeypatch.setattr(marks, "UNTIL_IT_IS_BACK", timedelta())
    monkeypatch.setattr(services, "adapter_of", lambda _channel: ProviderMeanwhile(clock=None))
    messages = [queue(space, kind, key=str(number)) for number in range(2)]

    tasks.drain()

    assert [state(message) for message in messages] == [MessageState.SENT] * 2


@pytest.mark.django_db(transaction=True)
def test_what_was_doubted_meanwhile_though_it_never_left_is_to_be_sent_again(space, kind, monkeypatch):
    """Whoever swept meanwhile found no lease: it doubted all of it."""
    monkeypatch.setattr(marks, "UNTIL_IT_IS_BACK", timedelta())
    messages = [queue(space, kind, key=str(number)) for number in range(2)]

    class SweptMeanwhile(SlowProvider):
        def send(self, message, content, then=None):
            Lease.objects.all().delete()
            services.sweep(at=timezone.now() + services.LEASE)
            hang_up()
            return Accepted(str(message.pk))

    monkeypatch.setattr(services, "adapter_of", lambda _channel: SweptMeanwhile(clock=None))
    services.send_next(Channel.SMS)

    assert [state(message) for message in messages] == [MessageState.SENT, MessageState.QUEUED]
    assert [(message.attempts, message.reason, message.sent_at is None) for message in messages] == [
        (1, "", False), (0, "", True)
    ]  # fmt: skip


class ProviderAsItFalls(SlowProvider):
    """Once it took the last, the database has forgotten what it was told of the first, and the lease."""

    def send(self, message, content, then=None):
        if Message.objects.filter(state=MessageState.SENT).exists():
            forgotten = {"state": MessageState.SENDING, "lease_token": message.lease_token, "sent_at": None}
            Message.objects.update(**forgotten, lease_until=message.lease_until, seq=0)
            Lease.objects.all().delete()
            hang_up()
        return Accepted(str(message.pk))


@pytest.mark.django_db(transaction=True)
def test_what_a_database_that_fell_forgot_is_told_again_by_whoever_is_alive(space, kind, monkeypatch):
    monkeypatch.setattr(marks, "UNTIL_IT_IS_BACK", timedelta())
    monkeypatch.setattr(services, "adapter_of", lambda _channel: ProviderAsItFalls(clock=None))
    messages = [queue(space, kind, key=str(number)) for number in range(2)]

    tasks.drain()

    assert [state(message) for message in messages] == [MessageState.SENT] * 2
    assert Lease.objects.count() == 1


def test_database_that_stays_away_too_long_leaves_a_doubt(space, kind, gateway, monkeypatch):
    message = queue(space, kind)

    with time_machine.travel(timezone.now(), tick=False) as clock:

        def away(*_, **__):
            clock.shift(marks.PATIENCE)
            raise OperationalError

        monkeypatch.setattr(marks, "UNTIL_IT_IS_BACK", timedelta())
        monkeypatch.setattr(marks, "mark", away)
        monkeypatch.setattr(connection, "close", lambda: None)
        with pytest.raises(OperationalError):
            tasks.drain()
        services.sweep(at=timezone.now())

    assert state(message) == MessageState.UNCERTAIN
