"""« Je ne suis pas là »: hours are proposed to nobody, and what was planned is listed with what to do of it."""

import uuid
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from mediation.accounts.enums import Role
from mediation.team.models import Handover
from mediation.team.tasks import purge
from publics.enums import ContactChannel
from tests.factories import (
    NOW,
    AppointmentFactory,
    AppointmentHoursFactory,
    HalfDayFactory,
    HandoverFactory,
    MembershipFactory,
    PersonFactory,
    RegistrationFactory,
    SessionFactory,
    SpaceFactory,
    UserFactory,
    VenueFactory,
)
from tests.reading import read
from workshops.services import book
from workshops.slots import free_slots

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

NEW, POSTS, CALENDAR = (reverse(name) for name in ("team:new_absence", "team:handovers", "workshops:calendar"))
THURSDAY = date(2026, 11, 19)
PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
def space():
    return SpaceFactory(slug="fil")


@pytest.fixture
def helene(space, signed_in):
    return signed_in(space, name="Hélène Viorne")


@pytest.fixture
def hours(space, helene):
    """Thursday mornings, from 9 h to noon."""
    return AppointmentHoursFactory(
        space=space, host=helene, venue=VenueFactory(space=space, name="Salle du Lavoir", city="Saint-Aubrelin")
    )


def away(client, who, **said):
    days = {"user": who.pk, "starts_on": THURSDAY.isoformat(), "until_on": THURSDAY.isoformat()}
    return client.post(NEW, {"submission": str(uuid.uuid4()), **days, **said}, follow=True)


def at(hour: int, day: date = THURSDAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=PARIS)


def free(space) -> list[str]:
    return [f"{slot.starts_at:%d %H:%M}" for slot in free_slots(space=space, at=NOW, days=6)]


def test_an_absence_takes_her_hours_away_until_it_is_lifted(client, space, helene, hours):
    assert len(free(space)) == 4

    page = read(away(client, helene))

    assert "Hélène Viorne n’est pas là" in page
    assert "Ses heures ne sont plus proposées" in page
    assert "Rien n’est prévu pendant ce temps" in page
    assert free(space) == []
    back = client.post(reverse("team:end_handover", args=[Handover.objects.get().pk]), follow=True)
    assert "Hélène Viorne est là : ses heures sont de nouveau proposées." in read(back)
    assert len(free(space)) == 4


def test_away_for_an_hour_she_receives_before_and_after(client, space, helene, hours):
    away(client, helene, starts="10:00", ends="11:00")

    assert free(space) == ["19 09:00", "19 11:15"]
    page = read(client.get(reverse("public:whereabouts", args=["fil"])))
    assert "De 9 h à 10 h , Salle du Lavoir, Saint-Aubrelin" in page
    assert "De 11 h à 12 h , Salle du Lavoir, Saint-Aubrelin" in page
    assert page.count("De 9 h à 12 h") == 1  # the Thursday after


def test_away_from_an_afternoon_until_a_morning_counts_what_is_between(client, space, helene, hours):
    AppointmentHoursFactory(space=space, host=helene, venue=hours.venue, weekday=2)

    away(client, helene, starts_on="2026-11-18", starts="10:30", ends="10:00")

    assert free(space) == ["18 09:00", "18 09:45", "19 10:30", "19 11:15"]


def test_the_team_reads_why_in_the_calendar_and_nobody_else_does(client, space, helene, hours):
    away(client, helene, words="En formation", starts="14:00", ends="17:00")

    week = client.get(CALENDAR, {"jour": "2026-11-19"})
    assert "14 h – 17 h Hélène n’est pas là · En formation" in read(week)
    assert '<span data-private="note">En formation</span>' in week.content.decode()
    for by in ("lieu", "salle"):
        day = read(client.get(CALENDAR, {"jour": "2026-11-19", "vue": "jour", "par": by}))
        assert "De 14 h à 17 h, Hélène n’est pas là · En formation" in day
    assert "Hélène n’est pas là · En formation" in read(
        client.get(CALENDAR, {"jour": "2026-11-19", "vue": "jour", "par": "personne"})
    )
    assert "formation" not in read(client.get(reverse("public:whereabouts", args=["fil"])))


def test_the_absence_of_one_takes_no_hour_of_the_others(client, space, helene, hours):
    samir = MembershipFactory(space=space, role=Role.MEDIATOR, user=UserFactory(name="Samir Coudrier")).user
    AppointmentHoursFactory(space=space, host=samir)

    away(client, helene)

    assert len(free(space)) == 4
    week = {"jour": "2026-11-19", "vue": "jour", "par": "personne"}
    assert "Libre de 9 h à 18 h" in read(client.get(CALENDAR, week))
    assert "Libre" not in read(client.get(CALENDAR, week | {"avec": helene.pk}))


