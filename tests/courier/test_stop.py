"""STOP: nothing leaves for that address any more, whoever has it; what was still to be said is said otherwise."""

from datetime import timedelta

import pytest
from django.urls import reverse

from mediation.courier import inbound, services, tasks
from mediation.courier.enums import Channel, MessageState, Silence
from mediation.courier.models import Message, Suppression
from mediation.courier.suppressions import suppress
from publics.enums import Purpose, SaidHow
from publics.services import say_consents, stop_messages
from tests.factories import NOW, PersonFactory, SessionFactory, SpaceFactory
from tests.reading import read
from workshops import services as workshops

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("gateway", "now")]

PHONE = "+33639981001"
OTHER = "+33639981002"


@pytest.fixture
def session(space):
    return SessionFactory(space=space, published=True, capacity=9)


def person(space, first_name="Amina", **fields):
    return PersonFactory(space=space, first_name=first_name, phone=PHONE, preferred_channel=Channel.SMS, **fields)


def says(space, text, *, sender=PHONE, ref="1"):
    return inbound.receive(space=space, channel=Channel.SMS, sender=sender, text=text, provider_ref=ref, at=NOW)


def hers(one):
    one.refresh_from_db()
    return set(one.stopped_channels)


def waiting():
    return {message.channel for message in Message.objects.filter(state=MessageState.QUEUED)}


def test_stop_turns_what_is_still_to_be_said_into_a_call(space, session, gateway):
    amina = person(space)
    workshops.register(session=session, person=amina, at=NOW)
    assert waiting() == {Channel.SMS}

    says(space, "STOP")

    tasks.drain()
    assert gateway.received == []
    assert waiting() == {Channel.PHONE}
    workshops.cancel_session(session=session, at=NOW, by=None)
    assert waiting() == {Channel.PHONE}


def test_stop_ends_announcements_and_keeps_the_proof(space):
    amina = person(space)
    say_consents(person=amina, channels=[Channel.SMS], at=NOW - timedelta(days=1), by=None)

    says(space, "Stop")

    last = {one.purpose: one for one in amina.consents.last_words() if one.channel == Channel.SMS}
    assert {purpose: (one.is_given, one.how) for purpose, one in last.items()} == {
        Purpose.ANNOUNCEMENTS: (False, SaidHow.MESSAGE),
        Purpose.SERVICE: (False, SaidHow.MESSAGE),
    }


def test_all_who_share_a_telephone_are_stopped_and_the_desk_is_told_who(client, space, signed_in):
    mother, daughter = person(space), person(space, "Lina")
    neighbour = PersonFactory(space=space, phone=OTHER)

    says(space, "STOP")

    assert [hers(one) for one in (mother, daughter, neighbour)] == [{Channel.SMS}, {Channel.SMS}, set()]
    signed_in(space)
    shown = read(client.get(reverse("desk:today")))
    assert f"STOP : on n’écrit plus par SMS à {mother} et {daughter}." in shown


def test_stop_of_another_space_stops_nothing_here(space):
    amina = person(space)
    says(SpaceFactory(), "STOP")
    assert hers(amina) == set()


def test_somebody_who_comes_with_that_number_later_is_told_otherwise(space, session, gateway):
    says(space, "STOP")
    awa = person(space, "Awa")
    workshops.register(session=session, person=awa, at=NOW)

    tasks.drain()

    assert gateway.received == []
    assert {one.reason for one in Message.objects.filter(state=MessageState.SKIPPED)} == {services.SILENCED}
    tasks.sweep()
    assert {(one.channel, one.state) for one in Message.objects.filter(kind="registration.confirmed")} == {
        (Channel.PHONE, MessageState.QUEUED)
    }
    assert hers(awa) == {Channel.SMS}


def test_what_goes_to_nobody_we_know_is_closed_with_the_reason(space, session):
    amina = person(space)
    workshops.register(session=session, person=amina, at=NOW)
    Message.objects.update(address=OTHER)
    suppress(space=space, channel=Channel.SMS, address=OTHER, reason=Silence.STOP, at=NOW)

    tasks.drain()
    tasks.sweep()

    closed = Message.objects.get(kind="registration.confirmed")
    assert (closed.state, closed.reason) == (MessageState.SKIPPED, services.UNREACHED)


def test_who_wants_messages_again_says_so_at_the_desk(space, session, gateway):
    amina = person(space)
    says(space, "STOP")

    stop_messages(person=amina, channels=[], at=NOW, by=None)
    workshops.register(session=session, person=amina, at=NOW)
    tasks.drain()

    assert [sent["to"] for sent in gateway.received] == [PHONE]
    assert not Suppression.objects.exists()


def test_stop_said_twice_is_kept_once_and_the_address_is_not(space):
    person(space)
    says(space, "STOP")
    says(space, "stop svp", ref="2")

    [kept] = Suppression.objects.all()
    assert (kept.reason, len(kept.address_hash)) == (Silence.STOP, 64)
    assert PHONE.strip("+") not in kept.address_hash


@pytest.mark.parametrize("text", ["STOP", "stop", "Arrêt", "STOP SMS", "stop merci"])
def test_stop_is_understood_as_people_write_it(space, text):
    amina = person(space)
    says(space, text)
    assert hers(amina) == {Channel.SMS}
