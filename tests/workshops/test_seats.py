"""Seats: never one too many, ranks in order, a freed seat to who is next."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from mediation.courier.enums import Channel, MessageState
from mediation.courier.models import Message
from publics.enums import ContactChannel
from tests.factories import (
    NOW,
    OrganisationFactory,
    PersonFactory,
    RegistrationFactory,
    SessionFactory,
    UserFactory,
)
from workshops import services
from workshops.enums import OfferState, RegistrationState
from workshops.models import Registration, SeatOffer, Session
from workshops.notifications import UNDONE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sms")]


@pytest.fixture
def session(space):
    return SessionFactory(space=space, published=True, capacity=2)


def people(space, count, **fields):
    return PersonFactory.create_batch(count, space=space, **fields)


def register_all(session, people, **options):
    return [
        services.register(session=session, person=person, at=NOW + timedelta(minutes=minute), **options)
        for minute, person in enumerate(people)
    ]


def ranks(session):
    return list(Registration.objects.filter(session=session).ranked().values_list("person_id", "rank"))


def test_register_puts_person_on_waiting_list_when_full(space, session):
    first, second, third, fourth = register_all(session, people(space, 4))

    assert [first.state, second.state] == [RegistrationState.CONFIRMED] * 2
    assert [third.state, fourth.state] == [RegistrationState.WAITING] * 2
    assert ranks(session) == [(third.person_id, 1), (fourth.person_id, 2)]


def test_database_keeps_the_counts(space, session):
    register_all(session, people(space, 3))

    session.refresh_from_db()
    assert (session.seats_taken, session.waiting_count) == (2, 1)


def test_database_refuses_one_seat_too_many(space, session):
    RegistrationFactory.create_batch(2, space=space, session=session)

    with pytest.raises(IntegrityError, match="session_is_not_overbooked"), transaction.atomic():
        RegistrationFactory(space=space, session=session)


def test_same_person_is_registered_once(space, session):
    [person] = people(space, 1)
    services.register(session=session, person=person, at=NOW)

    with pytest.raises(ValidationError, match="déjà inscrite"):
        services.register(session=session, person=person, at=NOW)


def test_draft_takes_nobody(space):
    [person] = people(space, 1)

    with pytest.raises(ValidationError, match="pas ouverte"):
        services.register(session=SessionFactory(space=space), person=person, at=NOW)


def test_freed_seat_is_offered_to_the_first_in_line(space, session):
    registrations = register_all(session, people(space, 4))

    services.cancel_registration(registration=registrations[0], at=NOW + timedelta(hours=1))

    offer = SeatOffer.objects.get()
    assert offer.registration == registrations[2]
    assert offer.expires_at == NOW + timedelta(hours=25)
    session.refresh_from_db()
    assert session.seats_taken == 2


def test_party_too_big_is_passed_over_and_keeps_its_rank(space, session):
    taken = register_all(session, people(space, 2))
    family = services.register(session=session, person=PersonFactory(space=space), at=NOW, party_size=2)
    alone = services.register(session=session, person=PersonFactory(space=space), at=NOW + timedelta(hours=1))

    services.cancel_registration(registration=taken[0], at=NOW + timedelta(hours=2))

    assert SeatOffer.objects.get().registration == alone
    assert ranks(session) == [(family.person_id, 1), (alone.person_id, 2)]


def test_what_the_desk_undoes_at_once_is_never_told(space, session):
    by = UserFactory()
    registration = services.register(session=session, person=PersonFactory(space=space), at=NOW, by=by)
    assert Message.objects.get(kind="registration.confirmed").due_at == NOW + timedelta(seconds=15)

    services.cancel_registration(registration=registration, at=NOW + timedelta(seconds=10), by=by)

    assert not Message.objects.filter(kind="registration.cancelled").exists()
    told = Message.objects.get(kind="registration.confirmed")
    assert (told.state, told.reason) == (MessageState.SKIPPED, UNDONE)


def test_who_was_told_of_her_seat_is_told_that_it_is_free(space, session):
    registration = services.register(session=session, person=PersonFactory(space=space), at=NOW)
    Message.objects.filter(kind="registration.confirmed").update(state=MessageState.SENT, sent_at=NOW)

    services.cancel_registration(registration=registration, at=NOW + timedelta(hours=1))

    assert Message.objects.filter(kind="registration.cancelled").count() == 1


def test_who_nothing_reaches_is_passed_over_and_keeps_her_rank(space, session):
    taken = register_all(session, people(space, 2))
    silent = PersonFactory(space=space, preferred_channel=ContactChannel.NONE)
    unreached = services.register(session=session, person=silent, at=NOW)
    reached = services.register(session=session, person=PersonFactory(space=space), at=NOW + timedelta(hours=1))

    services.cancel_registration(registration=taken[0], at=NOW + timedelta(hours=2))

    assert SeatOffer.objects.get().registration == reached
    assert ranks(session) == [(unreached.person_id, 1), (reached.person_id, 2)]


def test_free_seat_is_given_to_who_waits_and_is_there(space, session):
    by = UserFactory()
    taken = register_all(session, people(space, 2))
    silent = PersonFactory(space=space, preferred_channel=ContactChannel.NONE)
    waiting = services.register(session=session, person=silent, at=NOW)
    with pytest.raises(ValidationError, match="assez de places"):
        services.give_seat(registration=waiting, at=NOW, by=by)
    services.cancel_registration(registration=taken[0], at=NOW)

    for _ in range(2):
        assert services.give_seat(registration=waiting, at=NOW, by=by).state == RegistrationState.CONFIRMED

    session.refresh_from_db()
    assert (session.seats_taken, session.waiting_count) == (2, 0)
    with pytest.raises(ValidationError, match="plus sur la liste"):
        services.give_seat(registration=taken[0], at=NOW, by=by)


def test_seat_given_to_who_was_being_offered_it_is_one_seat(space, session):
    taken = register_all(session, people(space, 3))
    services.cancel_registration(registration=taken[0], at=NOW)

    services.give_seat(registration=taken[2], at=NOW, by=UserFactory())

    session.refresh_from_db()
    assert (SeatOffer.objects.get().state, session.seats_taken) == (OfferState.ACCEPTED, 2)


def test_newcomer_has_the_seat_that_nobody_can_be_asked_about(space, session):
    taken = register_all(session, people(space, 2))
    silent = PersonFactory(space=space, preferred_channel=ContactChannel.NONE)
    services.register(session=session, person=silent, at=NOW)
    services.cancel_registration(registration=taken[0], at=NOW)

    newcomer = services.register(session=session, person=PersonFactory(space=space), at=NOW)

    assert newcomer.state == RegistrationState.CONFIRMED


def test_newcomer_does_not_overtake_who_waits(space, session):
    register_all(session, people(space, 3))
    Session.objects.filter(pk=session.pk).update(capacity=3)

    newcomer = services.register(session=session, person=PersonFactory(space=space), at=NOW + timedelta(hours=1))

    assert newcomer.state == RegistrationState.WAITING


def test_rank_that_was_told_is_not_lost_to_a_clock_read_before(space, session):
    """Two desks read the hour, then take their turn in the other order."""
    *_, first = register_all(session, people(space, 3))

    late = services.register(session=session, person=PersonFactory(space=space), at=NOW)

    assert ranks(session) == [(first.person_id, 1), (late.person_id, 2)]


def test_accepted_offer_gives_the_seat(space, session):
    registrations = register_all(session, people(space, 3))
    services.cancel_registration(registration=registrations[0], at=NOW)

    services.accept_offer(offer=SeatOffer.objects.get(), at=NOW + timedelta(hours=1))

    registrations[2].refresh_from_db()
    assert registrations[2].state == RegistrationState.CONFIRMED
    session.refresh_from_db()
    assert (session.seats_taken, session.waiting_count) == (2, 0)


def test_offer_is_refused_once_its_time_is_up(space, session):
    registrations = register_all(session, people(space, 3))
    services.cancel_registration(registration=registrations[0], at=NOW)

    with pytest.raises(ValidationError, match="restez sur la liste"):
        services.accept_offer(offer=SeatOffer.objects.get(), at=NOW + timedelta(days=3))


def test_declined_offer_goes_to_the_next_and_keeps_the_rank(space, session):
    registrations = register_all(session, people(space, 4))
    services.cancel_registration(registration=registrations[0], at=NOW)

    services.decline_offer(offer=SeatOffer.objects.get(), at=NOW + timedelta(hours=1))

    open_offer = SeatOffer.objects.get(state=OfferState.OPEN)
    assert open_offer.registration == registrations[3]
    assert ranks(session) == [(registrations[2].person_id, 1), (registrations[3].person_id, 2)]


def test_offer_of_the_night_closed_by_a_slow_clock_is_not_followed_by_another_the_day_it_was_for(space, session):
    """Opened at 20 h 05 for the morning, closed by a desk whose clock is a quarter of an hour behind."""
    registrations = register_all(session, people(space, 3))
    evening = NOW.astimezone(ZoneInfo("Europe/Paris")).replace(hour=20, minute=5)
    services.cancel_registration(registration=registrations[0], at=evening)
    services.decline_offer(offer=SeatOffer.objects.get(), at=evening - timedelta(minutes=15))
    next_evening = evening + timedelta(days=1) - timedelta(minutes=10)

    assert services.offer_freed_seats(session=session, at=next_evening) == []

    [again] = services.offer_freed_seats(session=session, at=next_evening + timedelta(days=1))
    assert again.registration == registrations[2]


def test_expired_offer_goes_to_the_next(space, session):
    registrations = register_all(session, people(space, 4))
    services.cancel_registration(registration=registrations[0], at=NOW)

    assert services.expire_offers(at=NOW + timedelta(days=2)) == 1

    states = list(SeatOffer.objects.order_by("pk").values_list("registration", "state"))
    assert states == [(registrations[2].pk, OfferState.EXPIRED), (registrations[3].pk, OfferState.OPEN)]


def test_landline_is_called_not_written_to(space, session):
    registrations = register_all(session, [*people(space, 2), PersonFactory(space=space, landline=True)])

    services.cancel_registration(registration=registrations[0], at=NOW)

    offered = Message.objects.get(kind="offer.open")
    assert (offered.channel, offered.address) == (Channel.PHONE, "+33536492001")


def test_hold_counts_as_taken_and_comes_back(space, session):
    hold = services.hold_seats(
        session=session,
        organisation=OrganisationFactory(space=space),
        seats=2,
        until=session.starts_at,
        by=None,
        at=NOW,
    )
    [waiting] = register_all(session, people(space, 1))
    assert waiting.state == RegistrationState.WAITING

    services.release_hold(hold=hold, at=NOW)

    assert SeatOffer.objects.get().registration == waiting


def test_capacity_is_not_lowered_below_the_seats_taken(space, session):
    register_all(session, people(space, 2))

    with pytest.raises(ValidationError, match="pas assez de places"):
        services.set_capacity(session=session, capacity=1, by=None, at=NOW)


def test_publishing_names_the_missing_answer(space):
    session = SessionFactory(space=space, workshop__audience="")

    with pytest.raises(ValidationError, match="Pour qui"):
        services.publish(session=session, by=None, at=NOW)


def test_session_in_the_past_is_refused(space):
    session = SessionFactory.build(
        space=space,
        workshop=SessionFactory(space=space).workshop,
        venue=SessionFactory(space=space).venue,
        starts_at=NOW - timedelta(days=1),
    )

    with pytest.raises(ValidationError, match="passée"):
        services.create_session(session=session, space=space, by=None, at=NOW)


def test_seat_freed_at_night_is_offered_in_the_morning(space, session):
    registrations = register_all(session, people(space, 3))
    night = NOW.replace(hour=22)  # 23 h in Paris

    services.cancel_registration(registration=registrations[0], at=night)

    morning = NOW.replace(hour=8) + timedelta(days=1)
    offer, message = SeatOffer.objects.get(), Message.objects.get(kind="offer.open")
    assert (offer.offered_at, offer.expires_at) == (morning, morning + timedelta(days=1))
    assert message.due_at == morning


def test_letter_reminds_a_week_before(space, session):
    services.register(session=session, person=PersonFactory(space=space, by_letter=True), at=NOW)
    services.remind_due(at=session.starts_at - timedelta(days=6))

    reminder = Message.objects.get(kind="registration.reminder")
    assert reminder.due_at.astimezone(session.zone).isoformat() == "2026-11-21T09:00:00+01:00"
