"""The hours that are free: what weeks offer, less what is closed, away or taken; on the clocks of the place."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError

from tests.factories import (
    NOW,
    AppointmentFactory,
    AppointmentHoursFactory,
    ClosureFactory,
    HandoverFactory,
    RoomFactory,
    SessionFactory,
    UserFactory,
    VenueFactory,
)
from workshops.enums import Weekday
from workshops.models import AppointmentHours
from workshops.slots import Busy, cut, free_slots, slots_of

pytestmark = pytest.mark.django_db

THURSDAY = date(2026, 11, 19)
NINE = datetime(2026, 11, 19, 8, tzinfo=UTC)  # in Paris


@pytest.fixture
def hours(space):
    return AppointmentHoursFactory(space=space, venue=VenueFactory(space=space))


def found(space, **said):
    """« 19 09:00 » each, of the coming week."""
    slots = free_slots(space=space, **{"at": NOW, "days": 6} | said)
    return [f"{slot.starts_at:%d %H:%M}" for slot in slots]


def test_a_half_day_is_cut_into_hours(space, hours):
    assert found(space) == ["19 09:00", "19 09:45", "19 10:30", "19 11:15"]


def test_a_pause_between_two_leaves_fewer(space, hours):
    hours.pause_minutes = 15
    hours.save()

    assert found(space) == ["19 09:00", "19 10:00", "19 11:00"]


def test_what_is_taken_is_not_free_whatever_takes_it(space, hours):
    AppointmentFactory(space=space, host=hours.host, starts_at=NINE)
    SessionFactory(space=space, host=hours.host, published=True, starts_at=NINE + timedelta(hours=2))
    AppointmentFactory(space=space, starts_at=NINE + timedelta(minutes=45))  # somebody else's

    assert found(space) == ["19 09:45"]


def test_a_room_that_is_taken_takes_its_hours(space, hours):
    room = RoomFactory(space=space, venue=hours.venue)
    AppointmentHours.objects.update(room=room)
    SessionFactory(space=space, room=room, venue=hours.venue, published=True, starts_at=NINE)

    assert found(space) == ["19 11:15"]


def test_an_appointment_that_moves_frees_its_own_hour(space, hours):
    appointment = AppointmentFactory(space=space, host=hours.host, starts_at=NINE)

    assert found(space, but=appointment)[0] == "19 09:00"


@pytest.mark.parametrize("of_this_venue", [True, False])
def test_a_closed_day_has_none(space, hours, of_this_venue):
    venue = hours.venue if of_this_venue else None
    closure = ClosureFactory(space=space, venue=venue, starts_on=THURSDAY, reopens_on=THURSDAY + timedelta(days=1))
    assert found(space) == []

    closure.withdrawn_at = NOW
    closure.save()
    assert len(found(space)) == 4


def test_another_venue_that_closes_changes_nothing(space, hours):
    ClosureFactory(space=space, venue=VenueFactory(space=space), starts_on=THURSDAY, reopens_on=date(2026, 11, 25))

    assert len(found(space)) == 4


def test_who_is_away_receives_nobody(space, hours):
    HandoverFactory(space=space, from_user=hours.host, starts_on=THURSDAY, until_on=THURSDAY)

    assert found(space) == []
    assert len(found(space, days=10)) == 4  # the Thursday after


def test_a_public_holiday_has_none_that_of_alsace_there(space):
    host = UserFactory()
    AppointmentHoursFactory(space=space, host=host, weekday=Weekday.WEDNESDAY)  # 11 November, Saturday 26 December
    at = datetime(2026, 11, 9, 8, tzinfo=UTC)
    assert found(space, at=at) == []

    strasbourg = VenueFactory(space=space, postal_code="67000")
    of_saturday = {"space": space, "host": host, "weekday": Weekday.SATURDAY, "valid_from": THURSDAY}
    AppointmentHoursFactory(**of_saturday)
    AppointmentHoursFactory(**of_saturday, venue=strasbourg, starts=time(14), ends=time(15))
    after_christmas = datetime(2026, 12, 25, 8, tzinfo=UTC)
    assert found(space, at=after_christmas, days=1) == ["26 09:00", "26 09:45", "26 10:30", "26 11:15"]


def test_only_to_come_within_what_is_valid_and_of_whom_is_asked(space, hours):
    assert found(space, at=NINE + timedelta(hours=1)) == ["19 10:30", "19 11:15"]
    assert found(space, host=UserFactory()) == []
    assert found(space, venue=VenueFactory(space=space)) == []
    hours.valid_until = THURSDAY - timedelta(days=1)
    hours.save()
    assert found(space) == []


def test_two_half_days_of_somebody_do_not_overlap(space, hours):
    again = AppointmentHoursFactory.build(
        space=space, host=hours.host, venue=hours.venue, starts=time(11), ends=time(13), valid_from=THURSDAY
    )

    with pytest.raises(ValidationError, match="reçoit déjà ce jour-là"):
        again.full_clean()

    again.starts = time(12)
    again.full_clean()


@pytest.mark.parametrize("count", [1, 3])
def test_reading_costs_the_same_however_many(space, hours, django_assert_num_queries, count):
    for number in range(count):
        AppointmentHoursFactory(space=space, venue=hours.venue, host=UserFactory())
        AppointmentFactory(space=space, host=hours.host, starts_at=NINE + timedelta(days=number))
    with django_assert_num_queries(4):
        free_slots(space=space, at=NOW)


# --- clocks ------------------------------------------------------------------------------------------------------


def at_night(space, zone="Europe/Paris"):
    space.time_zone = zone
    return AppointmentHoursFactory.build(
        space=space, host=UserFactory(), venue=VenueFactory(space=space), weekday=Weekday.SUNDAY, starts=time(1),
        ends=time(4), slot_minutes=60, valid_from=date(2026, 1, 1),
    )  # fmt: skip


def lengths(slots):
    return {slot.ends_at.astimezone(UTC) - slot.starts_at.astimezone(UTC) for slot in slots}


@pytest.mark.parametrize(
    ("day", "starts"),
    [
        (date(2026, 3, 29), ["01:00", "03:00"]),  # 2 o'clock is not
        (date(2026, 10, 25), ["01:00", "02:00", "02:00", "03:00"]),  # twice 2 o'clock
        (date(2026, 11, 1), ["01:00", "02:00", "03:00"]),
    ],
)
def test_a_night_when_the_clocks_change_has_hours_of_sixty_minutes(space, day, starts):
    slots = list(cut(at_night(space), day))

    assert [f"{slot.starts_at:%H:%M}" for slot in slots] == starts
    assert lengths(slots) == {timedelta(hours=1)}


def test_nine_o_clock_stays_nine_o_clock_across_the_change(space):
    hours = AppointmentHoursFactory.build(
        space=space, host=UserFactory(), venue=VenueFactory(space=space), valid_from=date(2026, 1, 1)
    )
    first, at = date(2026, 10, 19), datetime(2026, 10, 19, tzinfo=UTC)

    slots = slots_of([hours], first, first + timedelta(days=13), Busy(), at=at)

    assert [f"{slot.starts_at:%d %H:%M %z}" for slot in slots[::4]] == ["22 09:00 +0200", "29 09:00 +0100"]


def test_la_reunion_has_its_own_clock(space):
    slots = list(cut(at_night(space, "Indian/Reunion"), date(2026, 3, 29)))

    assert [f"{slot.starts_at:%H:%M %z}" for slot in slots] == ["01:00 +0400", "02:00 +0400", "03:00 +0400"]
    assert slots[0].starts_at.tzinfo == ZoneInfo("Indian/Reunion")
