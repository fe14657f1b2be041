"""Calls: what is said, what was answered, and two desks on one call."""

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connections
from django.urls import reverse

from mediation.accounts.enums import Role
from mediation.common import isolation
from mediation.courier.enums import CallOutcome, MessageState
from mediation.courier.models import Message
from mediation.desk.services import close_call
from partners.services import call_first
from publics.enums import ContactChannel
from tests.factories import (
    NOW,
    MessageFactory,
    PersonFactory,
    ReferralFactory,
    RegistrationFactory,
    SessionFactory,
    SpaceFactory,
)
from tests.reading import read
from workshops import services
from workshops.enums import OfferState, RegistrationState
from workshops.models import SeatOffer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

CALLS, LETTERS = reverse("desk:calls"), reverse("desk:letters")


@pytest.fixture
def space():
    return SpaceFactory(slug="fil")


@pytest.fixture
def session(space):
    return SessionFactory(space=space, published=True, capacity=1, workshop__title="Vendre ses gâteaux")


@pytest.fixture
def waiting(space, session):
    """Lucien, who has a landline only, waits behind one seat."""
    first = services.register(session=session, person=PersonFactory(space=space, by_email=True), at=NOW)
    lucien = PersonFactory(space=space, landline=True, first_name="Lucien", last_name="Cytise")
    second = services.register(session=session, person=lucien, at=NOW)
    services.cancel_registration(registration=first, at=NOW)
    return second


@pytest.fixture
def call(waiting):
    return Message.objects.get(kind="offer.open")


def address_of(call):
    return reverse("desk:call", args=[call.pk])


def test_freed_seat_of_who_has_a_landline_is_a_call_to_make(client, space, call, signed_in):
    signed_in(space, Role.RECEPTION)

    said = read(client.get(CALLS))

    assert "Lucien Cytise" in said
    assert "Une place s'est libérée pour elle Vendre ses gâteaux, samedi 28 novembre" in said
    assert "05 36 49 20 01" in said
    assert "avant mardi 10 h" in said


def test_no_call_to_make_says_where_calls_come_from(client, space, signed_in):
    signed_in(space)

    assert "Personne à appeler pour l’instant" in read(client.get(CALLS))


def test_a_call_gives_the_words_and_the_answers(client, space, call, signed_in):
    signed_in(space)

    response = client.get(address_of(call))

    said = read(response)
    assert 'href="tel:+33536492001"' in response.content.decode()
    assert "Une place s" in said
    for answer in (
        "Elle vient", "Pas cette date, la prévenir de la prochaine", "Quitte la liste", "Pas de réponse, rappeler",
        "Message laissé",
    ):  # fmt: skip
        assert answer in said


def test_she_comes_and_the_seat_is_hers(client, space, call, waiting, signed_in):
    signed_in(space)

    response = client.post(address_of(call), {"outcome": "accepted"}, follow=True)

    waiting.refresh_from_db()
    call.refresh_from_db()
    assert waiting.state == RegistrationState.CONFIRMED
    assert (call.state, call.outcome, call.attempts) == (MessageState.SENT, CallOutcome.ACCEPTED, 1)
    assert "C'est noté : elle vient, la place est à elle." in read(response)


def test_seat_accepted_after_its_hour_is_still_hers(client, space, call, waiting, signed_in):
    signed_in(space)

    with time_machine.travel(NOW + timedelta(days=1, minutes=5), tick=False):
        signed_in(space)
        client.post(address_of(call), {"outcome": "accepted"})

    waiting.refresh_from_db()
    assert waiting.state == RegistrationState.CONFIRMED


def test_not_this_date_offers_the_seat_to_the_next(client, space, call, waiting, signed_in):
    awa = services.register(session=waiting.session, person=PersonFactory(space=space, by_email=True), at=NOW)
    signed_in(space)

    client.post(address_of(call), {"outcome": "declined"})

    waiting.refresh_from_db()
    assert waiting.state == RegistrationState.WAITING
    assert SeatOffer.objects.get(state=OfferState.OPEN).registration == awa


def test_leaving_the_list_cancels_the_registration(client, space, call, waiting, signed_in):
    signed_in(space)

    client.post(address_of(call), {"outcome": "left_list"})

    waiting.refresh_from_db()
    assert waiting.state == RegistrationState.CANCELLED


def test_without_an_answer_the_call_comes_back(client, space, call, signed_in):
    signed_in(space)

    said = read(client.post(address_of(call), {"outcome": "no_answer"}, follow=True))

    assert "Pas de réponse : l'appel reviendra dans deux heures." in said
    assert "À rappeler plus tard" in said
    assert "1 essai" in said
    with time_machine.travel(NOW + timedelta(hours=2), tick=False):
        assert "À rappeler plus tard" not in read(client.get(CALLS))


def test_second_desk_is_told_what_was_noted(client, space, call, signed_in):
    signed_in(space)
    client.post(address_of(call), {"outcome": "accepted"})

    again = client.post(address_of(call), {"outcome": "declined"})

    assert again.status_code == 422
    assert "C'est déjà noté à 10 heures : Elle vient." in read(again)
    call.refresh_from_db()
    assert call.outcome == CallOutcome.ACCEPTED


