"""What anybody reads and does: the programme, a session, two steps to register, her own page."""

import html
import re
from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from mediation.accounts.enums import LinkPurpose
from mediation.accounts.models import AccessLink
from mediation.courier.models import Message
from publics.models import Person
from tests.factories import (
    NOW,
    InterestFactory,
    PersonFactory,
    RegistrationFactory,
    SeatOfferFactory,
    SessionFactory,
    SpaceFactory,
)
from workshops import services
from workshops.enums import OfferState, RegistrationState, SessionState
from workshops.models import Registration, SeatOffer
from workshops.wording import page_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now", "sms")]

WHO = {"step": "who", "first_name": "Sofia", "last_name": "Bleuet", "party_size": "1"}


@pytest.fixture
def space():
    return SpaceFactory(slug="fil")


@pytest.fixture
def session(space):
    return SessionFactory(space=space, published=True, capacity=2)


def read(response) -> str:
    """What is read on the page, spaces made ordinary."""
    body = re.sub(r"<(head|script|style).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def address(name, session, *args):
    return reverse(f"public:{name}", args=[session.space.slug, session.code, *args])


def reach(**fields):
    return WHO | {"step": "reach", "submission": uuid4(), "saw_seat": "yes"} | fields


def by_sms(**fields):
    return reach(**{"way": "phone", "phone": "06 39 98 10 24"} | fields)


def register(client, session, data):
    return client.post(address("register", session), data)


# --- programme ---------------------------------------------------------------------------------------------------


def test_programme_shows_what_is_published_and_to_come(client, space, session):
    cancelled = SessionFactory(space=space, state=SessionState.CANCELLED, cancelled_at=NOW)
    others = [cancelled, SessionFactory(space=space), SessionFactory(space=space, past=True)]

    page = read(client.get("/fil/"))

    assert session.workshop.title in page
    assert "Samedi 28 novembre 2026, de 14 h à 16 h" in page
    assert "Je m’inscris" in page
    assert "05 36 49 10 10" in page
    assert [other.workshop.title for other in others if other.workshop.title in page] == []


def test_programme_says_free_seats_then_who_waits(client, space, session):
    RegistrationFactory(space=space, session=session)
    assert "1 place " in read(client.get("/fil/"))

    RegistrationFactory(space=space, session=session)
    RegistrationFactory(space=space, session=session, state=RegistrationState.WAITING)
    page = read(client.get("/fil/"))
    assert "complet · 1 personne attend" in page
    assert "Complet : je me mets sur la liste" in page


def test_programme_keeps_one_branch(client, space, session):
    garden = InterestFactory(key="maison", name="Maison, cuisine et jardin")
    potager = SessionFactory(space=space, published=True, workshop__branch=garden)

    page = read(client.get("/fil/?envie=maison"))

    assert potager.workshop.title in page
    assert session.workshop.title not in page


@pytest.mark.parametrize(
    ("chosen", "summary"), [("b3", "envie 3, ou une autre envie"), ("inconnue", "Choisir par envie")]
)
def test_many_branches_are_folded(client, space, chosen, summary):
    for number in range(6):
        branch = InterestFactory(key=f"b{number}", name=f"envie {number}")
        SessionFactory(space=space, published=True, workshop__branch=branch)

    assert summary in read(client.get(f"/fil/?envie={chosen}"))


def test_empty_programme_says_what_to_do(client, space):
    assert "Dites-nous ce qui vous plairait" in read(client.get("/fil/"))
    assert "Voir tous les ateliers" in read(client.get("/fil/?envie=inconnue"))


def test_programme_of_another_space_is_not_shown(client, space):
    elsewhere = SessionFactory(published=True)

    assert elsewhere.workshop.title not in read(client.get("/fil/"))
    assert client.get(f"/fil/s/{elsewhere.code}/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_programme_costs_the_same_whatever_its_length(client, space, django_assert_num_queries, count):
    branch = InterestFactory()
    SessionFactory.create_batch(count, space=space, published=True, workshop__branch=branch)
    with django_assert_num_queries(12):
        client.get("/fil/")


# --- a session ---------------------------------------------------------------------------------------------------


def test_session_gives_the_eight_answers(client, session):
    page = read(client.get(address("session", session)))

    for question in ("Qui êtes-vous ?", "Que proposez-vous ?", "Pour qui ?", "Où ?", "Quelles modalités ?"):
        assert question in page
    for question in ("Quelle durée ?", "Quelle fréquence ?", "Quelle démarche ?"):
        assert question in page
    assert "Deux heures." in page


def test_session_code_is_read_in_any_case(client, session):
    assert client.get(f"/fil/s/{session.code.lower()}/").status_code == 200


def test_draft_is_not_found(client, space):
    assert client.get(address("session", SessionFactory(space=space))).status_code == 404


def test_past_and_cancelled_sessions_say_so_and_take_nobody(client, space):
    past = SessionFactory(space=space, past=True)
    cancelled = SessionFactory(space=space, state=SessionState.CANCELLED, cancelled_at=NOW)

    assert "Cette séance est passée" in read(client.get(address("session", past)))
    assert "Cette séance n’aura pas lieu" in read(client.get(address("session", cancelled)))
    for session in (past, cancelled):
        assert register(client, session, by_sms()).url == address("session", session)
    assert not Registration.objects.exists()


def test_session_is_read_in_its_own_zone(client):
    """In La Réunion, while the server counts in UTC and the space is in Paris."""
    space = SpaceFactory(slug="ile", time_zone="Europe/Paris")
    starts_at = datetime(2026, 11, 27, 23, 0, tzinfo=ZoneInfo("Indian/Reunion"))
    session = SessionFactory(space=space, published=True, starts_at=starts_at, time_zone="Indian/Reunion")

    assert "Vendredi 27 novembre 2026, de 23 h à 1 h" in read(client.get("/ile/"))
    assert "vendredi 27 novembre 2026 de 23 h à 1 h" in read(client.get(address("session", session)))


@pytest.mark.pdf
def test_flyer_is_given_to_anybody_while_the_session_is_published(client, space, session):
    response = client.get(address("flyer", session))

    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    assert client.get(address("flyer", SessionFactory(space=space))).status_code == 404


# --- registering -------------------------------------------------------------------------------------------------


def test_two_steps_give_a_seat_without_an_account(client, session):
    first = read(client.get(address("register", session)))
    second = register(client, session, WHO)
    last = client.post(address("register", session), by_sms(), follow=True)

    assert "Qui vient ?" in first
    assert "Comment vous prévenir si quelque chose change ?" in read(second)
    assert "Sofia Bleuet" in read(second)
    assert "Votre place est gardée" in read(last)
    assert "Nous vous écrirons par SMS au numéro qui finit par 24." in read(last)
    person = Person.objects.get()
    assert (str(person), person.phone, person.is_provisional) == ("Sofia Bleuet", "+33639981024", True)
    assert Message.objects.filter(kind="registration.confirmed").count() == 1


def test_each_way_of_being_told(client, space, session):
    ways = {
        "05 36 49 20 01": "Nous vous appellerons au numéro qui finit par 01.",
        "SOFIA@bleuet.example.org": "Nous vous écrirons par e-mail.",
        "helper": "Nous appellerons la personne qui vous aide, au numéro qui finit par 06.",
        "none": "Nous n’avons pas de moyen de vous joindre",
    }
    forms = [
        reach(way="phone", phone="05 36 49 20 01"),
        reach(way="email", email="SOFIA@bleuet.example.org"),
        reach(way="someone", helper_name="Ginette", helper_phone="05 36 49 20 06"),
        reach(way="none"),
    ]

    pages = [read(client.post(address("register", session), form, follow=True)) for form in forms]

    assert [said for said, page in zip(ways.values(), pages, strict=True) if said not in page] == []
    assert Person.objects.get(preferred_channel="email").email == "sofia@bleuet.example.org"


def test_a_mobile_may_be_called_rather_than_written_to(client, session):
    page = read(client.post(address("register", session), by_sms(prefers_call="on"), follow=True))

    assert "Nous vous appellerons au numéro qui finit par 24." in page


def test_full_session_gives_a_rank(client, space, session):
    RegistrationFactory.create_batch(2, space=space, session=session)
    first = read(client.get(address("register", session)))
    second = read(register(client, session, WHO))
    last = read(client.post(address("register", session), by_sms(saw_seat="no"), follow=True))

    assert "C’est complet. Inscrivez-vous quand même" in first
    assert "Je me mets sur la liste" in second
    assert "Vous êtes 1re sur la liste" in last
    assert "La dernière place vient de partir" not in last


def test_seat_that_goes_between_the_steps_is_said(client, space, session):
    RegistrationFactory(space=space, session=session)
    second = register(client, session, WHO)
    assert 'name="saw_seat" value="yes"' in second.content.decode()
    RegistrationFactory(space=space, session=session)

    page = read(client.post(address("register", session), by_sms(), follow=True))

    assert "La dernière place vient de partir, vous êtes 1 re sur la liste" in page


def test_family_takes_its_seats_together(client, session):
    page = read(client.post(address("register", session), by_sms(party_size="2"), follow=True))

    assert "Vos 2 places sont gardées" in page
    session.refresh_from_db()
    assert session.seats_taken == 2


def test_somebody_already_known_reads_what_a_stranger_reads(client, space):
    one, other = SessionFactory.create_batch(2, space=space, published=True)
    PersonFactory(space=space, first_name="Sofia", last_name="Bleuet", phone="+33639981024")

    known = register(client, one, by_sms())
    stranger = register(client, other, by_sms(first_name="Awa", phone="06 39 98 10 26"))

    assert Person.objects.provisional().count() == 2
    for response, session in ((known, one), (stranger, other)):
        page = read(client.get(response.url)).replace(session.workshop.title, "")
        assert "Votre place est gardée" in page
        assert "déjà" not in page


def test_same_name_and_telephone_sent_again_count_once(client, session):
    first = register(client, session, by_sms())
    again = client.post(address("register", session), by_sms(first_name="SOFIA", last_name="bleuet"), follow=True)

    assert Registration.objects.count() == Person.objects.count() == 1
    page = read(again)
    assert "C’est noté" in page
    assert "Votre demande nous est bien parvenue" in page
    assert first.url not in again.content.decode()


def test_two_people_of_one_name_without_contact_are_both_kept(client, session):
    for _ in range(2):
        register(client, session, reach(way="none"))

    assert Registration.objects.count() == 2


def test_couple_on_one_telephone_takes_two_seats(client, session):
    register(client, session, by_sms())
    register(client, session, by_sms(first_name="Hugo"))

    assert Registration.objects.count() == 2


def test_form_sent_twice_registers_once(client, session):
    form = reach(way="none")

    first, second = (register(client, session, form) for _ in range(2))

    assert first.url == second.url
    assert Registration.objects.count() == 1


def test_back_shows_the_first_step_with_what_was_typed(client, session):
    page = register(client, session, WHO | {"step": "back"})

    assert 'value="Sofia"' in page.content.decode()
    assert "Qui vient ?" in read(page)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Choisissez une façon de vous prévenir."),
        ({"way": "pigeon"}, "Sélectionnez un choix valide"),
        ({"way": "phone"}, "Écrivez le numéro où vous joindre."),
        ({"way": "phone", "phone": "06 39"}, "Ce numéro n'est pas complet."),
        ({"way": "email", "email": "sofia@"}, "Cette adresse e-mail n’est pas complète"),
        ({"way": "email", "email": "a" * 10_000}, "au plus 254 caractères"),
        ({"way": "someone", "helper_name": "Ginette"}, "Écrivez le numéro de la personne qui vous aide."),
        ({"way": "phone", "phone": "06\x0039981024"}, "Le caractère nul n’est pas autorisé."),
        ({"way": "none", "sujet": "Achetez"}, "Laissez vide la case"),
    ],
)
def test_second_step_says_what_to_correct_and_keeps_what_was_typed(client, session, fields, sentence):
    page = register(client, session, reach(**fields))

    assert page.status_code == 422
    assert sentence.replace("’", "'") in read(page).replace("’", "'")
    assert "Sofia Bleuet" in read(page)
    for name, value in fields.items():
        if name not in {"way", "sujet"} and len(value) < 100 and "\x00" not in value:
            assert f'value="{value}"' in page.content.decode()
    assert not Person.objects.exists()


