"""Somebody came by a page: the desk says who she is, and all that was hers follows."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from mediation.courier import inbound
from mediation.courier.enums import Channel
from mediation.courier.models import Message
from publics import services
from publics.models import Person, PersonInterest
from tests.factories import (
    NOW,
    AttendanceFactory,
    InterestFactory,
    PersonFactory,
    PersonInterestFactory,
    RegistrationFactory,
    SessionFactory,
    UserFactory,
    VisitFactory,
)
from workshops.enums import OfferState, Presence, RegistrationState
from workshops.models import Registration, SeatOffer
from workshops.services import register

pytestmark = pytest.mark.django_db


@pytest.fixture
def known(space):
    return PersonFactory(space=space, first_name="Josette", last_name="Aubépine", phone="+33536492001", email="")


@pytest.fixture
def provisional(space):
    return PersonFactory(
        space=space, provisional=True, first_name="Jozette", last_name="Aubepine", phone="+33639981005",
        email="josette@example.org",
    )  # fmt: skip


def reconcile(provisional, known):
    said = services.reconcile(provisional=provisional, known=known, at=NOW, by=UserFactory())
    provisional.refresh_from_db()
    known.refresh_from_db()
    return said


def test_she_stays_readable_under_what_she_had_filled_in(provisional, known):
    reconcile(provisional, known)

    assert (provisional.reconciled_with, provisional.is_provisional) == (known, False)
    assert (provisional.first_name, provisional.phone) == ("Jozette", "+33639981005")


def test_missing_details_are_completed_and_none_overwritten(provisional, known):
    said = reconcile(provisional, known)

    assert (known.first_name, known.phone, known.email) == ("Josette", "+33536492001", "josette@example.org")
    assert said == ["Sa fiche est complétée : adresse e-mail."]
    assert known.version == 2


def test_visits_envies_registrations_and_presences_follow(space, provisional, known):
    shared = PersonInterestFactory(space=space, person=known).interest
    own = PersonInterestFactory(space=space, person=provisional, interest=InterestFactory(leaf=True)).interest
    PersonInterestFactory(space=space, person=provisional, interest=shared)
    factories = (VisitFactory, RegistrationFactory, AttendanceFactory)
    rows = [factory(space=space, person=provisional) for factory in factories]

    reconcile(provisional, known)

    for row in rows:
        row.refresh_from_db()
    assert [row.person for row in rows] == [known] * 3
    assert set(known.interests.values_list("interest", flat=True)) == {shared.pk, own.pk}
    assert {cluster["people_count"] for cluster in PersonInterest.objects.of(space).clusters()} == {1}


def test_registered_twice_she_keeps_her_seat_and_the_other_goes_to_who_waits(space, provisional, known):
    session = SessionFactory(space=space, published=True, capacity=2)
    waiting_person = PersonFactory(space=space, landline=True)
    first, second = (register(session=session, person=who, at=NOW) for who in (provisional, known))
    waiting = register(session=session, person=waiting_person, at=NOW)
    told = set(Message.objects.values_list("pk", flat=True))

    said = reconcile(provisional, known)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.person) == (RegistrationState.CONFIRMED, known)
    assert (second.state, second.person) == (RegistrationState.CANCELLED, known)
    assert said[0].startswith(f"Elle était inscrite deux fois à « {session.workshop} »")
    assert SeatOffer.objects.get().registration == waiting
    told_since = Message.objects.exclude(pk__in=told).values_list("recipient_ref", flat=True)
    assert list(told_since) == [f"person:{waiting_person.pk}"]


def test_registered_alone_and_with_her_family_she_keeps_the_seats_of_her_family(space, provisional, known):
    session = SessionFactory(space=space, published=True)
    alone = register(session=session, person=known, at=NOW)
    family = register(session=session, person=provisional, party_size=3, at=NOW)

    said = reconcile(provisional, known)

    live = Registration.objects.live().filter(session=session)
    assert [(one.pk, one.party_size) for one in live] == [(family.pk, 3)]
    assert alone not in live
    assert said[0].endswith("Places demandées : 3 ici, 1 de l'autre côté ; voyez avec elle.")


def test_registered_twice_on_the_list_she_keeps_the_better_rank(space, provisional, known):
    session = SessionFactory(space=space, published=True, capacity=1)
    register(session=session, person=PersonFactory(space=space), at=NOW)
    early = register(session=session, person=known, at=NOW + timedelta(minutes=1))
    other = register(session=session, person=PersonFactory(space=space), at=NOW + timedelta(minutes=2))
    late = register(session=session, person=provisional, at=NOW + timedelta(minutes=3))

    reconcile(provisional, known)

    ranks = list(Registration.objects.filter(session=session).ranked().values_list("pk", "rank"))
    assert ranks == [(early.pk, 1), (other.pk, 2)]
    late.refresh_from_db()
    assert late.state == RegistrationState.CANCELLED


def test_open_offer_of_the_place_given_up_is_closed(space, provisional, known):
    session = SessionFactory(space=space, published=True, capacity=2)
    register(session=session, person=known, at=NOW)
    waiting = RegistrationFactory(space=space, session=session, person=provisional, state=RegistrationState.WAITING)
    offer = SeatOffer.objects.create(
        space=space, registration=waiting, session=session, seats=1, offered_at=NOW, expires_at=NOW + timedelta(days=1)
    )

    reconcile(provisional, known)

    offer.refresh_from_db()
    session.refresh_from_db()
    assert offer.state == OfferState.DECLINED
    assert (session.seats_taken, session.waiting_count) == (1, 0)


def test_noted_twice_at_a_session_she_came_if_one_says_so(space, provisional, known):
    absent = AttendanceFactory(space=space, person=known, presence=Presence.ABSENT)
    AttendanceFactory(
        space=space, person=provisional, session=absent.session, presence=Presence.CAME, is_first_time=True
    )

    reconcile(provisional, known)

    attendance = absent.session.attendances.get()
    assert (attendance.person, attendance.presence, attendance.is_first_time) == (known, Presence.CAME, True)


def test_she_came_for_the_first_time_once(space, provisional, known):
    first = AttendanceFactory(space=space, person=known, is_first_time=True)
    again = AttendanceFactory(
        space=space, person=provisional, is_first_time=True, session__starts_at=first.session.starts_at + timedelta(7)
    )

    reconcile(provisional, known)

    first.refresh_from_db()
    again.refresh_from_db()
    assert [first.is_first_time, again.is_first_time] == [True, False]


@pytest.mark.usefixtures("sms")
def test_her_answer_is_understood_whoever_she_was_when_we_wrote(space, provisional, known):
    """Two names on one telephone are two people to ask; once they are known to be one, her answer counts."""
    Person.objects.filter(pk=known.pk).update(phone=provisional.phone, preferred_channel="sms")
    known.refresh_from_db()
    people = [known, provisional]
    registrations = [
        register(session=SessionFactory(space=space, published=True), person=person, at=NOW) for person in people
    ]
    told = Message.objects.filter(kind="registration.confirmed")
    told.update(state="sent", sent_at=NOW)
    told.filter(recipient_ref=f"person:{known.pk}").update(sent_at=NOW - timedelta(days=3))
    reconcile(provisional, known)

    inbound.receive(
        space=space, channel=Channel.SMS, sender=known.phone, text="non", provider_ref="1", at=NOW + timedelta(hours=1)
    )

    states = [Registration.objects.get(pk=one.pk).state for one in registrations]
    assert states == [RegistrationState.CONFIRMED, RegistrationState.CANCELLED]


def test_two_desks_reconcile_once(space, provisional, known):
    other = PersonFactory(space=space)
    reconcile(provisional, known)

    with pytest.raises(ValidationError, match="a déjà été reconnue"):
        reconcile(provisional, other)
    with pytest.raises(ValidationError, match="entre-temps"):
        services.reconcile(
            provisional=PersonFactory(space=space, provisional=True), known=provisional, at=NOW, by=UserFactory()
        )


def test_nobody_is_reconciled_with_herself(provisional):
    with pytest.raises(ValidationError, match="déjà été reconnue"):
        reconcile(provisional, provisional)


def test_somebody_new_is_recognised_once(provisional):
    for _ in range(2):
        person = services.recognise(person=provisional, at=NOW, by=UserFactory())

    assert (person.is_provisional, person.version) == (False, 2)