def test_what_was_planned_is_listed_with_what_to_do(client, space, helene, hours):
    session = SessionFactory(
        space=space, host=helene, published=True, workshop__title="Trier ses photos", starts_at=at(14)
    )
    josette = PersonFactory(
        space=space, first_name="Josette", last_name="Aubépine", phone="+33536492001",
        preferred_channel=ContactChannel.PHONE,
    )  # fmt: skip
    RegistrationFactory(space=space, session=session, person=josette)
    appointment = AppointmentFactory(space=space, host=helene, person__first_name="Amina", starts_at=at(10))
    HalfDayFactory(space=space, host=helene, permanence__title="Droits et aides", starts_at=at(16), ends_at=at(18))
    SessionFactory(space=space, published=True, workshop__title="D’un autre", starts_at=at(14))
    SessionFactory(
        space=space, host=helene, published=True, workshop__title="Le lendemain", starts_at=at(14, date(2026, 11, 20))
    )

    response = away(client, helene)

    page = read(response)
    assert "Ce qui était prévu reste, jusqu’à ce que quelqu’un en décide." in page
    assert "Trier ses photos Jeudi 19 novembre, de 14 h à 16 h" in page
    assert "Josette Aubépine" in page
    assert "Amina" in page
    assert "Droits et aides" in page
    assert "D’un autre" not in page
    assert "Le lendemain" not in page
    html = response.content.decode()
    for name, code in [("edit_session", session.code), ("move_appointment", appointment.code)]:
        assert reverse(f"workshops:{name}", args=[code]) in html


def test_an_appointment_is_refused_while_she_is_away_without_saying_why(space, helene):
    HandoverFactory(
        space=space, from_user=helene, to_user=None, starts_on=THURSDAY, until_on=THURSDAY, words="Chez le dentiste"
    )
    said = {"person": PersonFactory(space=space), "host": helene, "venue": VenueFactory(space=space), "minutes": 45}

    with pytest.raises(ValidationError) as refusal:
        book(space=space, starts_at=at(10), at=NOW, by=helene, **said)
    assert refusal.value.messages == ["Hélène Viorne n’est pas là le jeudi 19\u00a0novembre."]


def test_the_team_reads_who_is_away_beside_the_posts_taken_over(client, space, helene):
    away(client, helene, words="En formation", until_on="2026-11-20")

    page = read(client.get(POSTS))

    assert "Hélène Viorne n’est pas là" in page
    assert "du jeudi 19 au vendredi 20 novembre · En formation" in page


def test_sent_twice_it_is_noted_once(client, space, helene):
    said = {"submission": str(uuid.uuid4())}
    for _ in range(2):
        away(client, helene, **said)

    assert Handover.objects.count() == 1


def test_two_absences_of_a_day_are_noted_when_they_do_not_touch(client, space, helene):
    away(client, helene, starts="09:00", ends="10:00")
    away(client, helene, starts="10:00", ends="11:00")
    refused = away(client, helene, starts="10:30")

    assert Handover.objects.count() == 2
    assert refused.status_code == 422
    assert "cette absence déjà notée, à ces dates." in read(refused)


@pytest.mark.parametrize(
    "refused",
    [
        ({"until_on": "2026-11-15", "starts_on": "2026-11-15"}, "Ce jour est passé."),
        ({"until_on": "2026-11-18"}, "Le dernier jour vient après le premier."),
        ({"starts": "11:00", "ends": "10:00"}, "L’absence finit après avoir commencé."),
        ({"until_on": "9999-12-31"}, "C’est bien loin"),
        ({"words": "Elle est le 1 84 12 76 451 089 46"}, "sécurité sociale"),
        ({"words": "x" * 10_000}, "160"),
        ({"words": "\x00"}, "nul"),
        ({"user": "0"}, "Sélectionnez un choix valide"),
    ],
)
def test_what_cannot_be_an_absence_is_refused_in_a_sentence(client, space, helene, refused):
    changed, refusal = refused

    response = away(client, helene, **changed)

    assert response.status_code == 422
    assert refusal in read(response)
    assert not Handover.objects.exists()


def test_why_she_was_away_is_forgotten_after_thirty_days(space, helene, now):
    HandoverFactory(space=space, from_user=helene, to_user=None, words="Chez le dentiste", until_on=THURSDAY)

    now.shift(timedelta(days=32))
    purge()
    assert Handover.objects.get().words == "Chez le dentiste"

    now.shift(timedelta(days=2))
    purge()
    assert Handover.objects.get().words == ""


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_however_much_was_planned(client, space, helene, django_assert_num_queries, count):
    absence = HandoverFactory(space=space, from_user=helene, to_user=None, starts_on=THURSDAY)
    for number in range(count):
        day = THURSDAY + timedelta(days=number)
        session = SessionFactory(space=space, host=helene, published=True, starts_at=at(14, day))
        RegistrationFactory(space=space, session=session)
        AppointmentFactory(space=space, host=helene, starts_at=at(10, day))
        HalfDayFactory(space=space, host=helene, starts_at=at(17, day), ends_at=at(18, day))
    with django_assert_num_queries(8):
        client.get(reverse("desk:absence", args=[absence.pk]))


def test_a_whole_day_is_said_above_the_hours_and_hides_none(client, space, helene, hours):
    away(client, helene, until_on="2026-11-20")

    page = client.get(CALENDAR, {"jour": "2026-11-19"}).content.decode()

    assert page.count('<p class="agenda-away">Hélène n’est pas là') == 2
    assert "Toute la journée" not in page
