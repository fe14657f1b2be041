"""A telephone does not ring at night, nor on a Sunday for what nobody asked for."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import transaction

from mediation.courier import registry, services, tasks
from mediation.courier.enums import Channel, MessageState, Priority
from mediation.courier.hours import announcing_hour, reminding_hour
from mediation.courier.models import Message
from publics.models import Person
from tests.factories import PersonFactory, SpaceFactory

pytestmark = pytest.mark.django_db

PARIS = ZoneInfo("Europe/Paris")
FRIDAY = datetime(2026, 11, 20, tzinfo=PARIS)


@pytest.fixture
def space():
    return kept(SpaceFactory())


def kept(space):
    """As the database gives it back: its hours are hours."""
    space.refresh_from_db()
    return space


def on(day: datetime, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day.date(), time(hour, minute), tzinfo=day.tzinfo)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (on(FRIDAY, 14), on(FRIDAY, 14)),
        (on(FRIDAY, 9), on(FRIDAY, 9)),
        (on(FRIDAY, 6), on(FRIDAY, 9)),
        (on(FRIDAY, 20), on(FRIDAY + timedelta(days=1), 9)),
        (on(FRIDAY + timedelta(days=1), 23), on(FRIDAY + timedelta(days=2), 9)),
    ],
)
def test_reminder_waits_for_the_morning(space, at, expected):
    assert reminding_hour(space, at=at) == expected


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (on(FRIDAY, 14), on(FRIDAY, 14)),
        (on(FRIDAY, 19, 45), on(FRIDAY + timedelta(days=1), 9)),
        (on(FRIDAY + timedelta(days=1), 20), on(FRIDAY + timedelta(days=3), 9)),
        (on(FRIDAY + timedelta(days=2), 14), on(FRIDAY + timedelta(days=3), 9)),
        (on(datetime(2026, 12, 25, tzinfo=PARIS), 10), on(datetime(2026, 12, 26, tzinfo=PARIS), 9)),
    ],
    ids=["in the day", "after 19:30", "on Saturday night", "on Sunday", "at Christmas"],
)
def test_announcement_waits_for_a_working_day(space, at, expected):
    assert announcing_hour(space, at=at) == expected


@pytest.mark.parametrize(
    "night", [datetime(2026, 10, 25, 2, 30, tzinfo=PARIS), datetime(2027, 3, 28, 2, 30, tzinfo=PARIS)]
)
def test_on_the_nights_the_clocks_change_the_morning_is_still_at_nine(space, night):
    morning = reminding_hour(space, at=night)
    assert (morning.date(), morning.time()) == (night.date(), time(9))


def test_the_night_is_that_of_the_island():
    reunion = kept(SpaceFactory(time_zone="Indian/Reunion"))
    assert reminding_hour(reunion, at=on(FRIDAY, 7)) == on(FRIDAY, 7)
    assert reminding_hour(reunion, at=on(FRIDAY, 18)) > on(FRIDAY, 18)


# --- what is claimed at night ---


def due(space, monkeypatch, *, at, hours, priority=Priority.REMINDER, is_awaited=False, channel=Channel.SMS):
    """A message of that sort, useless so many hours later."""
    said = registry.Content(text="Bonjour à vous.", subject="Bonjour")
    made = registry.Kind("night", "Essai", priority, lambda _: Person.objects.all(), lambda _: said, None, is_awaited)
    monkeypatch.setitem(registry._kinds, "night", made)
    person = PersonFactory(space=space)
    address = "+33639981001" if channel == Channel.SMS else "amina@example.org"
    recipient = services.Recipient(f"person:{person.pk}", channel, address)
    with transaction.atomic():
        note = services.Note("night", person.pk, recipient, "1", expires_at=at + timedelta(hours=hours))
        services.queue(note, space=space, at=at)
    return Message.objects.get()


def drained(message, *, at):
    with time_machine.travel(at, tick=False):
        tasks.drain()
    message.refresh_from_db()
    return message


def test_reminder_of_the_night_leaves_in_the_morning(space, monkeypatch, gateway):
    night, morning = on(FRIDAY, 22), on(FRIDAY + timedelta(days=1), 9)
    message = due(space, monkeypatch, at=night, hours=24)

    assert (drained(message, at=night).state, message.due_at) == (MessageState.QUEUED, morning)
    assert gateway.received == []
    assert drained(message, at=morning).state == MessageState.SENT
    assert message.attempts == 1


@pytest.mark.parametrize(
    ("priority", "expected"),
    [(Priority.REMINDER, MessageState.SKIPPED), (Priority.CANCELLATION, MessageState.SENT)],
)
def test_what_the_morning_would_be_too_late_for(space, monkeypatch, gateway, priority, expected):
    night = on(FRIDAY, 22)
    message = drained(due(space, monkeypatch, at=night, hours=8, priority=priority), at=night)
    assert message.state == expected
    assert message.reason == ("trop tard pour écrire sans réveiller" if expected == MessageState.SKIPPED else "")


def test_who_has_just_asked_is_answered_at_any_hour(space, monkeypatch, gateway):
    night = on(FRIDAY, 23)
    message = due(space, monkeypatch, at=night, hours=24, is_awaited=True)
    assert drained(message, at=night).state == MessageState.SENT


def test_email_rings_nowhere(space, monkeypatch, mailbox):
    night = on(FRIDAY, 23)
    message = due(space, monkeypatch, at=night, hours=24, channel=Channel.EMAIL)
    assert drained(message, at=night).state == MessageState.SENT