def test_field_of_another_way_is_left_aside(client, session):
    register(client, session, reach(way="email", email="sofia@bleuet.example.org", phone="06 3"))

    assert Person.objects.get().phone == ""


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"first_name": " "}, "Écrivez le prénom."),
        ({"last_name": "B" * 10_000}, "au plus 60 caractères"),
        ({"first_name": "So\x00fia"}, "nul"),
        ({"party_size": "9"}, "Sélectionnez un choix valide"),
    ],
)
@pytest.mark.parametrize("step", ["who", "reach"])
def test_first_step_says_what_to_correct(client, session, fields, sentence, step):
    page = register(client, session, by_sms() | fields | {"step": step})

    assert page.status_code == 422
    assert "Qui vient ?" in read(page)
    assert sentence in read(page)
    assert not Person.objects.exists()


def test_many_registrations_from_one_address_pause_with_the_telephone(client, session, monkeypatch):
    monkeypatch.setattr("workshops.public.views.REGISTRATIONS_AN_HOUR", 2)
    responses = [register(client, session, by_sms(first_name=name)) for name in ("Ana", "Bea", "Cleo")]

    assert [response.status_code for response in responses] == [302, 302, 429]
    assert "05 36 49 10 10" in read(responses[2])


def test_session_closed_while_writing_is_said(client, space, session):
    services.cancel_session(session=session, by=None, at=NOW)

    assert register(client, session, by_sms()).url == address("session", session)


