"""What people answer: understood when it is clear, read by somebody when it is not."""

from datetime import timedelta

import pytest

from mediation.courier import inbound
from mediation.courier.enums import Channel, Intent, MessageState
from mediation.courier.models import Inbound, Message
from tests.factories import NOW, PersonFactory, SeatOfferFactory, SessionFactory, SpaceFactory
from workshops import notifications, services
from workshops.enums import OfferState, RegistrationState

PHONE = "+33639981001"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sms")]


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("OUI", Intent.YES),
        ("oui merci", Intent.YES),
        ("Ok !", Intent.YES),
        ("D’accord", Intent.YES),
        ("je viens", Intent.YES),
        ("Présente", Intent.YES),
        ("NON", Intent.NO),
        ("Désolée", Intent.NO),
        ("non je ne viens pas", Intent.NO),
        ("Je peux pas", Intent.NO),
        ("je ne pourrai pas venir", Intent.NO),
        ("pas libre", Intent.NO),
        ("Annulez svp", Intent.NO),
        ("Non merci", Intent.NO),
        ("non, désolé !", Intent.NO),
        ("je ne viens plus", Intent.NO),
        ("STOP", Intent.STOP),
        ("Arrêt", Intent.STOP),
        ("non non je viens", Intent.UNCLEAR),
        ("Non non je serai là", Intent.UNCLEAR),
        ("non je suis libre", Intent.UNCLEAR),
        ("Désolée, j'arrive en retard", Intent.UNCLEAR),
        ("Désolé du retard, à demain", Intent.UNCLEAR),
        ("annulez pas", Intent.UNCLEAR),
        ("oui je ne peux pas", Intent.UNCLEAR),
        ("ok mais pas vendredi", Intent.UNCLEAR),
        ("oui si la voiture démarre", Intent.UNCLEAR),
        ("Non, plutôt une autre date", Intent.UNCLEAR),
        ("oui ?", Intent.UNCLEAR),
        ("C'est à quelle heure", Intent.UNCLEAR),
        ("ouin", Intent.UNCLEAR),
        ("nonante", Intent.UNCLEAR),
        ("oui " + "a" * 10_000, Intent.UNCLEAR),
        ("👍", Intent.UNCLEAR),
        ("", Intent.UNCLEAR),
    ],
)
def test_what_an_answer_means(text, intent):
    assert inbound.intent_of(text) == intent


def told(registration, kind="registration.confirmed"):
    """Its message left."""
    Message.objects.filter(kind=kind).update(state=MessageState.SENT, sent_at=NOW)
    return registration


def register(space, **person):
    session = SessionFactory(space=space, published=True)
    return told(services.register(session=session, person=PersonFactory(space=space, **person), at=NOW))


def answer(space, text, *, sender=PHONE, ref="1", at=NOW + timedelta(hours=1)):
    return inbound.receive(space=space, channel=Channel.SMS, sender=sender, text=text, provider_ref=ref, at=at)


def test_no_frees_the_seat(space):
    registration = register(space)

    received = answer(space, "NON")

    registration.refresh_from_db()
    assert registration.state == RegistrationState.CANCELLED
    assert received.handled_at is not None


def offered(offer):
    told = notifications.first_reached([offer.registration])
    notifications.seats_offered([offer], told=told, session=offer.session, at=NOW)


def test_yes_to_an_offer_takes_the_seat(space):
    offer = SeatOfferFactory(space=space)
    offered(offer)
    told(offer.registration, kind="offer.open")

    answer(space, "Oui")

    offer.refresh_from_db()
    assert offer.state == OfferState.ACCEPTED


def test_yes_too_late_is_for_somebody_to_read(space):
    offer = SeatOfferFactory(space=space, expires_at=NOW + timedelta(minutes=30))
    offered(offer)
    told(offer.registration, kind="offer.open")

    assert answer(space, "Oui").handled_at is None


def test_stop_and_unclear_answers_change_nothing_and_wait_to_be_read(space):
    registration = register(space)

    assert [answer(space, text, ref=text).handled_at for text in ("STOP", "Je serai en retard")] == [None, None]

    registration.refresh_from_db()
    assert registration.state == RegistrationState.CONFIRMED