def test_offer_closed_meanwhile_has_no_answer_left(client, space, call, waiting, signed_in):
    services.decline_offer(offer=SeatOffer.objects.get(), at=NOW)
    signed_in(space)

    response = client.post(address_of(call), {"outcome": "accepted"})

    assert response.status_code == 422
    assert "Cette réponse ne va plus avec cet appel." in read(response)
    waiting.refresh_from_db()
    assert waiting.state == RegistrationState.WAITING


@pytest.mark.parametrize("outcome", ["", "x" * 10_000, "accepté"])
def test_unknown_answer_changes_nothing(client, space, call, signed_in, outcome):
    signed_in(space)

    assert client.post(address_of(call), {"outcome": outcome}).status_code == 422
    call.refresh_from_db()
    assert call.state == MessageState.QUEUED


def test_reminded_on_the_telephone_she_may_not_come(client, space, session, signed_in):
    registration = services.register(session=session, person=PersonFactory(space=space, landline=True), at=NOW)
    services.remind_due(at=session.starts_at)
    reminder = Message.objects.get(kind="registration.reminder")
    signed_in(space)
    with time_machine.travel(reminder.due_at, tick=False):
        signed_in(space)
        assert "Elle ne peut pas venir" in read(client.get(address_of(reminder)))
        client.post(address_of(reminder), {"outcome": "cancelled"})

    registration.refresh_from_db()
    assert registration.state == RegistrationState.CANCELLED


def test_who_is_helped_is_called_through_her_helper(client, space, session, signed_in):
    person = PersonFactory(
        space=space, preferred_channel=ContactChannel.SOMEONE, helper_name="sa fille Rose", helper_phone="+33536492002"
    )
    registration = RegistrationFactory(space=space, session=session, person=person)
    call = MessageFactory(
        space=space, subject_id=registration.pk, recipient_ref=f"person:{person.pk}", address="+33536492002"
    )
    signed_in(space)

    said = read(client.get(address_of(call)))

    assert "C’est sa fille Rose qui répond, à sa demande." in said
    assert "05 36 49 20 02" in said


def test_call_about_a_slip_leads_to_it_and_a_word_left_does_not_close_it(client, space, signed_in):
    slip = ReferralFactory(space=space, last_name="Liseron")
    signed_in(space)
    call_first(referral=slip, by=None, at=NOW)
    call = Message.objects.get(kind="referral.call")

    response = client.get(address_of(call))
    client.post(address_of(call), {"outcome": "left_word"})

    assert "Fatoumata Liseron" in read(response)
    assert "Elle répond : ouvrir sa fiche" in read(response)
    assert reverse("partners:referral", args=[slip.code]) in response.content.decode()
    call.refresh_from_db()
    assert (call.state, call.due_at) == (MessageState.QUEUED, NOW + timedelta(days=1))


@pytest.mark.parametrize("role", [Role.COLLEAGUE, Role.PRESCRIBER, Role.NETWORK])
def test_calls_name_people_and_are_refused_to_who_does_not_welcome_them(client, space, call, signed_in, role):
    signed_in(space, role)

    for address in (CALLS, address_of(call), LETTERS):
        assert client.get(address).status_code == 403


def test_call_of_another_space_is_not_found(client, call, signed_in):
    signed_in(SpaceFactory())

    assert client.get(address_of(call)).status_code == 404


def test_call_that_does_not_exist_is_not_found(client, space, signed_in):
    signed_in(space)

    assert client.get(reverse("desk:call", args=[uuid4()])).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_desks_at_once_write_one_answer(call, waiting):
    """The second waits for the first, and is told."""
    both, said = threading.Barrier(2), []

    def answer(outcome):
        try:
            with isolation.only([call.space_id]):
                both.wait()
                close_call(message=call, outcome=outcome, at=NOW, by=None)
            said.append(outcome)
        except ValidationError as refusal:
            said.append(refusal.code)
        finally:
            connections.close_all()

    desks = [threading.Thread(target=answer, args=[outcome]) for outcome in ("accepted", "left_list")]
    for desk in desks:
        desk.start()
    for desk in desks:
        desk.join()

    assert "already" in said
    assert len({*said} & {"accepted", "left_list"}) == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_calls_cost_the_same_whatever_their_number(client, space, signed_in, django_assert_num_queries, rows):
    for _ in range(rows):
        registration = RegistrationFactory(space=space, session=SessionFactory(space=space, published=True))
        for due_at, attempts in ((NOW, 0), (NOW + timedelta(hours=1), 1)):
            MessageFactory(
                space=space, subject_id=registration.pk, recipient_ref=f"person:{registration.person_id}",
                address="+33536492001", due_at=due_at, attempts=attempts,
            )  # fmt: skip
    signed_in(space)

    with django_assert_num_queries(11):
        assert client.get(CALLS).status_code == 200