# --- her own page ------------------------------------------------------------------------------------------------


def page_for(registration):
    return page_of(registration, registration.session)


def test_opening_the_page_changes_nothing(client, space, session):
    registration = RegistrationFactory(space=space, session=session)

    assert "Votre place est gardée" in read(client.get(page_for(registration) + "?act=cancel"))

    registration.refresh_from_db()
    assert registration.state == RegistrationState.CONFIRMED


def test_seat_is_freed_from_the_page_once(client, space, session):
    registration = RegistrationFactory(space=space, session=session)
    waiting = RegistrationFactory(space=space, session=session, state=RegistrationState.WAITING)
    RegistrationFactory(space=space, session=session)

    pages = [client.post(page_for(registration), {"act": "cancel"}, follow=True) for _ in range(2)]

    assert ["C’est noté : votre place est libérée" in read(page) for page in pages] == [True, True]
    assert SeatOffer.objects.get().registration == waiting


def test_without_the_cache_people_still_register(client, space, session, without_cache):
    assert register(client, session, by_sms()).status_code == 302


def test_offered_seat_is_taken_from_the_page(client, space, session):
    offer = SeatOfferFactory(space=space, registration__session=session)
    page = page_for(offer.registration)

    assert "Une place est libre pour vous jusqu’à mardi 17 novembre à 10 heures" in read(client.get(page))
    for _ in range(2):
        assert "Votre place est gardée" in read(client.post(page, {"act": "accept"}, follow=True))


