"""What comes once a session is called off, has begun or is over."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from mediation.courier import inbound
from mediation.courier import services as courier
from mediation.courier.enums import Channel, MessageState
from mediation.courier.models import Message
from tests.factories import NOW, PersonFactory, RegistrationFactory, SessionFactory
from workshops import services
from workshops.enums import OfferState, Presence, RegistrationState
from workshops.models import SeatOffer, Session
from workshops.public.situations import situation_of, told_how

MOBILE = "+33639981002"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sms")]


@pytest.fixture
def session(space):
    return SessionFactory(space=space, published=True, capacity=1)


def register(session, *, at=NOW, **person):
    return services.register(session=session, person=PersonFactory(space=session.space, **person), at=at)


@pytest.fixture
def offer(session) -> SeatOffer:
    """Of the only seat, to somebody who waits, by SMS."""
    first, _ = register(session), register(session, phone=MOBILE)
    services.cancel_registration(registration=first, at=NOW)
    return SeatOffer.objects.get()


def sent(kind):
    Message.objects.filter(kind=kind).update(state=MessageState.SENT, sent_at=NOW)


def answer(space, text, *, at):
    return inbound.receive(space=space, channel=Channel.SMS, sender=MOBILE, text=text, provider_ref=text, at=at)


def test_nobody_is_told_that_a_seat_went_at_a_session_called_off(session, offer):
    services.cancel_session(session=session, by=None, at=NOW)
    later = NOW + timedelta(days=2)

    services.expire_offers(at=later)

    assert courier.still_live(list(Message.objects.filter(kind="offer.expired")), at=later) == set()


def test_seat_of_a_session_called_off_is_not_taken(space, session, offer):
    sent("offer.open")
    services.cancel_session(session=session, by=None, at=NOW)

    received = answer(space, "oui", at=NOW + timedelta(hours=1))

    offer.refresh_from_db()
    assert (offer.state, received.handled_at) == (OfferState.OPEN, None)


def test_no_after_yes_is_for_somebody_to_read(space, offer):
    sent("offer.open")
    answer(space, "oui", at=NOW)

    received = answer(space, "non", at=NOW + timedelta(minutes=1))

    offer.refresh_from_db()
    assert (offer.state, received.handled_at) == (OfferState.ACCEPTED, None)


def test_seat_is_no_longer_offered_once_the_session_was_moved_before_its_limit(session, offer):
    Session.objects.filter(pk=session.pk).update(starts_at=NOW + timedelta(hours=1), ends_at=NOW + timedelta(hours=2))

    messages = list(Message.objects.filter(kind="offer.open"))
    assert courier.still_live(messages, at=NOW + timedelta(minutes=90)) == set()


def test_no_received_after_the_session_changes_nothing_and_is_read(space, session):
    registration = register(session, phone=MOBILE)
    Message.objects.update(state=MessageState.SENT, sent_at=session.starts_at)

    received = answer(space, "non", at=session.ends_at + timedelta(hours=1))

    registration.refresh_from_db()
    assert (registration.state, received.handled_at) == (RegistrationState.CONFIRMED, None)


def test_frozen_figures_are_not_changed(session):
    registration, after = register(session), session.ends_at + timedelta(hours=1)
    services.note_presence(session=session, person=registration.person, presence=Presence.CAME, at=after, by=None)
    services.close_session(session=session, by=None, at=after)

    with pytest.raises(ValidationError, match="passée"):
        services.cancel_registration(registration=registration, at=after)
    with pytest.raises(ValidationError, match="passée"):
        services.set_capacity(session=session, capacity=5, by=None, at=after)


def test_desk_is_told_that_it_is_over(client, signed_in, space):
    signed_in(space)
    over = SessionFactory(space=space, past=True)
    registration = RegistrationFactory(space=space, session=over)

    page = client.post(reverse("workshops:cancel_registration", args=[registration.code]), follow=True)

    assert "Cette séance est passée" in page.content.decode()
    registration.refresh_from_db()
    assert registration.state == RegistrationState.CONFIRMED


def test_free_seat_that_nobody_may_be_asked_about_before_the_session_is_for_who_comes(space):
    """In the evening before an early session: nobody is asked at night."""
    early = SessionFactory(space=space, published=True, capacity=1, starts_at=NOW + timedelta(days=1, hours=-2))
    first, _ = register(early), register(early)
    evening = NOW + timedelta(hours=12)
    services.cancel_registration(registration=first, at=evening)
    assert not SeatOffer.objects.exists()

    assert register(early, at=evening).state == RegistrationState.CONFIRMED


@pytest.mark.parametrize(
    ("before", "said"), [(timedelta(days=2, hours=6), "deux jours avant"), (timedelta(hours=47), "")]
)
def test_reminder_is_promised_when_there_is_one(session, before, said):
    """Called at nine, two days before: who registers at three in the afternoon of that day is not."""
    at = session.starts_at - before
    registration = register(session, at=at, landline=True)

    assert told_how(registration, situation_of(registration, at=at), at=at).reminded == said
    assert services.remind_due(at=session.starts_at) == (1 if said else 0)


def test_free_seat_of_a_session_that_began_is_for_who_is_there(session):
    """Who waits is not asked any more: nobody could have that seat otherwise."""
    first, _ = register(session), register(session)
    begun = session.starts_at + timedelta(minutes=5)
    services.cancel_registration(registration=first, at=begun)

    assert register(session, at=begun).state == RegistrationState.CONFIRMED
