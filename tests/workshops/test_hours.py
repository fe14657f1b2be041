"""« Plages », the half-days of a week whose hours are proposed; « Qui est où », which tells them to everybody."""

import uuid
from datetime import date, time, timedelta

import pytest
from django.urls import reverse

from mediation.accounts.enums import Role
from mediation.accounts.models import Membership
from tests.factories import (
    NOW,
    AppointmentFactory,
    AppointmentHoursFactory,
    ClosureFactory,
    HandoverFactory,
    RoomFactory,
    SessionFactory,
    SpaceFactory,
    UserFactory,
    VenueFactory,
)
from tests.reading import read
from workshops.models import AppointmentHours
from workshops.slots import free_slots

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

HOURS, NEW = reverse("workshops:hours"), reverse("workshops:new_hours")
WHEREABOUTS = reverse("public:whereabouts", args=["fil"])
THURSDAY = date(2026, 11, 19)


@pytest.fixture
def space():
    return SpaceFactory(slug="fil")


@pytest.fixture
def helene(space, signed_in):
    return signed_in(space, name="Hélène Viorne")


@pytest.fixture
def venue(space):
    return VenueFactory(space=space, name="Salle du Lavoir")


@pytest.fixture
def hours(space, helene, venue):
    return AppointmentHoursFactory(space=space, host=helene, venue=venue)


def said(host, venue, **changes):
    given = {"host": host.pk, "venue": venue.pk, "weekday": 3, "starts": "14:00", "ends": "17:00"}
    given |= {"slot_minutes": 45, "pause_minutes": 0, "valid_from": "2026-11-16", "submission": uuid.uuid4()}
    return given | changes


# --- the team's pages --------------------------------------------------------------------------------------------


def test_a_half_day_noted_its_hours_are_proposed_at_once(client, space, helene, venue):
    answers = said(helene, venue)
    for _ in range(2):
        page = read(client.post(NEW, answers, follow=True))

    assert "Jeudi 14 h – 17 h, Hélène" in page
    assert "Salle du Lavoir · rendez-vous de 45 min" in page
    slots = free_slots(space=space, at=NOW, days=6)
    assert [f"{slot.starts_at:%d %H:%M}" for slot in slots] == ["19 14:00", "19 14:45", "19 15:30", "19 16:15"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"ends": "13:00"}, "La plage finit après avoir commencé, le même jour."),
        ({"starts": "11:00", "ends": "15:00"}, "Cette personne reçoit déjà ce jour-là, à ces heures."),
        ({"slot_minutes": 5}, "supérieure ou égale à 10"),
        ({"pause_minutes": 90}, "inférieure ou égale à 60"),
        ({"valid_until": "2026-11-01"}, "Le dernier jour vient après le premier."),
        ({"weekday": 7}, "Sélectionnez un choix valide"),
        ({"starts": "25:99"}, "heure valide"),
    ],
)
def test_what_is_wrong_is_said(client, hours, changes, sentence):
    response = client.post(NEW, said(hours.host, hours.venue, **changes))

    assert response.status_code == 422
    assert sentence in read(response)
    assert AppointmentHours.objects.count() == 1


def test_a_room_is_of_its_venue(client, space, helene, venue):
    response = client.post(NEW, said(helene, venue, room=RoomFactory(space=space).pk))

    assert "Changez le lieu, ou la salle." in read(response)


def test_changed_by_two_at_once_the_second_is_shown_the_first(client, hours):
    address, version = reverse("workshops:edit_hours", args=[hours.pk]), hours.version
    same = said(hours.host, hours.venue, starts="09:00", ends="12:00", version=version)
    assert client.post(address, same | {"slot_minutes": 30}).status_code == 302

    response = client.post(address, same | {"slot_minutes": 60})

    assert response.status_code == 422
    hours.refresh_from_db()
    assert hours.slot_minutes == 30