def test_offered_seat_is_left_from_the_page(client, space, session):
    offer = SeatOfferFactory(space=space, registration__session=session)

    page = client.post(page_for(offer.registration), {"act": "decline"}, follow=True)

    assert "Vous êtes 1re sur la liste" in read(page)
    offer.refresh_from_db()
    assert offer.state == OfferState.DECLINED


def test_offer_answered_too_late_says_she_stays_on_the_list(client, space, session):
    offer = SeatOfferFactory(space=space, registration__session=session, expires_at=NOW - timedelta(minutes=1))

    page = client.post(page_for(offer.registration), {"act": "accept"})

    assert page.status_code == 422
    assert "Cette place n'est plus libre, mais vous restez sur la liste." in read(page)


def test_past_and_cancelled_sessions_change_nothing(client, space):
    past = RegistrationFactory(space=space, session=SessionFactory(space=space, past=True))
    off = RegistrationFactory(space=space)
    services.cancel_session(session=off.session, by=None, at=NOW)

    for registration, title in ((past, "Cette séance est passée"), (off, "Cette séance n’aura pas lieu")):
        assert title in read(client.get(page_for(registration)))
        assert client.post(page_for(registration), {"act": "cancel"}).status_code == 422
        registration.refresh_from_db()
        assert registration.state == RegistrationState.CONFIRMED


def test_unknown_act_changes_nothing(client, space, session):
    registration = RegistrationFactory(space=space, session=session)

    assert client.post(page_for(registration), {"act": "x" * 10_000}).status_code == 302

    registration.refresh_from_db()
    assert registration.state == RegistrationState.CONFIRMED


@pytest.mark.parametrize("secret", ["AAAAAAAAAA", "x" * 5_000, "é’", "%2e%2e"])
def test_tampered_link_is_not_found_in_plain_french(client, space, secret):
    response = client.get(f"/fil/i/{secret}/")

    assert response.status_code == 404
    assert "Le lien est peut-être incomplet" in read(response)


def test_ended_withdrawn_and_foreign_links_are_not_found(client, space, session):
    registration = RegistrationFactory(space=space, session=session)
    page = page_for(registration)
    SpaceFactory(slug="ailleurs")
    assert client.get(page.replace("/fil/", "/ailleurs/")).status_code == 404

    AccessLink.objects.update(expires_at=NOW)
    assert client.get(page).status_code == 404
    AccessLink.objects.update(expires_at=NOW + timedelta(days=1), revoked_at=NOW)
    assert client.post(page, {"act": "cancel"}).status_code == 404


def test_link_of_another_purpose_opens_nothing(client, space, session):
    link = AccessLink.objects.issue(
        space=space, purpose=LinkPurpose.REFERRAL, subject_ref="referral:1", expires_at=NOW + timedelta(days=1)
    )

    assert client.get(f"/fil/i/{link.secret}/").status_code == 404
