"""How the sending goes, said in a terminal and to what watches the server."""

import signal
from datetime import timedelta
from io import StringIO
from threading import Event

import pytest
from django.core.management import CommandError, call_command

from mediation.courier import pace, services, tasks
from mediation.courier.enums import Channel, MessageState
from mediation.courier.management.commands.courier import TICK, turn
from mediation.courier.models import Message
from tests.factories import NOW, MessageFactory, PersonFactory

from .sending import hang_up, queue

pytestmark = pytest.mark.django_db


def told(*arguments) -> str:
    out = StringIO()
    call_command("courier", *arguments, stdout=out)
    return out.getvalue().replace("\u00a0", " ")


def test_nothing_to_send_is_said():
    assert told() == (
        "E-mail : 0 à envoyer, 0 plus tard, 0 en cours, 0 peut-être partis.\n"
        "SMS : 0 à envoyer, 0 plus tard, 0 en cours, 0 peut-être partis.\n"
    )


def test_what_waits_and_since_when(space, kind, now):
    queue(space, kind)
    queue(space, kind, key="2", due_at=NOW + timedelta(hours=3))
    now.shift(timedelta(minutes=14))
    assert "SMS : 1 à envoyer depuis 14 minutes, 1 plus tard" in told()


def test_messages_of_a_quarter_of_an_hour_ago_are_late(space, kind, now):
    queue(space, kind)
    now.shift(timedelta(minutes=16))
    with pytest.raises(CommandError, match="En retard : SMS"):
        told("status")


@pytest.mark.usefixtures("sms")
def test_a_provider_nobody_reaches_is_named(space, kind, now):
    queue(space, kind)
    tasks.drain()
    assert "1 échec de suite : passerelle SMS injoignable." in told()


def test_why_messages_did_not_leave_is_counted_for_a_day(space, kind, now):
    failed = {"space": space, "state": MessageState.FAILED, "channel": Channel.SMS, "reason": "HTTP 400"}
    for person in PersonFactory.create_batch(2, space=space):
        MessageFactory(**failed, recipient_ref=f"person:{person.pk}", due_at=NOW)
    MessageFactory(**failed, due_at=NOW - timedelta(days=2))
    assert "2 pas partis depuis hier : HTTP 400." in told()


def test_the_loop_sends_until_it_is_told_to_stop(space, kind, gateway, monkeypatch):
    message = queue(space, kind)
    handlers = {}
    monkeypatch.setattr("signal.signal", handlers.setdefault)

    class Told(Event):
        def wait(self, timeout):
            assert timeout == TICK
            handlers[signal.SIGTERM]()

    monkeypatch.setattr("mediation.courier.management.commands.courier.Event", Told)

    told("loop")

    assert Message.objects.get(pk=message.pk).state == MessageState.SENT
    assert len(gateway.received) == 1


def test_told_to_stop_the_loop_ends_after_the_lease_in_its_hands(space, kind, gateway, monkeypatch):
    first, second = (queue(space, kind, key=key) for key in "12")
    monkeypatch.setattr(pace, "MOST", 1)
    handlers, send = {}, services.send
    monkeypatch.setattr("signal.signal", handlers.setdefault)

    def told_meanwhile(leased, channel):
        handlers[signal.SIGTERM]()
        return send(leased, channel)

    monkeypatch.setattr(services, "send", told_meanwhile)

    told("loop")

    assert [sms["reference"] for sms in gateway.received] == [str(first.pk)]
    assert Message.objects.get(pk=second.pk).state == MessageState.QUEUED


@pytest.mark.django_db(transaction=True)
def test_the_loop_outlives_a_database_that_went_away(space, kind, gateway, logged):
    message = queue(space, kind)
    hang_up()

    assert [turn(), turn()] == [False, True]

    assert Message.objects.get(pk=message.pk).state == MessageState.SENT
    assert "The database does not answer" in logged.getvalue()


def test_a_long_campaign_by_email_never_holds_back_a_seat_by_sms(space, kind, gateway, smtp, monkeypatch):
    monkeypatch.setattr(pace, "MOST", 1)
    for number in range(2):
        queue(space, kind, channel=Channel.EMAIL, address="amina@example.org", key=str(number))
    queue(space, kind, key="seat")

    tasks.drain()

    left = Message.objects.order_by("sent_at").values_list("channel", flat=True)
    assert list(left) == [Channel.EMAIL, Channel.SMS, Channel.EMAIL]
