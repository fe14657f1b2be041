"""A session planned while who welcomes is elsewhere: it is said first, and planned by who insists."""

import uuid
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from tests.factories import (
    NOW,
    BusyHoursFactory,
    HandoverFactory,
    OtherCalendarFactory,
    RoomFactory,
    SessionFactory,
    SpaceFactory,
    VenueFactory,
    WorkshopFactory,
)
from tests.reading import read
from workshops.enums import Rhythm
from workshops.models import Session
from workshops.proposals import Wish, proposals

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

THURSDAY = date(2026, 11, 19)
PARIS = ZoneInfo("Europe/Paris")
TAKEN = "Pris ailleurs, de 14 heures à 15 heures, d’après « RDV Service Public »."


@pytest.fixture
def space():
    return SpaceFactory(slug="fil")


@pytest.fixture
def helene(space, signed_in):
    return signed_in(space, name="Hélène Viorne")


@pytest.fixture
def venue(space):
    return VenueFactory(space=space)


@pytest.fixture
def workshop(space):
    return WorkshopFactory(space=space, title="Trier ses photos", duration_minutes=120)


@pytest.fixture(autouse=True)
def _busy(space, helene):
    """From 14 h to 15 h that Thursday, says her other calendar."""
    calendar = OtherCalendarFactory(space=space, host=helene, name="RDV Service Public")
    BusyHoursFactory(space=space, calendar=calendar, starts_at=datetime(2026, 11, 19, 13, tzinfo=UTC))


def typed(who, there, **said):
    when = {"date": THURSDAY.isoformat(), "start": "14:00", "end": "16:00"}
    where = {"setting": "venue", "venue": there.pk, "host": who.pk}
    return {"submission": str(uuid.uuid4()), "capacity": "8", **when, **where, **said}


def despite_of(response) -> str:
    assert "Planifier quand même" in read(response)
    return response.context["form"].despite


def planned(space, helene, venue, workshop, **fields) -> Session:
    start = datetime(2026, 11, 18, 14, tzinfo=PARIS)
    when = {"starts_at": start, "ends_at": start + timedelta(hours=2)}
    return SessionFactory(space=space, workshop=workshop, venue=venue, host=helene, **when | fields)


def test_a_session_at_hours_taken_elsewhere_is_planned_by_who_insists(client, helene, venue, workshop):
    address = reverse("workshops:new_session", args=[workshop.pk])

    said = client.post(address, typed(helene, venue))
    assert said.status_code == 422
    assert f"À savoir avant d’enregistrer {TAKEN}" in read(said)
    assert 'value="14:00"' in said.content.decode()
    assert not Session.objects.exists()

    draft = read(client.post(address, typed(helene, venue, despite=despite_of(said)), follow=True))
    assert Session.objects.get().host == helene
    assert TAKEN in draft
    assert "Rien n’empêche de publier : à vous de voir qui accueille." in draft


def test_who_insisted_for_an_hour_did_not_for_another(client, helene, venue, workshop):
    address = reverse("workshops:new_session", args=[workshop.pk])
    despite = despite_of(client.post(address, typed(helene, venue)))

    said = client.post(address, typed(helene, venue, start="13:30", despite=despite))

    assert said.status_code == 422
    assert despite_of(said) != despite
    assert not Session.objects.exists()


def test_the_hours_of_a_colleague_or_of_after_are_planned_at_once(client, helene, venue, workshop):
    address = reverse("workshops:new_session", args=[workshop.pk])

    client.post(address, typed(helene, venue, host=""))
    client.post(address, typed(helene, venue, start="15:00", end="17:00"))

    assert Session.objects.count() == 2


def test_what_a_calendar_of_the_venue_takes_is_said_too(client, space, helene, venue, workshop):
    calendar = OtherCalendarFactory(space=space, host=None, venue=venue, name="Salle des fêtes")
    BusyHoursFactory(space=space, calendar=calendar, starts_at=datetime(2026, 11, 19, 13, tzinfo=UTC))

    said = client.post(reverse("workshops:new_session", args=[workshop.pk]), typed(helene, venue))

    assert "d’après « Salle des fêtes »" in read(said)


def test_an_absence_is_said_without_its_reason(client, space, helene, venue, workshop):
    HandoverFactory(
        space=space, from_user=helene, to_user=None, starts_on=THURSDAY, until_on=THURSDAY, words="Chez le dentiste"
    )

    said = read(client.post(reverse("workshops:new_session", args=[workshop.pk]), typed(helene, venue)))

    assert "Hélène Viorne n’est pas là le jeudi 19 novembre." in said
    assert "dentiste" not in said


def test_a_session_moved_there_is_said_then_moved(client, space, helene, venue, workshop):
    session = planned(space, helene, venue, workshop, published=True)
    address = reverse("workshops:edit_session", args=[session.code])

    said = client.post(address, typed(helene, venue, version=session.version))
    assert said.status_code == 422
    client.post(address, typed(helene, venue, version=session.version, despite=despite_of(said)))

    session.refresh_from_db()
    assert session.starts_at.astimezone(PARIS) == datetime(2026, 11, 19, 14, tzinfo=PARIS)


def test_a_session_that_is_there_already_changes_its_room_without_a_word(client, space, helene, venue, workshop):
    start = datetime(2026, 11, 19, 14, tzinfo=PARIS)
    there = {"starts_at": start, "ends_at": start + timedelta(hours=2)}
    session = planned(space, helene, venue, workshop, **there)

    response = client.post(
        reverse("workshops:edit_session", args=[session.code]),
        typed(helene, venue, version=session.version, room=RoomFactory(space=space, venue=venue).pk),
    )

    assert response.status_code == 302


def test_dates_of_a_rhythm_at_such_hours_are_left_out_and_say_why(space, helene, venue, workshop):
    start = datetime(2026, 11, 12, 14, tzinfo=PARIS)
    session = planned(space, helene, venue, workshop, starts_at=start, ends_at=start + timedelta(hours=2))

    found = proposals(session, Wish(Rhythm.WEEKLY, times=1), at=NOW)

    assert [(each.day, list(each.reasons)) for each in found] == [
        (THURSDAY, ["Pris ailleurs, de 14 heures à 15 heures, d’après «\u00a0RDV Service Public\u00a0»"]),
        (date(2026, 11, 26), []),
    ]


@pytest.mark.parametrize("despite", ["x" * 10_000, "\x00", "1-2-3"])
def test_anything_else_insists_on_nothing(client, helene, venue, workshop, despite):
    said = client.post(reverse("workshops:new_session", args=[workshop.pk]), typed(helene, venue, despite=despite))

    assert said.status_code == 422
    assert not Session.objects.exists()
