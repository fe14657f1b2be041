"""A message that may have left: never sent again blindly, and somebody says what became of it."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError
from django.urls import reverse

from mediation.accounts.enums import Role
from mediation.courier import doubts, marks, services, tasks
from mediation.courier.channels import Permanent, Temporary, Unknown
from mediation.courier.enums import CallOutcome, Channel, Happened, MessageState, Priority
from mediation.courier.models import Message, MessageEvent
from publics.models import Person
from tests.factories import NOW, MessageFactory, PersonFactory, RegistrationFactory, SpaceFactory
from tests.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

LATER = NOW + doubts.AWAITED
DOUBTFUL = {"state": MessageState.UNCERTAIN, "sent_at": NOW, "reason": "peut-être parti"}


@pytest.fixture
def amina(space) -> Person:
    return PersonFactory(space=space, first_name="Amina", last_name="Kasmi")


@pytest.fixture
def doubtful(space, amina) -> Message:
    registration = RegistrationFactory(space=space, person=amina)
    return MessageFactory(
        space=space, subject_id=registration.pk, recipient_ref=f"person:{amina.pk}", channel=Channel.SMS,
        address="+33639981001", payload={"text": "À mardi, 14 h."}, **DOUBTFUL,
    )  # fmt: skip


def settle(client, message, what):
    return read(client.post(reverse("communications:settle_message", args=[message.pk, what]), follow=True))


def test_what_arrived_is_said_by_whom_and_when(client, space, signed_in, doubtful):
    user = signed_in(space, Role.RECEPTION)
    page = read(client.get(reverse("communications:message", args=[doubtful.pk])))
    assert "Peut-être parti, nous ne savons pas" in page
    assert "À mardi, 14 h." in page

    done = settle(client, doubtful, "arrived")

    assert "C’est noté : ce message est arrivé." in done
    assert "Peut-être parti, nous ne savons pas" not in done
    doubtful.refresh_from_db()
    assert (doubtful.state, doubtful.sent_at, doubtful.reason) == (MessageState.SENT, NOW, "")
    assert MessageEvent.objects.values_list("what", "by").get() == (Happened.ARRIVED, user.pk)


def test_who_was_told_otherwise_is_reached(client, space, signed_in, doubtful):
    signed_in(space, Role.RECEPTION)
    assert "elle est prévenue" in settle(client, doubtful, "told")
    doubtful.refresh_from_db()
    assert (doubtful.state, doubtful.outcome) == (MessageState.SENT, CallOutcome.REACHED)


def test_sent_again_it_leaves_once(client, space, signed_in, doubtful, gateway):
    signed_in(space, Role.RECEPTION)
    assert "Ce message repart." in settle(client, doubtful, "resent")
    assert "Ce message repart." in settle(client, doubtful, "resent")

    tasks.drain()
    tasks.drain()

    assert len(gateway.received) == 1
    assert MessageEvent.objects.count() == 1


def test_too_late_or_over_it_is_not_sent_again(client, space, signed_in, doubtful):
    signed_in(space, Role.RECEPTION)
    Message.objects.update(subject_id=0)
    assert "Il n’y a plus rien à dire : ce message ne tient plus." in settle(client, doubtful, "resent")
    Message.objects.update(expires_at=NOW)
    assert "Il est trop tard pour le renvoyer" in settle(client, doubtful, "resent")
    assert Message.objects.get().state == MessageState.UNCERTAIN


@pytest.mark.parametrize("what", ["doubted", "assumed", "pigeon"])
def test_only_what_somebody_may_know_is_said(client, space, signed_in, doubtful, what):
    signed_in(space, Role.RECEPTION)
    assert client.post(reverse("communications:settle_message", args=[doubtful.pk, what])).status_code == 404


def test_another_space_has_no_such_message(client, signed_in, doubtful):
    signed_in(SpaceFactory(), Role.COORDINATOR)
    assert client.get(reverse("communications:message", args=[doubtful.pk])).status_code == 404
    assert client.post(reverse("communications:settle_message", args=[doubtful.pk, "arrived"])).status_code == 404


def test_an_announcement_of_which_nothing_is_heard_is_taken_as_sent(space, doubtful):
    Message.objects.update(priority=Priority.ANNOUNCEMENT)
    assert doubts.assume(at=LATER - timedelta(seconds=1)) == 0
    assert doubts.assume(at=LATER) == 1
    assert doubts.assume(at=LATER) == 0
    doubtful.refresh_from_db()
    assert doubtful.state == MessageState.SENT
    assert MessageEvent.objects.get().what == Happened.ASSUMED


def test_what_was_asked_for_is_assumed_by_nobody_and_today_asks(client, space, signed_in, doubtful):
    assert doubts.assume(at=LATER) == 0
    signed_in(space, Role.RECEPTION)
    assert "SMS peut-être parti" not in read(client.get(reverse("desk:today")))
    with time_machine.travel(LATER, tick=False):
        shown = read(client.get(reverse("desk:today")))
    assert "SMS peut-être parti : Amina Kasmi" in shown


@pytest.mark.parametrize(
    ("result", "what", "reason"),
    [
        (Temporary("421 trop de messages"), Happened.AGAIN, "421 trop de messages"),
        (Permanent("550 <amina@example.org> inconnue"), Happened.FAILED, "550 <[…]> inconnue"),
        (Unknown("délai dépassé"), Happened.DOUBTED, "délai dépassé"),
    ],
)
def test_each_fault_is_written_without_the_address(space, doubtful, result, what, reason):
    Message.objects.update(state=MessageState.QUEUED, sent_at=None)
    [leased] = services.claim(Channel.SMS, at=NOW)
    marks.mark(leased, result, None, at=NOW)
    assert MessageEvent.objects.values_list("what", "reason", "at").get() == (what, reason, NOW)


def test_a_worker_that_died_leaves_its_doubt_written(space, doubtful):
    Message.objects.update(state=MessageState.QUEUED, sent_at=None)
    services.claim(Channel.SMS, at=NOW)
    services.sweep(at=NOW + services.LEASE)
    assert MessageEvent.objects.get().what == Happened.DOUBTED
    assert Message.objects.get().sent_at == NOW + services.LEASE


def test_a_doubt_has_its_time(doubtful):
    with pytest.raises(IntegrityError, match="message_in_doubt_has_its_time"):
        Message.objects.update(sent_at=None)
