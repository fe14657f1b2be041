"""The programme, the catalogue, a session and its people, as the team reads and changes them."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mediation.accounts.enums import Role
from mediation.courier.enums import MessageState
from mediation.courier.models import Message
from publics.enums import ContactChannel
from publics.models import Person
from tests.factories import (
    DemarcheFactory,
    InterestFactory,
    MembershipFactory,
    PersonFactory,
    PersonInterestFactory,
    RegistrationFactory,
    RoomFactory,
    SeatOfferFactory,
    SessionFactory,
    SpaceFactory,
    VenueFactory,
    VisitFactory,
    WorkshopFactory,
    morning,
)
from workshops import services
from workshops.enums import OfferState, RegistrationState, SessionState
from workshops.forms import EditSessionForm
from workshops.models import Registration, SeatOffer, Session, Workshop

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sms")]

LIST_QUERIES = 11
SESSION_QUERIES = 18
CATALOGUE_QUERIES = 8


@pytest.fixture
def mediator(signed_in, space):
    return signed_in(space, Role.MEDIATOR)


@pytest.fixture
def session(space):
    return coming(space, capacity=2)


def coming(space, days=5, **fields):
    return SessionFactory(
        space=space, published=True, starts_at=morning(timezone.now()) + timedelta(days=days), **fields
    )


def register_all(session, count):
    people = PersonFactory.create_batch(count, space=session.space)
    at = timezone.now()
    return [
        services.register(session=session, person=person, at=at + timedelta(seconds=place))
        for place, person in enumerate(people)
    ]


def path(name, row):
    return reverse(f"workshops:{name}", args=[getattr(row, "code", row.pk)])


def read(response):
    """The page as text, no-break spaces made plain."""
    return response.content.decode().replace("\xa0", " ").replace("&nbsp;", " ").replace("&#x27;", "'")


def count_of(client, address):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


# --- lists ---


def test_programme_shows_sessions_to_come_by_day(client, mediator, space):
    coming(space, workshop__title="Vendre ses gâteaux")
    SessionFactory(
        space=space, past=True, workshop__title="Un potager qui donne", starts_at=timezone.now() - timedelta(days=3)
    )

    text = read(client.get(reverse("workshops:sessions")))

    assert "Vendre ses gâteaux" in text
    assert "Un potager qui donne" not in text
    assert "0 place prise sur 8" in text


def test_past_sessions_are_one_choice_away(client, mediator, space):
    SessionFactory(
        space=space, past=True, workshop__title="Un potager qui donne", starts_at=timezone.now() - timedelta(days=3)
    )

    text = read(client.get(reverse("workshops:sessions"), {"periode": "passees"}))

    assert "Un potager qui donne" in text
    assert "présences à valider" in text


def test_programme_is_filtered_by_state_branch_and_place(client, mediator, space):
    wanted = coming(space, workshop__title="Vendre ses gâteaux")
    coming(space, days=6, workshop__title="Un potager qui donne")
    address = reverse("workshops:sessions")

    for choice in ({"lieu": wanted.venue_id}, {"branche": wanted.workshop.branch.key}):
        text = read(client.get(address, choice))
        assert "Vendre ses gâteaux" in text
        assert "Un potager qui donne" not in text
    assert "Aucune séance ne répond à ces choix" in read(client.get(address, {"etat": SessionState.DRAFT}))


@pytest.mark.parametrize("choice", [{"lieu": "x"}, {"etat": "a" * 10_000}, {"page": "-3"}, {"branche": "'"}])
def test_address_typed_by_hand_still_gives_a_list(client, mediator, space, choice):
    assert client.get(reverse("workshops:sessions"), choice).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_programme_costs_the_same_whatever_its_length(client, mediator, space, rows):
    for number in range(rows):
        register_all(coming(space, days=number + 1, capacity=1), 2)

    assert count_of(client, reverse("workshops:sessions")) == LIST_QUERIES


@pytest.mark.parametrize("rows", [1, 3])
def test_catalogue_costs_the_same_whatever_its_length(client, mediator, space, rows):
    for workshop in WorkshopFactory.create_batch(rows, space=space):
        coming(space, workshop=workshop)

    assert count_of(client, reverse("workshops:workshops")) == CATALOGUE_QUERIES


@pytest.mark.parametrize("rows", [1, 3])
def test_page_of_a_session_costs_the_same_whoever_comes(client, mediator, space, rows):
    interest = InterestFactory(leaf=True)
    session = coming(space, capacity=rows, workshop__interest=interest, workshop__branch=interest.parent)
    register_all(session, rows * 2)
    PersonInterestFactory.create_batch(rows, space=space, interest=interest)

    assert count_of(client, path("session", session)) == SESSION_QUERIES


def test_coordination_takes_the_list_away_without_names(client, signed_in, space):
    signed_in(space, Role.COORDINATOR)
    [registration] = register_all(coming(space, workshop__title="Vendre ses gâteaux"), 1)

    csv = client.get(reverse("workshops:sessions"), {"export": "csv"})
    xlsx = client.get(reverse("workshops:sessions"), {"export": "xlsx"})

    lines = csv.content.decode().splitlines()
    assert lines[0].startswith("atelier,branche d'envies,jour,commence à")
    assert lines[1].startswith("Vendre ses gâteaux,")
    assert registration.person.last_name not in csv.content.decode()
    assert xlsx.content.startswith(b"PK")


def test_only_the_coordination_takes_a_list_away(client, mediator, space):
    assert client.get(reverse("workshops:sessions"), {"export": "csv"}).status_code == 403


# --- who may do what ---


@pytest.mark.parametrize("role", [Role.PRESCRIBER, Role.NETWORK])
def test_programme_is_for_the_team_and_its_colleagues(client, signed_in, space, session, role):
    signed_in(space, role)

    assert client.get(reverse("workshops:sessions")).status_code == 403
    assert client.get(path("session", session)).status_code == 403


def test_colleague_of_another_service_sees_the_session_without_its_people(client, signed_in, space, session):
    signed_in(space, Role.COLLEAGUE)
    [registration, *_] = register_all(session, 3)

    response = client.get(path("session", session))

    assert response.status_code == 200
    assert registration.person.last_name not in read(response)
    assert path("flyer", session) in read(response)
    assert client.get(path("sign_in_sheet", session)).status_code == 403
    assert client.get(path("register", session)).status_code == 403


def test_reception_registers_but_does_not_set_the_programme(client, signed_in, space, session):
    signed_in(space, Role.RECEPTION)

    assert client.get(path("register", session)).status_code == 200
    for name in ("edit_session", "cancel_session", "capacity"):
        assert client.get(path(name, session)).status_code == 403
    assert client.post(path("publish", session)).status_code == 403
    assert client.get(reverse("workshops:new_workshop")).status_code == 403


def test_session_of_another_space_is_not_found(client, mediator):
    elsewhere = coming(SpaceFactory())
    [registration] = register_all(elsewhere, 1)

    for name in (
        "session",
        "edit_session",
        "register",
        "attendance",
        "capacity",
        "cancel_session",
        "flyer",
        "sign_in_sheet",
    ):
        assert client.get(path(name, elsewhere)).status_code == 404
    assert client.get(path("workshop", elsewhere.workshop)).status_code == 404
    assert client.post(path("cancel_registration", registration)).status_code == 404


# --- workshops ---


def workshop_form(branch, **changes):
    return {
        "submission": uuid4(), "title": "Vendre ses gâteaux", "short_title": "Vendre ses gâteaux", "branch": branch.pk,
        "level": "beginner", "duration_minutes": 120, "seats": 8,
    } | changes  # fmt: skip


def test_workshop_made_from_an_envie_says_how_many_said_it(client, mediator, space):
    interest = InterestFactory(leaf=True, name="vendre ce que je fais")
    for name in ("Mirabelle", "Pervenche"):
        person = PersonFactory(space=space, first_name="Amina", last_name=name)
        PersonInterestFactory(space=space, interest=interest, person=person)

    text = read(client.get(reverse("workshops:new_workshop"), {"envie": interest.key}))

    assert "2 personnes ont dit cette envie : vendre ce que je fais" in text
    assert "Amina P." in text
    assert "Pervenche" not in text
    assert f'<option value="{interest.pk}" selected>' in text


def test_workshop_leads_to_its_first_date(client, mediator, space):
    response = client.post(reverse("workshops:new_workshop"), workshop_form(InterestFactory()))

    workshop = Workshop.objects.get()
    assert workshop.space == space
    assert response.headers["Location"] == path("new_session", workshop)


def test_double_click_creates_one_workshop(client, mediator):
    form = workshop_form(InterestFactory())

    first, second = (client.post(reverse("workshops:new_workshop"), form) for _ in range(2))

    assert first.headers["Location"] == second.headers["Location"]
    assert Workshop.objects.count() == 1


@pytest.mark.parametrize(
    "title", ["Instagram et Pinterest", "Initiation à l'ordinateur", "Attestation de paiement", "EXCEL !"]
)
def test_title_that_names_only_means_is_warned_about_once(client, mediator, title):
    DemarcheFactory(name="Attestation de paiement")
    form = workshop_form(InterestFactory(), title=title)

    warned = client.post(reverse("workshops:new_workshop"), form)

    assert "Ce titre nomme un outil ou une démarche" in read(warned)
    assert Workshop.objects.count() == 0
    client.post(reverse("workshops:new_workshop"), form | {"keeps_title": "on"})
    assert Workshop.objects.get().title == title


@pytest.mark.parametrize(
    "title", ["Vendre ses gâteaux : Instagram et Pinterest", "Un tableur pour ma petite comptabilité"]
)
def test_title_that_says_what_for_passes(client, mediator, title):
    client.post(reverse("workshops:new_workshop"), workshop_form(InterestFactory(), title=title))

    assert Workshop.objects.get().title == title


def test_envie_of_another_branch_is_refused(client, mediator):
    other = InterestFactory(leaf=True)

    response = client.post(reverse("workshops:new_workshop"), workshop_form(InterestFactory(), interest=other.pk))

    assert response.status_code == 422
    assert "Cette envie est de la branche" in read(response)


def test_short_title_is_counted_by_the_server(client, mediator):
    address = reverse("workshops:new_workshop")

    counted = client.get(address, {"short_title": "Vendre ses gâteaux"}, headers={"HX-Request": "true"})
    too_long = client.get(address, {"short_title": "v" * 28}, headers={"HX-Request": "true"})

    assert "Il reste 8 caractères sur 26" in read(counted)
    assert "2 caractères de trop" in read(too_long)
    assert "<html" not in read(counted)


@pytest.mark.parametrize(
    "bad",
    [{"title": "a" * 10_000}, {"title": "a\x00b"}, {"seats": "0"}, {"branch": "999999"}, {"takeaway": "x" * 10_000}],
)
def test_bad_workshop_is_refused_and_nothing_typed_is_lost(client, mediator, bad):
    form = workshop_form(InterestFactory(), audience="Pour les curieuses") | bad

    response = client.post(reverse("workshops:new_workshop"), form)

    assert response.status_code == 422
    assert "Pour les curieuses" in read(response)
    assert Workshop.objects.count() == 0


def test_two_workshops_do_not_share_a_title(client, mediator, space):
    WorkshopFactory(space=space, title="Vendre ses gâteaux")

    response = client.post(reverse("workshops:new_workshop"), workshop_form(InterestFactory()))

    assert response.status_code == 422
    assert "Un atelier porte déjà ce titre" in read(response)


def test_stale_edit_shows_both_and_overwrites_nothing(client, mediator, space):
    workshop = WorkshopFactory(space=space, audience="Pour toutes")
    form = workshop_form(workshop.branch, title=workshop.title, audience="Pour tous", version=1, is_active="on")
    client.post(path("edit_workshop", workshop), form | {"audience": "Pour les familles"})

    stale = client.post(path("edit_workshop", workshop), form)

    text = read(stale)
    assert "Quelqu’un a modifié cette fiche" in text
    assert "Pour les familles" in text
    assert "Pour tous" in text
    workshop.refresh_from_db()
    assert workshop.audience == "Pour les familles"


# --- sessions ---


def session_form(workshop, days=7, **changes):
    day = timezone.localdate() + timedelta(days=days)
    venue = VenueFactory(space=workshop.space)
    return {
        "submission": uuid4(),
        "date": day.isoformat(),
        "start": "14:00",
        "end": "",
        "venue": venue.pk,
        "capacity": 8,
    } | changes


def test_new_session_needs_only_its_date(client, mediator, space):
    workshop = WorkshopFactory(space=space, duration_minutes=90, seats=6)
    last = SessionFactory(space=space, workshop=workshop, starts_at=timezone.now() - timedelta(days=30), host=mediator)

    form = client.get(path("new_session", workshop)).context["form"]

    assert form["venue"].value() == last.venue_id
    assert form["host"].value() == mediator.pk
    assert form["capacity"].value() == last.capacity
    response = client.post(path("new_session", workshop), session_form(workshop))
    made = Session.objects.exclude(pk=last.pk).get()
    assert response.headers["Location"] == path("session", made)
    assert made.duration == timedelta(minutes=90)
    assert made.state == SessionState.DRAFT
    assert made.starts_at.astimezone(space.zone).hour == 14


def test_session_takes_the_hours_of_its_own_zone(client, signed_in):
    space = SpaceFactory(time_zone="Indian/Reunion")
    signed_in(space)
    workshop = WorkshopFactory(space=space)

    client.post(path("new_session", workshop), session_form(workshop))

    session = Session.objects.get()
    assert (session.time_zone, session.starts_at.hour) == ("Indian/Reunion", 10)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"days": -1}, "Cette date est passée."),
        ({"date": "9999-12-31"}, "Cette date est bien loin : choisissez-en une d’ici cinq ans."),
        ({"end": "13:00"}, "La séance finit après avoir commencé"),
        ({"date": "bientôt"}, "Saisissez une date valide"),
        ({"date": "9999-99-99"}, "Saisissez une date valide"),
        ({"capacity": "0"}, "supérieur"),
        ({"capacity": "100000"}, "inférieur"),
        ({"start": "25:99"}, "Saisissez une heure valide"),
        ({"venue": "x\x00"}, "caractère nul"),
    ],
)
def test_bad_session_is_refused_in_a_sentence(client, mediator, space, changes, sentence):
    workshop = WorkshopFactory(space=space)

    response = client.post(path("new_session", workshop), session_form(workshop, **changes))

    assert response.status_code == 422
    assert sentence in read(response)
    assert Session.objects.count() == 0


def test_room_or_host_taken_is_said_with_what_takes_it(client, mediator, space):
    workshop = WorkshopFactory(space=space)
    room = RoomFactory(space=space)
    form = session_form(workshop, venue=room.venue_id, room=room.pk, host=mediator.pk)
    client.post(path("new_session", workshop), form)
    services.publish(session=Session.objects.get(), by=None, at=timezone.now())

    response = client.post(path("new_session", workshop), form | {"submission": uuid4(), "start": "15:00"})

    assert response.status_code == 422
    assert f"Cette salle est déjà prise : « {workshop.title} », de 14 heures à 16 heures." in read(response)
    assert "Cette personne accueille déjà ailleurs" in read(response)
    assert 'value="15:00"' in read(response)


def test_room_of_another_venue_is_refused(client, mediator, space):
    workshop = WorkshopFactory(space=space)
    room = RoomFactory(space=space, venue__name="Médiathèque")

    response = client.post(path("new_session", workshop), session_form(workshop, room=room.pk))

    assert "Cette salle est à « Médiathèque »" in read(response)


def test_moved_session_is_reminded_of_at_its_new_date_only(client, mediator, space):
    session = coming(space, days=10)
    register_all(session, 1)
    services.remind_due(at=session.starts_at)
    start = session.starts_at.astimezone(session.zone)
    form = {
        "date": (start.date() + timedelta(days=7)).isoformat(), "start": f"{start:%H:%M}", "end": "", "version": 1,
        "venue": session.venue_id, "tell": "date",
    }  # fmt: skip

    response = client.post(path("edit_session", session), form, follow=True)

    assert "Les messages partent" in read(response)
    services.remind_due(at=session.starts_at + timedelta(days=7))
    reminders = Message.objects.filter(kind="registration.reminder").order_by("due_at")
    assert [message.state for message in reminders] == [MessageState.SKIPPED, MessageState.QUEUED]
    assert (reminders[1].due_at - reminders[0].due_at).days in (6, 7)


def test_published_session_moved_onto_another_is_refused_without_error(client, mediator, space):
    session = coming(space, days=10, host=mediator)
    other = coming(space, days=12, host=mediator)
    start = other.starts_at.astimezone(other.zone)
    form = {
        "date": start.date().isoformat(),
        "start": f"{start:%H:%M}",
        "end": "",
        "version": 1,
        "venue": session.venue_id,
        "host": mediator.pk,
    }

    response = client.post(path("edit_session", session), form)

    assert response.status_code == 422
    assert "Cette personne accueille déjà ailleurs" in read(response)


def test_edit_leaves_the_seats_given_meanwhile(space, session):
    start, end = (at.astimezone(session.zone) for at in (session.starts_at, session.ends_at))
    form = EditSessionForm(
        {
            "date": start.date(),
            "start": f"{start:%H:%M}",
            "end": f"{end:%H:%M}",
            "venue": session.venue_id,
            "version": 1,
        },
        instance=Session.objects.get(pk=session.pk),
    )
    register_all(session, 3)

    assert form.is_valid()
    assert form.is_saved()

    session.refresh_from_db()
    assert (session.seats_taken, session.waiting_count, session.version) == (2, 1, 2)


def test_stale_edit_of_a_session_shows_both_dates(client, mediator, space, session):
    day = session.starts_at.astimezone(session.zone).date() + timedelta(days=7)
    form = {"date": day.isoformat(), "start": "14:00", "end": "", "venue": session.venue_id, "version": 1}
    client.post(path("edit_session", session), form)

    response = client.post(path("edit_session", session), form | {"start": "15:30"})

    assert "Quelqu’un a modifié cette fiche" in read(response)
    assert "15:30" in read(response)
    assert Session.objects.get(pk=session.pk).starts_at.astimezone(session.zone).hour == 14


def test_capacity_is_not_lowered_below_the_seats_taken_and_says_whom_to_call(client, mediator, session):
    _, last = register_all(session, 2)

    response = client.post(path("capacity", session), {"capacity": "1"})

    assert response.status_code == 422
    text = read(response)
    assert "Il n'y a pas assez de places" in text
    assert str(last.person) in text
    assert "06 39 98 10 01" in text


def test_more_seats_go_to_who_waits(client, mediator, session):
    *_, waiting = register_all(session, 3)

    client.post(path("capacity", session), {"capacity": "3"})

    assert SeatOffer.objects.get().registration == waiting


def test_cancelling_a_session_first_says_who_is_told_and_how(client, mediator, space, session):
    register_all(session, 1)
    by_phone = PersonFactory(space=space, landline=True)
    services.register(session=session, person=by_phone, at=timezone.now())

    text = read(client.get(path("cancel_session", session)))

    assert "Inscrites ou en attente : 2" in text
    assert "1 par SMS" in text
    assert "1 par téléphone (à appeler)" in text
    assert Session.objects.get(pk=session.pk).state == SessionState.PUBLISHED
    client.post(path("cancel_session", session))
    assert Session.objects.get(pk=session.pk).state == SessionState.CANCELLED
    assert Message.objects.filter(kind="session.cancelled").count() == 2


def test_session_that_has_begun_is_cancelled_without_a_message(client, mediator, space):
    begun = SessionFactory(space=space, published=True, starts_at=timezone.now() - timedelta(minutes=10))
    RegistrationFactory(space=space, session=begun)

    asked = read(client.get(path("cancel_session", begun)))
    done = read(client.post(path("cancel_session", begun), follow=True))

    assert "Aucun message ne part" in asked
    assert "Aucun message ne part" in done
    assert "prévenue" not in asked


def test_session_cancelled_twice_is_refused_in_a_sentence(client, mediator, session):
    client.post(path("cancel_session", session))

    response = client.post(path("cancel_session", session))

    assert response.status_code == 422
    assert "ne peut pas devenir" in read(response)


def test_page_of_a_session_shows_who_comes_who_waits_and_who_could(client, mediator, space):
    interest = InterestFactory(leaf=True, name="vendre ce que je fais")
    session = coming(space, capacity=1, workshop__interest=interest, workshop__branch=interest.parent)
    PersonInterestFactory(
        space=space, interest=interest, words="on lui demande ses prix",
        person=PersonFactory(space=space, first_name="Fatoumata", last_name="Liseron"),
    )  # fmt: skip
    confirmed, waiting = register_all(session, 2)
    VisitFactory(space=space, person=waiting.person, at=timezone.now() - timedelta(days=9))

    response = client.get(path("session", session))

    text = read(response)
    assert str(confirmed.person) in text
    assert "1re fois" in text
    assert "1<sup>re</sup> · " in text
    assert "Fatoumata Liseron" in text
    assert "on lui demande ses prix" in text
    assert "1 place prise sur 1 · 1 personne en attente" in text
    assert response.context["people"].first_times == 1


# --- registering at the desk ---


def registration_form(someone, **changes):
    return {"submission": uuid4(), "person": someone.code, "party_size": 1} | changes


def test_desk_finds_people_despite_typing_errors(client, mediator, space, session):
    PersonFactory(space=space, first_name="Josette", last_name="Aubépine", city="Saint-Aubrelin", birth_year=1948)

    text = read(client.get(path("register", session), {"q": "jozette obepine"}))

    assert "Josette Aubépine" in text
    assert "Saint-Aubrelin" in text
    assert "1948" in text


def test_search_as_you_type_gives_the_results_alone(client, mediator, session):
    response = client.get(path("register", session), {"q": "zzz"}, headers={"HX-Request": "true"})

    assert "Personne à ce nom" in read(response)
    assert "<html" not in read(response)


@pytest.mark.parametrize("words", ["a", "a" * 10_000, "%", "'; --", "0" * 15, "@"])
def test_any_words_may_be_looked_for(client, mediator, session, words):
    assert client.get(path("register", session), {"q": words}).status_code == 200


def test_desk_is_told_that_the_seat_is_kept_or_the_rank(client, mediator, space, session):
    session_page = path("session", session)
    said = []
    for person in PersonFactory.create_batch(4, space=space):
        response = client.post(path("register", session), registration_form(person), follow=True)
        assert response.redirect_chain[-1][0] == session_page
        said.append(read(response))

    assert "Amina M. est inscrite : sa place est gardée." in said[0]
    assert "Amina M. est 1re sur la liste d’attente" in said[2]
    assert "Amina M. est 2e sur la liste d’attente" in said[3]


def test_double_click_registers_once(client, mediator, space, session):
    form = registration_form(PersonFactory(space=space))

    for _ in range(2):
        assert client.post(path("register", session), form).status_code == 302

    assert Registration.objects.count() == 1


def test_person_already_registered_is_refused_in_a_sentence(client, mediator, space, session):
    [registration] = register_all(session, 1)

    response = client.post(path("register", session), registration_form(registration.person))

    assert response.status_code == 422
    assert "Cette personne est déjà inscrite à cette séance." in read(response)


def test_family_takes_its_seats(client, mediator, space, session):
    client.post(path("register", session), registration_form(PersonFactory(space=space), party_size=2))

    session.refresh_from_db()
    assert session.seats_taken == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"party_size": "9"},
        {"person": "ZZZZZZZZ"},
        {"person": "\x00"},
        {"person": "A" * 10_000},
        {"submission": "x"},
        {"depuis": "\x00"},
    ],
)
def test_bad_registration_is_refused(client, mediator, space, session, changes):
    response = client.post(path("register", session), registration_form(PersonFactory(space=space), **changes))

    assert response.status_code == 422
    assert Registration.objects.count() == 0


def test_person_of_another_space_is_not_registered(client, mediator, session):
    response = client.post(path("register", session), registration_form(PersonFactory()))

    assert response.status_code == 422
    assert Registration.objects.count() == 0


def newcomer(**changes):
    return {
        "submission": uuid4(), "first_name": "Solange", "last_name": "Serpentaire", "preferred_channel": "phone",
        "phone": "03 53 01 20 30", "email": "", "party_size": 1,
    } | changes  # fmt: skip


def test_somebody_new_is_noted_and_registered_at_once(client, mediator, session):
    response = client.post(path("register", session), newcomer(), follow=True)

    assert "Solange S. est inscrite" in read(response)
    assert Registration.objects.get().person.phone == "+33353012030"


def test_somebody_new_who_cannot_be_reached_is_asked_again_and_nothing_is_lost(client, mediator, session):
    response = client.post(path("register", session), newcomer(preferred_channel="sms"))

    assert response.status_code == 422
    assert "Ce numéro ne reçoit pas de SMS" in read(response)
    assert 'value="Solange"' in read(response)
    assert Person.objects.count() == 0


def test_newcomer_refused_a_seat_is_not_kept(client, mediator, space):
    draft = SessionFactory(space=space, starts_at=timezone.now() + timedelta(days=3))

    response = client.post(path("register", draft), newcomer())

    assert "n'est pas ouverte aux inscriptions" in read(response)
    assert Person.objects.count() == 0


# --- leaving, and the waiting list ---


def test_cancelling_is_shown_then_done_and_says_who_is_asked(client, mediator, session):
    first, _, waiting = register_all(session, 3)

    asked = client.get(path("cancel_registration", first))
    assert "proposée tout de suite à la première personne" in read(asked)
    assert Registration.objects.get(pk=first.pk).state == RegistrationState.CONFIRMED

    done = client.post(path("cancel_registration", first), follow=True)
    assert f"La place est proposée à {waiting.person.discreet_name}" in read(done)
    assert f"{waiting.person.discreet_name}." not in read(done), "its own full stop ends the sentence"


def test_offer_is_answered_on_the_telephone(client, mediator, session):
    first, _, waiting = register_all(session, 3)
    services.cancel_registration(registration=first, at=timezone.now())
    offer = SeatOffer.objects.get()

    page = read(client.get(path("session", session)))
    response = client.post(path("answer_offer", offer), {"answer": "accept"}, follow=True)

    assert "place proposée" in page
    assert "gardée jusqu’à" in page
    assert "la place est à elle" in read(response)
    waiting.refresh_from_db()
    assert waiting.state == RegistrationState.CONFIRMED


def test_free_seat_is_given_at_the_desk_to_who_nothing_reaches(client, mediator, space, session):
    first, _ = register_all(session, 2)
    silent = PersonFactory(space=space, preferred_channel=ContactChannel.NONE)
    waiting = services.register(session=session, person=silent, at=timezone.now())
    services.cancel_registration(registration=first, at=timezone.now())

    page = read(client.get(path("session", session)))
    response = client.post(path("give_seat", waiting), follow=True)
    full = client.post(path("give_seat", waiting), follow=True)

    assert "rien ne permet de la joindre" in page
    assert "Lui donner la place" in page
    assert "la place est à elle" in read(response)
    assert "Lui donner la place" not in read(full)


def test_offer_declined_goes_to_the_next(client, mediator, session):
    first, _, _, last = register_all(session, 4)
    services.cancel_registration(registration=first, at=timezone.now())
    offer = SeatOffer.objects.get()

    response = client.post(path("answer_offer", offer), {"answer": "decline"}, follow=True)

    assert f"La place est proposée à {last.person.discreet_name}" in read(response)


def test_offer_that_is_over_is_refused_in_a_sentence(client, mediator, space, session):
    waiting = RegistrationFactory(space=space, session=session, state=RegistrationState.WAITING)
    offer = SeatOfferFactory(space=space, registration=waiting, state=OfferState.EXPIRED, closed_at=timezone.now())

    response = client.post(path("answer_offer", offer), {"answer": "accept"}, follow=True)

    assert "Cette place n'est plus libre" in read(response)


def test_answer_that_is_none_changes_nothing(client, mediator, space, session):
    waiting = RegistrationFactory(space=space, session=session, state=RegistrationState.WAITING)
    offer = SeatOfferFactory(space=space, registration=waiting)

    client.post(path("answer_offer", offer), {"answer": "\x00"})

    assert SeatOffer.objects.get().state == OfferState.OPEN


NAMES = ("session", "edit_session", "register", "cancel_session", "capacity", "attendance")


@pytest.mark.parametrize("name", NAMES)
def test_no_form_is_inside_another(client, mediator, session, name):
    """A browser would close the outer one too early, and its button would send nothing."""
    register_all(session, 3)
    text = read(client.get(path(name, session)))

    assert re.findall(r"<form(?:(?!</form>).)*<form", text, re.DOTALL) == []


@pytest.mark.parametrize("name", ["publish", "close_session"])
def test_what_acts_is_posted(client, mediator, session, name):
    assert client.get(path(name, session)).status_code == 405


def test_every_page_asks_to_log_in(client, session):
    for name in ("session", "register", "attendance", "flyer", "sign_in_sheet"):
        assert client.get(path(name, session)).status_code == 302
    assert MembershipFactory.build().role == Role.MEDIATOR