def test_answer_from_a_telephone_that_several_share_is_for_somebody_to_read(space):
    registrations = [register(space, first_name=name) for name in ("Amina", "Lina", "Noé")]

    received = answer(space, "NON")

    for registration in registrations:
        registration.refresh_from_db()
        assert registration.state == RegistrationState.CONFIRMED
    assert (received.intent, received.handled_at) == (Intent.NO, None)


def two_dates(space):
    """Amina has a place at both, and was told of each."""
    amina = PersonFactory(space=space)
    dates = [SessionFactory(space=space, published=True) for _ in range(2)]
    first, second = (services.register(session=date, person=amina, at=NOW) for date in dates)
    return told(first), second


def tell_of(registration, **said):
    Message.objects.filter(subject_id=registration.pk).update(**{"state": MessageState.SENT, "sent_at": NOW, **said})


def states(*registrations):
    for registration in registrations:
        registration.refresh_from_db()
    return [registration.state for registration in registrations]


def test_answer_to_one_of_two_dates_told_of_on_one_day_is_for_somebody_to_read(space):
    first, second = two_dates(space)
    tell_of(first, sent_at=NOW - timedelta(hours=20))

    assert answer(space, "NON").handled_at is None

    assert states(first, second) == [RegistrationState.CONFIRMED] * 2


def test_of_two_dates_told_of_days_apart_the_last_is_answered(space):
    first, second = two_dates(space)
    tell_of(first, sent_at=NOW - timedelta(days=3))

    answer(space, "NON")

    assert states(first, second) == [RegistrationState.CONFIRMED, RegistrationState.CANCELLED]


def test_a_date_that_holds_no_more_makes_no_doubt(space):
    first, second = two_dates(space)
    services.cancel_session(session=first.session, at=NOW, by=None)
    tell_of(first, sent_at=NOW - timedelta(hours=1))

    answer(space, "NON")

    assert states(second) == [RegistrationState.CANCELLED]


def test_what_may_not_have_left_is_not_taken_for_an_older_one(space):
    """Its provider never said: she may answer it, or what she was told days before."""
    first, second = two_dates(space)
    tell_of(first, sent_at=NOW - timedelta(days=3))
    tell_of(second, state=MessageState.UNCERTAIN)

    received = answer(space, "NON")

    assert received.message.subject_id == second.pk
    assert (received.handled_at, states(first, second)) == (None, [RegistrationState.CONFIRMED] * 2)


def test_answer_to_what_may_not_have_left_is_acted_on_when_it_can_be_of_nothing_else(space):
    registration = register(space)
    tell_of(registration, state=MessageState.UNCERTAIN)

    answer(space, "NON")

    assert states(registration) == [RegistrationState.CANCELLED]


def test_on_the_list_then_offered_the_same_day_her_yes_takes_the_seat(space):
    session = SessionFactory(space=space, published=True, capacity=1)
    leaving = services.register(session=session, person=PersonFactory(space=space, by_email=True), at=NOW)
    waiting = services.register(session=session, person=PersonFactory(space=space), at=NOW)
    services.cancel_registration(registration=leaving, at=NOW)
    told(waiting, kind="registration.waiting")
    Message.objects.filter(kind="offer.open").update(state=MessageState.SENT, sent_at=NOW + timedelta(minutes=5))

    answer(space, "Oui")

    assert states(waiting) == [RegistrationState.CONFIRMED]


def test_answer_delivered_twice_is_received_once(space):
    register(space)

    assert answer(space, "NON") is not None
    assert answer(space, "NON") is None
    assert Inbound.objects.count() == 1


def test_answer_from_an_unknown_number_is_kept(space):
    register(space)

    received = answer(space, "NON", sender="+33639989999")

    assert (received.message, received.handled_at) == (None, None)


def test_answer_to_an_old_message_is_not_taken_for_one_of_today(space):
    registration = register(space)

    assert answer(space, "NON", at=NOW + timedelta(days=16)).message is None

    registration.refresh_from_db()
    assert registration.state == RegistrationState.CONFIRMED


def test_answer_of_another_space_touches_nothing_here(space):
    registration = register(space)

    assert answer(SpaceFactory(), "NON").message is None

    registration.refresh_from_db()
    assert registration.state == RegistrationState.CONFIRMED
