"""The pages of appointments: the team's week and one of them; the person's own page, by her link."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from mediation.accounts.enums import Role
from mediation.courier.enums import Channel
from mediation.courier.models import Message
from mediation.desk.dossier import dossier_of
from publics.enums import ContactChannel
from publics.services import anonymise
from publics.services.retention import not_seen_since
from tests.factories import (
    NOW,
    AppointmentFactory,
    AppointmentHoursFactory,
    MembershipFactory,
    PersonFactory,
    SessionFactory,
    SpaceFactory,
    UserFactory,
    VenueFactory,
)
from tests.reading import read
from workshops.appointment_words import page_of
from workshops.enums import AppointmentState
from workshops.services import book, excuse, remind_due

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now", "sms")]

WEEK = reverse("workshops:appointments")


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
def meeting(space, helene, venue):
    person = PersonFactory(space=space, first_name="Amina", last_name="Mirabelle")
    starts_at, said = NOW + timedelta(days=3), {"minutes": 45, "purpose": "sa carte grise"}
    return book(space=space, person=person, host=helene, venue=venue, starts_at=starts_at, at=NOW, by=helene, **said)


def address(name, appointment):
    return reverse(f"workshops:{name}", args=[appointment.code])


def became(appointment):
    appointment.refresh_from_db()
    return appointment.state


# --- the week ----------------------------------------------------------------------------------------------------


def test_my_week_by_day_sessions_among_it_and_the_hours_that_are_free(client, space, helene, meeting, venue):
    AppointmentHoursFactory(space=space, host=helene, venue=venue)
    SessionFactory(space=space, published=True, host=helene, starts_at=NOW + timedelta(days=1))
    AppointmentFactory(space=space, starts_at=NOW + timedelta(days=2), person__first_name="Lucien")  # a colleague's

    page = read(client.get(WEEK))

    assert "Mes rendez-vous" in page
    assert "Du lundi 16 novembre au dimanche 22 novembre" in page
    places = [page.index(words) for words in ("Mardi 17", "Vendre ses gâteaux", "Jeudi 19", "Amina Mirabelle")]
    assert places == sorted(places)
    assert "2 moments libres" in page  # 9 h, and 11 h 15 once 10 h is taken
    assert "Lucien" not in page
    assert "Lucien" in read(client.get(WEEK, {"avec": "tous"}))


def test_the_week_after_and_the_one_of_a_colleague(client, space, helene, meeting):
    awa = MembershipFactory(space=space, user=UserFactory(name="Awa Diop")).user
    AppointmentFactory(space=space, host=awa, starts_at=NOW + timedelta(days=9), person__first_name="Lucien")

    page = read(client.get(WEEK, {"semaine": "2026-11-24", "avec": awa.pk}))

    assert "Rendez-vous de Awa" in page
    assert "Lucien" in page
    assert "Amina" not in page


@pytest.mark.parametrize("said", ["hier", "9999-12-31", "0001-01-01", "2026-13-01", ""])
def test_an_address_typed_by_hand_never_fails(client, helene, said):
    response = client.get(WEEK, {"semaine": said, "avec": said})

    assert response.status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_week_costs_the_same_however_many(client, space, helene, django_assert_num_queries, count):
    for number in range(count):
        AppointmentHoursFactory(space=space, host=helene, weekday=2 + number)
        AppointmentFactory(space=space, host=helene, starts_at=NOW + timedelta(days=number, minutes=5))
        SessionFactory(space=space, published=True, host=helene, starts_at=NOW + timedelta(days=number, hours=3))
    client.get(WEEK)
    with django_assert_num_queries(11):
        client.get(WEEK)


# --- one of them -------------------------------------------------------------------------------------------------


def test_its_page_says_all_that_is_told_to_her(client, meeting):
    page = read(client.get(address("appointment", meeting)))

    assert "Jeudi 19 novembre 2026, de 10 h à 10 h 45" in page
    assert "Salle du Lavoir, 1 chemin du Lavoir, Saint-Aubrelin" in page
    assert "sa carte grise" in page
    assert "Pris lundi 16 novembre par Hélène." in page


def moved(client, appointment, **said):
    given = {"on": "2026-11-20", "start": "14:00", "minutes": "30", "version": appointment.version}
    given |= {"host": appointment.host_id, "venue": appointment.venue_id}
    return client.post(address("move_appointment", appointment), given | said, follow=True)


def test_moved_the_page_says_the_new_hour_and_her_reminder_follows(client, meeting):
    Message.objects.filter(kind="appointment.booked").update(state="sent", sent_at=NOW)

    page = read(moved(client, meeting))

    assert "C’est déplacé. " in page
    assert "Vendredi 20 novembre 2026, de 14 h à 14 h 30" in page
    assert "Rappel mercredi 18 novembre, à 18 h." in page
    assert Message.objects.filter(kind="appointment.moved").count() == 1


def test_moved_by_two_at_once_the_second_sees_the_first(client, meeting):
    moved(client, meeting)

    response = moved(client, meeting, start="16:00")

    assert response.status_code == 422
    assert "Quelqu’un a changé ce rendez-vous entre-temps : le voici maintenant." in read(response)
    assert "attendue vendredi 20 novembre à 14 h" in read(response)


def test_not_moved_where_she_who_welcomes_is_taken(client, space, helene, meeting):
    SessionFactory(space=space, published=True, host=helene, starts_at=NOW + timedelta(days=4, hours=4))

    response = moved(client, meeting)

    assert response.status_code == 422
    assert "Cette personne accueille déjà ailleurs : « Vendre ses gâteaux" in read(response)
    assert "Le plus près de libre : vendredi 20 novembre à 13 heures 30." in read(response)


@pytest.mark.parametrize(
    ("by", "state", "said"),
    [
        ("her", AppointmentState.EXCUSED, "elle a prévenu, l’heure est libre"),
        ("us", AppointmentState.CANCELLED, "le message part, ou l’appel est dans votre liste"),
    ],
)
def test_called_off_by_her_or_by_us(client, meeting, by, state, said):
    sheet = read(client.get(address("cancel_appointment", meeting)))
    assert "Et si c’est nous qui ne pouvons pas ? Elle est prévenue par SMS." in sheet

    page = read(client.post(address("cancel_appointment", meeting), {"by": by}, follow=True))

    assert said in page
    assert "Proposer une autre date" in page
    assert became(meeting) == state


@pytest.mark.parametrize(
    ("way", "announced", "channels"),
    [
        ({}, "Elle est prévenue par SMS.", [Channel.SMS]),
        ({"by_email": True}, "Elle est prévenue par e-mail.", [Channel.EMAIL]),
        ({"landline": True}, "Elle est prévenue par téléphone : l’appel vient dans votre liste.", [Channel.PHONE]),
        # By post she would read it after its hour: what is urgent goes another way.
        ({"address": "1 rue du Lavoir", "preferred_channel": ContactChannel.LETTER}, "par SMS.", [Channel.SMS]),
        ({"preferred_channel": ContactChannel.NONE}, "dites-le-lui quand elle passera ou appellera.", []),
    ],
)
def test_called_off_she_is_told_as_the_page_said(client, meeting, way, announced, channels):
    other = PersonFactory(space=meeting.space, **way)
    type(meeting).objects.filter(pk=meeting.pk).update(person=other)
    Message.objects.all().delete()
    assert announced in read(client.get(address("cancel_appointment", meeting)))

    client.post(address("cancel_appointment", meeting), {"by": "us"})

    told = Message.objects.filter(kind="appointment.cancelled", recipient_ref=f"person:{other.pk}")
    assert list(told.values_list("channel", flat=True)) == channels


def test_not_come_then_a_mistake(client, helene, meeting):
    refused = client.post(address("settle_appointment", meeting), {"act": "not_come"})
    assert refused.status_code == 422
    assert "L’heure du rendez-vous n’est pas encore venue." in read(refused)

    with time_machine.travel(meeting.ends_at, tick=False):
        client.force_login(helene)
        page = read(client.post(address("settle_appointment", meeting), {"act": "not_come"}, follow=True))
        assert "Pas venue, noté par Hélène" in page
        client.post(address("settle_appointment", meeting), {"act": "planned"})

    assert became(meeting) == AppointmentState.PLANNED


def test_once_called_off_nothing_more_is_noted(client, helene, meeting):
    excuse(appointment=meeting, at=NOW)

    with time_machine.travel(meeting.ends_at, tick=False):
        client.force_login(helene)
        response = client.post(address("settle_appointment", meeting), {"act": "not_come"})

    assert response.status_code == 422
    assert "il ne peut plus changer" in read(response)


@pytest.mark.parametrize("name", ["appointment", "move_appointment", "cancel_appointment", "settle_appointment"])
def test_another_space_s_is_not_found(client, helene, name):
    elsewhere = AppointmentFactory()

    assert client.post(address(name, elsewhere)).status_code in (404, 405)
    assert became(elsewhere) == AppointmentState.PLANNED


# --- hers --------------------------------------------------------------------------------------------------------


def test_by_her_link_she_says_that_she_cannot_come(client, meeting):
    client.logout()
    path = page_of(meeting)

    page = read(client.get(path))
    assert "On vous attend jeudi 19 novembre" in page
    assert "Avec Hélène." in page
    assert "carte grise" not in page
    assert became(meeting) == AppointmentState.PLANNED  # opening changes nothing
    for _ in range(2):
        assert client.post(path).status_code == 302

    assert "C’est noté : ce rendez-vous est annulé" in read(client.get(path))
    assert became(meeting) == AppointmentState.EXCUSED


def test_her_first_link_still_opens_after_a_move(client, meeting):
    path = page_of(meeting)
    moved(client, meeting)
    client.logout()

    assert "vendredi 20 novembre" in read(client.get(path))
    assert page_of(meeting) == path


def test_past_her_page_changes_nothing(client, meeting):
    client.logout()
    with time_machine.travel(meeting.ends_at, tick=False):
        assert "Ce rendez-vous est passé" in read(client.get(page_of(meeting)))
        response = client.post(page_of(meeting))

    assert response.status_code == 422
    assert became(meeting) == AppointmentState.PLANNED


def test_a_link_of_something_else_does_not_open_it(client, meeting):
    assert client.get(reverse("public:registration", args=["fil", page_of(meeting).split("/")[-2]])).status_code == 404
    assert client.get(reverse("public:appointment", args=["fil", str(uuid.uuid4())])).status_code == 404


def test_reception_books_and_notes_a_colleague_of_another_service_does_not(client, space, meeting, signed_in):
    signed_in(space, Role.RECEPTION)
    assert client.get(address("appointment", meeting)).status_code == 200
    signed_in(space, Role.COLLEAGUE)
    assert client.get(address("appointment", meeting)).status_code == 403


# --- what is kept of her -----------------------------------------------------------------------------------------


def test_her_page_her_story_and_her_dossier_tell_it(client, meeting):
    excuse(appointment=meeting, at=NOW)

    page = read(client.get(meeting.person.get_absolute_url()))
    assert "Rendez-vous pris pour jeudi 19 novembre, 10 h, avec Hélène" in page
    assert "a prévenu" in page
    [rows] = [
        each["lignes"] for each in dossier_of(meeting.person, at=NOW)["rubriques"] if each["titre"] == "Rendez-vous"
    ]
    assert rows[0]["ce qui l'amène"] == "sa carte grise"


def test_forgotten_what_it_was_for_is_erased_and_it_stays_counted(meeting):
    anonymise(people=[meeting.person_id], at=NOW, by=None)

    meeting.refresh_from_db()
    assert (meeting.purpose, meeting.state) == ("effacé", AppointmentState.PLANNED)
    assert remind_due(at=meeting.starts_at) == 0


def test_who_has_an_appointment_is_in_touch_with_us(space):
    long_ago, space_months = NOW - timedelta(days=1000), NOW - timedelta(days=700)
    forgotten, expected = (PersonFactory(space=space, created_at=long_ago) for _ in range(2))
    AppointmentFactory(space=space, person=expected, created_at=NOW - timedelta(days=30))

    assert list(not_seen_since(space_months, space=space)) == [forgotten]
