"""« Prendre un rendez-vous »: who, why, when; then she comes, and the quick entry is filled in already."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from mediation.accounts.enums import Role
from mediation.courier.enums import Channel
from publics.enums import ContactChannel, PlaceKind
from publics.models import ActivityReport, Person, Visit
from tests.factories import (
    NOW,
    AppointmentFactory,
    AppointmentHoursFactory,
    DemarcheFactory,
    InterestFactory,
    MessageFactory,
    PersonFactory,
    SessionFactory,
    SpaceFactory,
    VenueFactory,
)
from tests.reading import read
from workshops.enums import AppointmentState
from workshops.models import Appointment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now", "sms")]

BOOK, VISIT, TODAY = reverse("desk:book"), reverse("desk:visit"), reverse("desk:today")
THURSDAY_AT_TEN = NOW + timedelta(days=3)


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


@pytest.fixture
def amina(space):
    return PersonFactory(space=space, first_name="Amina", last_name="Mirabelle")


def keep(client, **answers):
    return client.post(BOOK, {"submission": uuid.uuid4(), **answers}, follow=True)


def slot_of(hours, place=0):
    """The key of one of its Thursday hours: 9 h, 9 h 45, 10 h 30, 11 h 15."""
    start = NOW.replace(hour=8) + timedelta(days=3, minutes=45 * place)
    return f"{hours.pk}-{int(start.timestamp())}"


def test_three_answers_keep_an_hour(client, hours, amina, helene):
    DemarcheFactory(name="Carte grise")

    page = read(client.get(BOOK))
    assert "Jeudi 19 novembre, 9 h avec vous, Salle du Lavoir" in page
    kept = read(keep(client, who=amina.code, what="carte grise", slot=slot_of(hours)))

    assert "C’est noté : jeudi 19 novembre à 9 heures." in kept
    assert "Amina Mirabelle" in kept
    assert "Carte grise" in kept
    assert "Elle est prévenue par SMS. Rappel mardi 17 novembre, à 18 h." in kept
    appointment = Appointment.objects.get()
    assert (appointment.person, appointment.host, appointment.minutes) == (amina, helene, 45)


def test_sent_twice_it_is_kept_once(client, hours, amina):
    answers = {"who": amina.code, "slot": slot_of(hours), "submission": uuid.uuid4()}

    for _ in range(2):
        assert client.post(BOOK, answers).status_code == 302

    assert Appointment.objects.count() == 1


def test_an_hour_taken_meanwhile_is_refused_and_what_was_typed_stays(client, hours, amina, space, helene):
    AppointmentFactory(space=space, host=helene, starts_at=NOW.replace(hour=8) + timedelta(days=3))

    response = keep(client, who=amina.code, what="vendre mes gâteaux", slot=slot_of(hours))

    assert response.status_code == 422
    page = response.content.decode()
    assert "Cette personne accueille déjà ailleurs\u00a0: un rendez-vous, de 9 heures à 9 heures 45." in page
    assert "vendre mes gâteaux" in page
    assert f'value="{amina.code}" id="id_who_{amina.code}" checked' in page
    assert Appointment.objects.count() == 1


def test_another_day_than_those_proposed(client, hours, amina, venue, helene):
    said = {"on": "2026-11-20", "start": "17:15", "minutes": "30", "host": helene.pk, "venue": venue.pk}

    page = read(keep(client, who=amina.code, is_by_phone="on", **said))

    assert "Vendredi 20 novembre 2026, de 17 h 15 à 17 h 45" in page
    assert "Par téléphone : c’est nous qui l’appelons" in page


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({}, "Choisissez un moment, ou donnez un jour et une heure."),
        ({"on": "2026-11-20"}, "À quelle heure ?"),
        ({"on": "2026-11-10", "start": "10:00"}, "Cette heure est passée."),
        ({"on": "2036-11-10", "start": "10:00"}, "Choisissez un jour des douze prochains mois."),
        ({"slot": "x" * 10_000}, "Ce moment n’est plus libre"),
        ({"on": "2026-11-20", "start": "10:00", "minutes": "5000"}, "inférieure ou égale à 240"),
        ({"who": ""}, "Pour qui ?"),
        ({"who": "", "name": "Amina"}, "Choisissez la personne dans la liste"),
        ({"what": "a" * 10_000}, "au plus 200 caractères"),
        ({"what": "mon mot de passe : chat"}, "Cela ressemble à un mot de passe"),
    ],
)
def test_what_is_wrong_is_said(client, hours, amina, said, sentence):
    given = {"who": amina.code, "minutes": "45", "host": hours.host_id, "venue": hours.venue_id}

    response = keep(client, **given | said)

    assert response.status_code == 422
    assert sentence in read(response)
    assert not Appointment.objects.exists()


def test_somebody_new_is_noted_with_her_hour_or_not_at_all(client, hours):
    said = {"who": "new", "first_name": "Josette", "preferred_channel": ContactChannel.PHONE, "phone": "05 36 49 20 01"}

    assert keep(client, **said).status_code == 422
    assert not Person.objects.exists()
    page = read(keep(client, slot=slot_of(hours), **said))

    assert "Josette" in page
    assert "Dit de vive voix : rien ne lui est écrit. Rappel mardi 17 novembre, à 9 h." in page


def test_another_space_s_person_or_colleague_is_not_hers(client, hours, venue):
    stranger, elsewhere = PersonFactory(), AppointmentHoursFactory()

    assert "cherchez-la de nouveau" in read(keep(client, who=stranger.code, slot=slot_of(hours)))
    said = {"on": "2026-11-20", "start": "10:00", "minutes": "45", "host": elsewhere.host_id, "venue": venue.pk}
    assert keep(client, who=stranger.code, **said).status_code == 422
    assert not Appointment.objects.exists()


def test_the_way_there_is_on_her_page_after_a_visit_and_during_a_call(client, hours, amina, space):
    visit = Visit.objects.create(space=space, person=amina, purpose="un CV", at=NOW)
    call = MessageFactory(
        space=space, channel=Channel.PHONE, recipient_ref=f"person:{amina.pk}", address="+33536492001",
        subject_id=AppointmentFactory(space=space, person=amina).pk, kind="appointment.reminder",
        expires_at=NOW + timedelta(days=1), due_at=NOW, created_at=NOW,
    )  # fmt: skip
    address = f"{BOOK}?personne={amina.code}"

    for page in (amina.get_absolute_url(), reverse("desk:visit_noted", args=[visit.pk]),
                 reverse("desk:call", args=[call.pk])):  # fmt: skip
        assert address in client.get(page).content.decode(), page
    assert f'id="id_who_{amina.code}" checked' in client.get(address).content.decode()


def test_answered_on_the_telephone_that_she_cannot_come(client, hours, amina, space):
    appointment = AppointmentFactory(space=space, person=amina)
    call = MessageFactory(
        space=space, channel=Channel.PHONE, recipient_ref=f"person:{amina.pk}", address="+33536492001",
        subject_id=appointment.pk, kind="appointment.reminder", expires_at=THURSDAY_AT_TEN, due_at=NOW, created_at=NOW,
    )  # fmt: skip
    address = reverse("desk:call", args=[call.pk])

    sheet = read(client.get(address))
    assert "Lui rappeler son rendez-vous" in sheet
    assert "vous attend jeudi 19 novembre, à 10 heures" in sheet
    client.post(address, {"outcome": "cancelled"})

    appointment.refresh_from_db()
    assert appointment.state == AppointmentState.EXCUSED


# --- she is there ------------------------------------------------------------------------------------------------


@pytest.fixture
def expected(space, amina, helene, venue):
    demarche = DemarcheFactory(name="Carte grise")
    return AppointmentFactory(
        space=space, person=amina, host=helene, venue=venue, demarche=demarche, starts_at=NOW + timedelta(minutes=5)
    )


def note(client, meeting, **answers):
    given = {"what": "Carte grise", "who": meeting.person.code, "appointment": meeting.code, "venue": meeting.venue_id}
    given |= {"minutes": 45, "place_kind": PlaceKind.VENUE, "submission": uuid.uuid4()}
    return client.post(VISIT, given | answers, follow=True)


def test_she_is_there_the_quick_entry_is_filled_in_and_saved_once(client, expected, amina):
    day = client.get(TODAY).content.decode()
    address = f"{VISIT}?rendez-vous={expected.code}"
    assert address in day

    page = client.get(address).content.decode()
    assert 'value="Carte grise"' in page
    assert f'id="id_who_{amina.code}" checked' in page
    assert "Aujourd’hui, 45\u00a0min, Salle du Lavoir" in page
    assert "C’est noté." in read(note(client, expected))
    again = note(client, expected)

    expected.refresh_from_db()
    assert expected.state == AppointmentState.CAME
    assert "Son passage est déjà noté pour ce rendez-vous." in read(again)
    assert (Visit.objects.count(), ActivityReport.objects.live().count()) == (1, 1)
    report = ActivityReport.objects.live().get()
    assert (report.minutes, report.venue) == (45, expected.venue)


def test_undone_she_is_expected_again(client, expected):
    note(client, expected)

    client.post(reverse("desk:undo_visit", args=[Visit.objects.get().pk]))

    expected.refresh_from_db()
    assert expected.state == AppointmentState.PLANNED
    assert "Elle est là" in read(client.get(TODAY))


def test_corrected_it_stays_hers(client, expected):
    note(client, expected)
    visit = Visit.objects.get()

    client.post(
        reverse("desk:correct_visit", args=[visit.pk]),
        {"what": "Carte grise", "minutes": 30, "version": visit.version},
    )

    expected.refresh_from_db()
    assert (expected.state, expected.visit) == (AppointmentState.CAME, visit)


def test_somebody_else_came_it_is_said(client, expected, space):
    other = PersonFactory(space=space, first_name="Nadia")

    assert "Ce rendez-vous est celui de Amina Mirabelle" in read(note(client, expected, who=other.code))
    assert not Visit.objects.exists()


def test_another_space_s_appointment_is_not_found(client, expected):
    elsewhere = AppointmentFactory()

    assert "Ce rendez-vous n’existe plus" in read(note(client, expected, appointment=elsewhere.code))
    assert not Visit.objects.exists()


def test_for_an_envie_it_is_ticked(client, space, amina, helene):
    envie = InterestFactory(leaf=True, name="vendre ce que je fais")
    meeting = AppointmentFactory(space=space, person=amina, host=helene, interest=envie, starts_at=NOW)

    page = client.get(f"{VISIT}?rendez-vous={meeting.code}").content.decode()

    assert f'value="{envie.key}"' in page


def test_the_day_shows_who_comes_when_sessions_among_them(client, space, expected):
    SessionFactory(
        space=space, published=True, starts_at=NOW + timedelta(hours=1), workshop__title="Vendre ses gâteaux"
    )
    last = AppointmentFactory(space=space, starts_at=NOW + timedelta(hours=4), person__first_name="Lucien")
    AppointmentFactory(space=space, starts_at=NOW + timedelta(hours=5), excused=True, person__first_name="Zoé")

    page = read(client.get(TODAY))

    places = [page.index(name) for name in ("Amina Mirabelle", "Vendre ses gâteaux", str(last.person))]
    assert places == sorted(places)
    assert "Carte grise" in page
    assert "Zoé" not in page


def test_yesterday_s_are_to_be_noted(client, space, helene):
    AppointmentFactory(space=space, past=True, host=helene, person__first_name="Odile")

    page = read(client.get(TODAY))

    assert "Rendez-vous à noter" in page
    assert "Odile" in page


def test_a_colleague_of_another_service_sees_nobody(client, space, expected, signed_in):
    signed_in(space, Role.COLLEAGUE)

    assert "Amina" not in read(client.get(TODAY))
