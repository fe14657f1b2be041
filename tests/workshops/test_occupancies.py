"""A room, and who welcomes, is in one place at a time, whatever takes it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from tests.factories import NOW, AppointmentFactory, RoomFactory, SessionFactory, UserFactory
from workshops import services
from workshops.conflicts import nearest_free, refuse_if_taken
from workshops.enums import Resource, SessionState
from workshops.models import Occupancy, Session

pytestmark = pytest.mark.django_db

MORNING = NOW + timedelta(days=3)  # a Thursday, 10 h in Paris
AN_HOUR = timedelta(hours=1)
PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
def helene():
    return UserFactory(name="Hélène Viorne")


def hosted(space, host, at=MORNING, **fields):
    return SessionFactory(space=space, host=host, starts_at=at, **fields)


def taken_by(host):
    rows = Occupancy.objects.filter(resource=Resource.HOST, resource_key=host.pk)
    return list(rows.order_by("starts_at").values_list("starts_at", flat=True))


def test_who_welcomes_is_taken_by_sessions_and_appointments_alike(space, helene):
    hosted(space, helene, published=True)
    AppointmentFactory(space=space, host=helene, starts_at=MORNING + 3 * AN_HOUR)
    hosted(space, helene, at=MORNING + 5 * AN_HOUR)  # a draft takes nothing

    assert taken_by(helene) == [MORNING, MORNING + 3 * AN_HOUR]


def test_database_refuses_two_places_at_once(space, helene):
    hosted(space, helene, published=True)

    with pytest.raises(IntegrityError, match="one_place_at_a_time"), transaction.atomic():
        AppointmentFactory(space=space, host=helene, starts_at=MORNING + AN_HOUR)

    AppointmentFactory(space=space, host=helene, starts_at=MORNING + 2 * AN_HOUR)
    AppointmentFactory(host=helene, starts_at=MORNING)  # in another space, that one's affair


def test_one_room_holds_one_thing(space):
    room = RoomFactory(space=space)
    SessionFactory(space=space, published=True, venue=room.venue, room=room, starts_at=MORNING)

    with pytest.raises(IntegrityError, match="one_place_at_a_time"), transaction.atomic():
        AppointmentFactory(space=space, venue=room.venue, room=room, starts_at=MORNING)


def test_what_is_called_off_frees_its_hours(space, helene):
    session = hosted(space, helene, published=True)
    Session.objects.filter(pk=session.pk).update(state=SessionState.CANCELLED, cancelled_at=NOW)

    assert taken_by(helene) == []


def test_all_that_one_statement_moves_does_not_collide_with_itself(space, helene):
    for week in range(4):
        hosted(space, helene, published=True, at=MORNING + timedelta(weeks=week))

    a_week = timedelta(weeks=1)
    Session.objects.filter(space=space).update(starts_at=F("starts_at") + a_week, ends_at=F("ends_at") + a_week)

    assert taken_by(helene) == [MORNING + timedelta(weeks=week) for week in range(1, 5)]


def test_what_is_moved_row_by_row_is_looked_at_once_all_moved(space, helene):
    for week in range(3):
        hosted(space, helene, published=True, at=MORNING + timedelta(weeks=week))

    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS one_place_at_a_time DEFERRED")
        for session in Session.objects.filter(space=space).order_by("starts_at"):
            session.starts_at, session.ends_at = (
                at + timedelta(weeks=1) for at in (session.starts_at, session.ends_at)
            )
            session.save()

    assert taken_by(helene) == [MORNING + timedelta(weeks=week) for week in (1, 2, 3)]


def test_a_seat_more_writes_nothing(space, helene):
    session = hosted(space, helene, published=True)
    before = list(Occupancy.objects.values_list("pk", flat=True))

    Session.objects.filter(pk=session.pk).update(capacity=12)

    assert list(Occupancy.objects.values_list("pk", flat=True)) == before


def test_refusal_says_with_what_and_when_it_is_free(space, helene):
    hosted(space, helene, published=True, workshop__title="Vendre ses gâteaux")
    meeting = AppointmentFactory.build(space=space, host=helene, starts_at=MORNING + AN_HOUR)

    with pytest.raises(ValidationError) as refused:
        refuse_if_taken(meeting)

    [sentence] = refused.value.messages
    assert sentence == (
        "Cette personne accueille déjà ailleurs\u00a0: «\u00a0Vendre ses gâteaux\u00a0», de 10 heures à midi. "
        "Le plus près de libre\u00a0: jeudi 19 novembre à midi."
    )


def test_a_session_is_not_published_over_an_appointment_nor_says_whose(space, helene):
    AppointmentFactory(space=space, host=helene, starts_at=MORNING, person__first_name="Amina")
    session = hosted(space, helene)

    with pytest.raises(ValidationError) as refused:
        services.publish(session=session, at=NOW, by=helene)

    [sentence] = refused.value.messages
    assert "un rendez-vous, de 10 heures à 10 heures 45" in sentence
    assert "Amina" not in sentence


def at_hour(hour, minute=0, day=19):
    return datetime(2026, 11, day, hour, minute, tzinfo=PARIS)


def test_nearest_free_hour_is_of_the_same_day_else_the_same_hour_later():
    wished = at_hour(10), at_hour(11)

    assert nearest_free(*wished, []) == at_hour(10)
    assert nearest_free(*wished, [(at_hour(9), at_hour(10, 30))]) == at_hour(10, 30)
    assert nearest_free(*wished, [(at_hour(9), at_hour(18))]) == at_hour(8)
    assert nearest_free(*wished, [(at_hour(8), at_hour(20))]) == at_hour(10, day=20)
    assert nearest_free(*wished, [(at_hour(0), at_hour(23) + timedelta(days=20))]) is None