def test_what_is_booked_stays_when_the_half_day_ends(client, space, hours):
    appointment = AppointmentFactory(space=space, host=hours.host, starts_at=NOW + timedelta(days=3))

    client.post(
        reverse("workshops:edit_hours", args=[hours.pk]),
        said(hours.host, hours.venue, starts="09:00", ends="12:00", valid_until="2026-11-16", version=hours.version),
    )

    appointment.refresh_from_db()
    assert appointment.state == "planned"
    assert free_slots(space=space, at=NOW) == []


def test_another_space_s_is_not_found(client, helene):
    elsewhere = AppointmentHoursFactory()

    assert client.get(reverse("workshops:edit_hours", args=[elsewhere.pk])).status_code == 404


def test_reception_reads_them_and_does_not_change_them(client, space, hours, signed_in):
    signed_in(space, Role.RECEPTION)

    assert "Nouvelle plage" not in read(client.get(HOURS))
    assert client.post(NEW, said(hours.host, hours.venue, weekday=4)).status_code == 403


def test_the_sheet_of_a_day_is_printed(client, space, helene):
    AppointmentFactory(space=space, host=helene, starts_at=NOW + timedelta(days=3))

    response = client.get(reverse("workshops:day_sheet"), {"jour": "2026-11-19"})

    assert response.content.startswith(b"%PDF")


# --- « Qui est où » ----------------------------------------------------------------------------------------------


def test_everybody_reads_where_the_team_is_by_half_day_and_never_whom_it_receives(client, space, hours):
    SessionFactory(
        space=space, venue=hours.venue, host=hours.host, published=True, workshop__title="Vendre ses gâteaux",
        starts_at=NOW + timedelta(days=3, hours=4),
    )  # fmt: skip
    AppointmentFactory(space=space, host=hours.host, person__first_name="Amina", starts_at=NOW + timedelta(days=3))
    client.logout()

    page = read(client.get(WHEREABOUTS))

    assert "Jeudi 19 novembre Le matin De 9 h à 12 h , Salle du Lavoir" in page
    assert "Quelqu’un de l’équipe, sur rendez-vous" in page
    assert "L’après-midi De 14 h à 16 h , Salle du Lavoir" in page
    assert "atelier « Vendre ses gâteaux »" in page
    assert "Amina" not in page
    assert "Hélène" not in page


def test_a_first_name_is_there_once_its_bearer_agrees(client, space, helene, hours):
    client.post(reverse("workshops:name_me"), {"is_named": "yes"})
    assert "Hélène, sur rendez-vous" in read(client.get(WHEREABOUTS))
    assert Membership.objects.get(user=helene).is_named_publicly

    client.post(reverse("workshops:name_me"), {"is_named": "no"})

    assert "Hélène" not in read(client.get(WHEREABOUTS))


def test_nobody_is_where_it_is_closed_nor_when_away(client, space, hours):
    ClosureFactory(space=space, starts_on=THURSDAY, reopens_on=THURSDAY + timedelta(days=1))
    HandoverFactory(
        space=space, from_user=hours.host, starts_on=THURSDAY + timedelta(days=7), until_on=THURSDAY + timedelta(days=7)
    )

    assert "Rien n’est encore affiché" in read(client.get(WHEREABOUTS))


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_however_many(client, space, django_assert_num_queries, count):
    for number in range(count):
        AppointmentHoursFactory(space=space, host=UserFactory(), starts=time(9 + number), ends=time(10 + number))
        SessionFactory(space=space, published=True, starts_at=NOW + timedelta(days=number, hours=1))
    with django_assert_num_queries(8):
        client.get(WHEREABOUTS)


@pytest.mark.parametrize("week", ["", "?semaine=prochaine", "?semaine=%00"])
def test_the_poster_of_the_door_is_one_page(client, hours, week):
    response = client.get(reverse("public:door_poster", args=["fil"]) + week)

    assert response.status_code in (200, 400)
    assert response.status_code == 400 or response.content.count(b"/Type /Page\n") <= 1
