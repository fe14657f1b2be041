"""The worker was away: on its return what is still to be said leaves once, and what is over is never said."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from mediation.courier.enums import MessageState
from mediation.courier.models import Message
from mediation.courier.tasks import drain, sweep
from tests.factories import AppointmentFactory, PersonFactory, SessionFactory
from workshops import services
from workshops.enums import OfferState
from workshops.models import SeatOffer
from workshops.tasks import offer_freed_seats, remind

pytestmark = pytest.mark.django_db

PARIS = ZoneInfo("Europe/Paris")
BOOKED_AT = datetime(2026, 11, 24, 10, tzinfo=PARIS)
DUE_AT = datetime(2026, 12, 8, 18, tzinfo=PARIS)  # two days before, in the evening
THREE_HOURS, NEXT_MORNING = timedelta(hours=3), DUE_AT + timedelta(hours=15)
STARTS_AT = datetime(2026, 12, 10, 14, tzinfo=PARIS)
SENT, EXPIRED = MessageState.SENT, MessageState.EXPIRED


def session_at(space, starts_at, **fields):
    return SessionFactory(space=space, published=True, starts_at=starts_at, time_zone="Europe/Paris", **fields)


def registered(session, *ways):
    """Confirmed long ago, each by her channel, while the worker was there."""
    with time_machine.travel(BOOKED_AT, tick=True):
        people = [PersonFactory(space=session.space, **way) for way in ways]
        made = [services.register(session=session, person=person, at=BOOKED_AT) for person in people]
        drain()
    return made


def back(at) -> None:
    """The worker returns, with a second one beside it; beat wakes both twice."""
    with time_machine.travel(at, tick=True):
        offer_freed_seats()
        remind()
        for _ in range(2):
            sweep()
            drain()
            drain()
        remind()


def states(kind) -> list[str]:
    return list(Message.objects.filter(kind=kind).order_by("created_at").values_list("state", flat=True))


@pytest.mark.parametrize(
    ("there_at", "state"),
    [
        ([DUE_AT - timedelta(minutes=1)], None),
        ([DUE_AT], SENT),
        ([DUE_AT + THREE_HOURS, NEXT_MORNING], SENT),  # back at 21 h: nobody is woken by an SMS
        ([STARTS_AT - timedelta(minutes=1)], SENT),
        ([STARTS_AT], EXPIRED),
        ([DUE_AT + timedelta(days=2)], EXPIRED),
    ],
)
def test_reminder_leaves_late_once_and_never_after_its_hour(space, mailbox, there_at, state):
    registered(session_at(space, STARTS_AT), {}, {"by_email": True})
    before = len(list(mailbox.iterdir()))

    for at in there_at:
        back(at)

    assert states("registration.reminder") == ([state] * 2 if state else [])
    assert len(list(mailbox.iterdir())) - before == (2 if state == SENT else 0)


def test_after_two_days_what_is_over_is_not_said_and_what_comes_is(space, mailbox):
    over = registered(session_at(space, STARTS_AT), {})
    coming = registered(session_at(space, STARTS_AT + timedelta(days=2)), {})

    back(DUE_AT + timedelta(days=2, hours=18))

    reminders = Message.objects.filter(kind="registration.reminder")
    assert dict(reminders.values_list("subject_id", "state")) == {over[0].pk: EXPIRED, coming[0].pk: SENT}


@pytest.mark.parametrize(("returned_at", "state"), [(NEXT_MORNING, SENT), (DUE_AT + timedelta(days=2), EXPIRED)])
def test_appointment_too(space, mailbox, returned_at, state):
    AppointmentFactory(
        space=space, starts_at=STARTS_AT, ends_at=STARTS_AT + timedelta(minutes=30), person=PersonFactory(space=space)
    )

    back(returned_at)

    assert states("appointment.reminder") == [state]


def test_seat_that_nobody_could_be_told_of_goes_to_the_next(space, mailbox):
    """Freed while nothing left: who was to be asked is not told of a seat whose time is up."""
    session = session_at(space, STARTS_AT, capacity=1)
    seated, first, _ = registered(session, {}, {"first_name": "Amina"}, {"first_name": "Awa"})
    services.cancel_registration(registration=seated, at=BOOKED_AT + timedelta(hours=1))

    back(BOOKED_AT + timedelta(days=2))

    offers = SeatOffer.objects.order_by("pk").values_list("registration__person__first_name", "state")
    assert list(offers) == [("Amina", OfferState.EXPIRED), ("Awa", OfferState.OPEN)]
    assert states("offer.open") == [EXPIRED, SENT]
    first.refresh_from_db()
    assert first.state == "waiting"
