"""Somebody of the family is registered later, beside who has a seat or waits: nothing that was told changes."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from mediation.accounts.enums import Role
from mediation.courier.enums import MessageState
from mediation.courier.models import Message
from mediation.courier.registry import kind
from publics.enums import ContactChannel
from publics.models import Person
from publics.services.merges import merge
from tests.factories import NOW, BatchedLetterFactory, PersonFactory, RegistrationFactory, SessionFactory
from tests.reading import read
from workshops import services
from workshops.models import Registration
from workshops.wording import page_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now", "sms")]

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def desk(client, signed_in, space):
    signed_in(space, Role.RECEPTION)
    return client


@pytest.fixture
def session(space):
    return SessionFactory(space=space, published=True, capacity=3, workshop__title="Les photos de famille")


@pytest.fixture
def amina(session):
    return alone(session, first_name="Amina", last_name="Benali", phone="+33639981002")


def alone(session, *, minutes=0, **person):
    at = NOW + timedelta(minutes=minutes)
    return services.register(session=session, person=PersonFactory(space=session.space, **person), at=at)


def joins(registration, *names, at=LATER):
    relatives = [services.Named(name, "Benali") for name in names]
    return services.join_booking(registration=registration, relatives=relatives, at=at, by=None)


def of(name):
    return Registration.objects.get(person__first_name=name)


def states(session):
    rows = Registration.objects.filter(session=session).order_by("pk").values_list("person__first_name", "state")
    return dict(rows)


def address(registration):
    return reverse("workshops:join_booking", args=[registration.code])


def send(desk, registration, relatives, **said):
    said = {"relatives": relatives, "submission": str(uuid.uuid4())} | said
    return desk.post(address(registration), said, follow=True)


def sent(kind="registration.confirmed"):
    Message.objects.filter(kind=kind).update(state=MessageState.SENT, sent_at=NOW)


# --- at the desk -------------------------------------------------------------------------------------------------


def test_from_the_page_of_the_session_her_son_has_a_seat_beside_her(desk, session, amina):
    assert address(amina) in desk.get(reverse("workshops:session", args=[session.code])).content.decode()
    assert "Avec Amina Benali" in read(desk.get(address(amina)))

    page = read(send(desk, amina, "Sami Benali"))

    assert "Sami vient aussi : 1 place est gardée." in page
    assert "avec Sami" in page
    assert states(session) == {"Amina": "confirmed", "Sami": "confirmed"}
    assert of("Sami").booking == amina.booking


def test_who_is_found_already_registered_leads_there_too(desk, session, amina):
    page = desk.get(reverse("workshops:register", args=[session.code]), {"q": "Amina"})

    assert "Inscrire aussi quelqu’un de sa famille" in read(page)
    assert address(amina) in page.content.decode()


def test_sent_twice_they_come_once(desk, session, amina):
    key = str(uuid.uuid4())
    for _ in range(2):
        send(desk, amina, "Sami\nLina", submission=key)

    assert states(session) == dict.fromkeys(["Amina", "Sami", "Lina"], "confirmed")
    assert Person.objects.count() == 3


@pytest.mark.parametrize(
    ("relatives", "said"),
    [
        ("", "Écrivez au moins un prénom."),
        (" ,\n; ", "Écrivez au moins un prénom."),
        ("Sami\x00", "caractère"),
        ("06 39 98 10 01", "écrivez un prénom et un nom"),
        ("S" * 10_000, "600"),
        ("2 85 03 33 063 012 26", "sécurité sociale"),
        ("\n".join(["Sami"] * 8), "gardez plutôt des places"),
    ],
)
def test_what_is_refused_is_said_and_kept(desk, session, amina, relatives, said):
    refused = send(desk, amina, relatives)

    assert (refused.status_code, Person.objects.count()) == (422, 1)
    assert said in read(refused)
    assert relatives.replace("\x00", "").strip()[:20] in refused.content.decode()


def test_registrations_that_are_closed_are_so_for_a_family_too(desk, session, amina):
    services.close_registrations(session=session, by=None, at=NOW)

    assert address(amina) not in desk.get(reverse("workshops:session", args=[session.code])).content.decode()
    assert "sont closes" in read(send(desk, amina, "Sami"))


def test_who_no_longer_comes_brings_nobody(desk, session, amina):
    services.cancel_registration(registration=amina, at=NOW)

    assert desk.get(address(amina)).status_code == 404
    with pytest.raises(ValidationError, match="plus inscrite à cette séance"):
        joins(amina, "Sami")


def test_who_was_recognised_meanwhile_is_looked_for_again(space, amina):
    known = PersonFactory(space=space)
    registration = Registration.objects.select_related("person").get(pk=amina.pk)
    merge(kept=known, merged=amina.person, at=NOW, by=None)

    with pytest.raises(ValidationError, match="reconnue entre-temps"):
        joins(registration, "Sami")


def test_a_registration_of_another_space_is_not_found(desk):
    assert desk.get(address(RegistrationFactory())).status_code == 404


# --- a seat, or the end of the list --------------------------------------------------------------------------------


def test_without_room_for_all_of_them_they_wait_and_she_keeps_her_seat(desk, session, amina):
    page = read(send(desk, amina, "Sami\nLina\nNour"))

    assert "Sami, Lina et Nour sont 1re sur la liste d’attente : dites-le-lui." in page
    assert states(session) == {"Amina": "confirmed"} | dict.fromkeys(["Sami", "Lina", "Nour"], "waiting")
    assert of("Sami").booking == amina.booking


def test_who_waits_already_is_not_overtaken_by_who_is_named_later(session, amina):
    alone(session, minutes=1)
    alone(session, minutes=2)
    waiting = alone(session, minutes=3, first_name="Nadia")

    joins(amina, "Sami")

    assert list(session.registrations.waiting()) == [waiting, of("Sami")]


def test_beside_who_waits_she_has_her_own_rank_and_is_not_offered_hers(session):
    for minutes in range(3):
        alone(session, minutes=minutes)
    nadia = alone(session, minutes=3, first_name="Nadia")
    alone(session, minutes=4, first_name="Awa")

    joins(nadia, "Sami")
    services.set_capacity(session=session, capacity=5, by=None, at=LATER)

    offered = session.offers.open().order_by("pk").values_list("registration__person__first_name", flat=True)
    assert list(offered) == ["Nadia", "Awa"]
    assert of("Sami").booking != nadia.booking


def test_a_second_relative_does_not_share_the_rank_of_the_first(session, amina):
    joins(amina, "Sami", "Lina", "Nour")
    nadia = alone(session, minutes=70, first_name="Nadia")

    tom = joins(amina, "Tom", at=LATER + timedelta(hours=1))

    assert tom.booking not in (amina.booking, nadia.booking)


def test_not_more_than_a_family_in_several_times_either(session, amina):
    services.set_capacity(session=session, capacity=20, by=None, at=NOW)
    joins(amina, *["Enfant"] * 7)

    with pytest.raises(ValidationError, match="gardez plutôt des places"):
        joins(amina, "Sami")


# --- one message --------------------------------------------------------------------------------------------------


def confirmations():
    told = Message.objects.filter(kind="registration.confirmed", state=MessageState.QUEUED).order_by("pk")
    return [(each.recipient_ref, kind(each.kind).compose(each).text) for each in told]


def test_she_who_was_told_is_told_again_of_both_once(session, amina):
    sent()

    joins(amina, "Sami")

    [(ref, text)] = confirmations()
    assert ref == f"person:{amina.person_id}"
    assert "place gardée pour Amina + 1." in text
    assert services.remind_due(at=session.starts_at) == 1


def test_once_her_letter_is_printed_it_is_taken_out_and_another_says_both(session):
    lives_in = {"address": "3 place de la Mairie", "postal_code": "23990", "city": "Rochebrisse"}
    rene = alone(session, first_name="René", phone="", preferred_channel=ContactChannel.LETTER, **lives_in)
    printed = BatchedLetterFactory(space=session.space, message=Message.objects.get()).message

    joins(rene, "Sami")

    [(ref, text)] = confirmations()
    assert ref == f"person:{rene.person_id}"
    assert "Sami" in text
    assert Message.objects.get(pk=printed.pk).state == MessageState.SKIPPED


def test_what_had_not_left_says_both_by_itself(session, amina):
    joins(amina, "Sami")

    [(_, text)] = confirmations()
    assert "place gardée pour Amina + 1." in text


def test_who_is_on_the_telephone_is_told_there(session):
    lucien = alone(session, landline=True, first_name="Lucien")

    joins(lucien, "Sami")

    assert not Message.objects.exists()
    assert services.remind_due(at=session.starts_at) == 1


def test_her_page_says_who_waits_among_them(client, session, amina):
    joins(amina, "Sami", "Lina", "Nour")

    page = read(client.get(page_of(amina, session)))

    assert "Votre place est gardée" in page
    assert "Pour Amina, Sami (sur la liste d’attente)" in page
