"""Slips: received once, read once, acted on once; told back within what she agreed to."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from mediation.common.isolation import everything
from mediation.courier import services as courier
from mediation.courier.enums import Channel, MessageState
from mediation.courier.models import Message
from mediation.courier.registry import kind
from partners import follow_up, services
from partners.enums import PartnerState, ReachChannel, ReferralState, RefusalReason, ShareBack
from partners.models import Referral
from publics.enums import ContactChannel, Origin
from publics.models import Person
from tests.factories import (
    NOW,
    ContactFactory,
    OrganisationFactory,
    PartnerFactory,
    PersonFactory,
    ReferralFactory,
    RegistrationFactory,
    SeatHoldFactory,
    SessionFactory,
    UserFactory,
)
from workshops import services as workshops
from workshops.enums import Presence, RegistrationState
from workshops.models import Registration

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sms")]


@pytest.fixture
def user():
    return UserFactory()


@pytest.fixture
def session(space):
    return SessionFactory(space=space, published=True, capacity=1)


def slip(space, **fields):
    return ReferralFactory.build(space=space, **fields)


def submit(space, **fields):
    return services.submit_referral(referral=slip(space, **fields), space=space, at=NOW)


def told(referral):
    return follow_up.told(Referral.objects.with_details().with_presence().get(pk=referral.pk), at=NOW).text


# --- received ---


@pytest.fixture
def partner(space):
    partner = PartnerFactory(space=space, organisation=OrganisationFactory(space=space, name="Résidence Les Genêts"))
    ContactFactory(
        space=space, partner=partner, name="Samir Coudrier", phone="+33536491234", email="Samir@genets.example"
    )
    return partner


@pytest.mark.parametrize(
    "known", [{"referrer_phone": "05 36 49 12 34"}, {"referrer_phone": "", "referrer_email": "samir@genets.example"}]
)
def test_a_slip_is_attached_to_the_structure_of_a_contact_we_know(space, partner, known):
    slip = submit(space, structure_name="residence les genets", **known)
    assert slip.organisation == partner.organisation


def test_the_name_of_a_structure_alone_attaches_nothing(space, partner, user):
    """Anybody may type it, and the account of the structure would read who the slip is about."""
    ContactFactory(space=space, partner=partner, name="Odile Genêt", phone="", email="", user=user)
    slip = submit(space, structure_name="Résidence Les Genêts")
    assert slip.organisation is None
    assert not Referral.objects.sent_by(user).exists()


def test_a_contact_who_writes_for_another_structure_attaches_nothing(space, partner):
    assert submit(space, structure_name="Un autre lieu", referrer_phone="05 36 49 12 34").organisation is None


def test_a_slip_sent_from_an_account_is_that_of_its_structure(space, partner, user):
    ContactFactory(space=space, partner=partner, name="Odile Genêt", phone="", email="", user=user)
    sent = slip(space, structure_name="Résidence Les Genêts")
    services.submit_referral(referral=sent, space=space, at=NOW, by=user)
    assert list(Referral.objects.sent_by(user)) == [sent]


def test_two_partners_of_one_name_are_left_to_the_desk(space):
    for _ in range(2):
        partner = PartnerFactory(space=space, organisation=OrganisationFactory(space=space, name="CCAS"))
        ContactFactory(space=space, partner=partner, phone="+33536491234")

    assert submit(space, structure_name="CCAS", referrer_phone="05 36 49 12 34").organisation is None


def test_the_same_slip_twice_is_refused_while_the_first_is_open(space, session, user):
    first = submit(space, session=session, last_name="Liseron")

    with pytest.raises(ValidationError, match="Une fiche est déjà ouverte pour cette personne et cet atelier"):
        submit(space, session=session, last_name="LISERON", structure_name="Une autre structure")

    services.decline_referral(referral=first, reason=RefusalReason.OUTSIDE, at=NOW, by=user)
    assert submit(space, session=session, last_name="Liseron").state == ReferralState.RECEIVED


def test_the_same_person_toward_no_session_is_refused_too(space):
    submit(space, last_name="Liseron")

    with pytest.raises(ValidationError):
        submit(space, last_name="Liseron")


def test_without_her_agreement_nothing_is_kept(space):
    with pytest.raises(ValidationError, match="Sans son accord"):
        submit(space, has_agreed=False)
    assert not Referral.objects.of(space).exists()


@pytest.mark.parametrize(
    ("fields", "channel"),
    [
        ({"reach_channel": ReachChannel.SMS}, Channel.SMS),
        ({"reach_channel": ReachChannel.EMAIL, "phone": "", "email": "fatoumata@example.org"}, Channel.EMAIL),
        ({"reach_channel": ReachChannel.PHONE}, None),
        ({"reach_channel": ReachChannel.REFERRER, "phone": ""}, None),
        ({"reach_channel": ReachChannel.SMS, "phone": "+33536492001"}, None),
    ],
)
def test_she_is_told_in_writing_only_when_she_said_so(space, fields, channel):
    submit(space, **fields)

    assert list(Message.objects.values_list("channel", flat=True)) == ([channel] if channel else [])


def test_what_she_is_told(space):
    space.sms_name = "Le Fil"
    referral = submit(
        space, structure_name="Maison des solidarités du Pays d'Orvelle et alentours", first_name="Marie-Thérèse"
    )

    text = kind("referral.received").compose(Message.objects.get()).text

    assert text == (
        "Le Fil : bonjour Marie-Thérès. Maison des solidarités du Pays nous a parlé de vous, avec votre accord. "
        "On vous appelle avant jeu 19 nov. 05 36 49 10 10"
    )
    assert len(text) <= 160
    assert referral.number in str(referral)


def test_she_is_not_told_once_the_slip_is_closed(space, user):
    referral = submit(space)
    services.decline_referral(referral=referral, reason=RefusalReason.NOT_WANTED, at=NOW, by=user)

    courier.claim(Channel.SMS, at=NOW + timedelta(minutes=1))

    assert Message.objects.get().state == MessageState.SKIPPED


def test_on_a_sunday_nobody_is_called(space):
    thursday = NOW + timedelta(days=3)
    referral = services.submit_referral(referral=slip(space), space=space, at=thursday)

    text = kind("referral.received").compose(Message.objects.get(subject_id=referral.pk)).text

    assert "avant lun 23 nov." in text


# --- acted on ---


def test_it_is_opened_once(space, user):
    referral = submit(space)

    assert services.open_referral(referral=referral, at=NOW, by=user)
    assert not services.open_referral(referral=referral, at=NOW + timedelta(hours=1), by=user)
    referral.refresh_from_db()
    assert referral.opened_at == NOW


def test_accepted_she_has_a_seat_and_a_page_of_her_own(space, session, user):
    referral = submit(space, session=session, birth_year=1991, city="Montorvelle")

    registration = services.accept_referral(referral=referral, person=None, at=NOW, by=user)

    person = registration.person
    assert (registration.state, registration.origin) == (RegistrationState.CONFIRMED, Origin.PARTNER)
    assert (person.first_name, person.phone, person.birth_year) == ("Fatoumata", "+33639981010", 1991)
    assert (person.preferred_channel, person.is_provisional) == (ContactChannel.SMS, False)
    referral.refresh_from_db()
    assert (referral.state, referral.closed_at, referral.registration) == (ReferralState.REGISTERED, NOW, registration)


def test_accepted_without_a_call_she_is_to_be_called_and_told(space, session, user):
    """Whoever is told by SMS or e-mail gets it written; a landline would otherwise hear of it two days before."""
    landline = {"reach_channel": "phone", "phone": "+33536492001"}
    unheard = services.accept_referral(
        referral=submit(space, session=session, **landline), person=None, at=NOW, by=user
    )
    called = submit(space, session=session, **(landline | {"first_name": "Awa"}))
    services.call_first(referral=called, at=NOW, by=user)
    heard = services.accept_referral(referral=called, person=None, at=NOW, by=user)

    calls = Message.objects.filter(kind__startswith="registration.", due_at__lte=NOW)
    assert [(call.subject_id, call.channel) for call in calls] == [(unheard.pk, Channel.PHONE)]
    assert heard.state == RegistrationState.WAITING


def test_accepted_toward_a_full_session_she_waits_in_her_turn(space, session, user):
    for person in PersonFactory.create_batch(3, space=space):
        workshops.register(session=session, person=person, at=NOW)
    referral = submit(space, session=session)

    registration = services.accept_referral(referral=referral, person=None, at=NOW + timedelta(hours=1), by=user)

    assert registration.state == RegistrationState.WAITING
    ranked = Registration.objects.filter(session=session).ranked()
    assert dict(ranked.values_list("pk", "rank"))[registration.pk] == 3


def test_accepted_as_somebody_known_she_is_not_written_twice(space, session, user):
    known = PersonFactory(space=space)

    registration = services.accept_referral(referral=submit(space, session=session), person=known, at=NOW, by=user)

    assert registration.person == known
    assert Person.objects.of(space).count() == 1


def test_who_registered_meanwhile_keeps_her_registration(space, session, user):
    known = PersonFactory(space=space)
    own = workshops.register(session=session, person=known, at=NOW)

    assert services.accept_referral(referral=submit(space, session=session), person=known, at=NOW, by=user) == own


def test_accepting_twice_registers_once(space, session, user):
    referral = submit(space, session=session)

    first = services.accept_referral(referral=referral, person=None, at=NOW, by=user)
    second = services.accept_referral(referral=referral, person=None, at=NOW, by=user)

    assert first == second
    assert Person.objects.of(space).count() == 1


def test_a_slip_without_a_session_needs_one(space, session, user):
    referral = submit(space)

    with pytest.raises(ValidationError, match="Choisissez une séance"):
        services.accept_referral(referral=referral, person=None, at=NOW, by=user)

    registration = services.accept_referral(referral=referral, person=None, session=session, at=NOW, by=user)
    assert registration.session == session
    assert not Person.objects.of(space).exclude(pk=registration.person_id).exists()


def test_reached_through_the_structure_she_is_called_there(space, session, user):
    referral = submit(
        space, session=session, reach_channel=ReachChannel.REFERRER, phone="", referrer_phone="+33536491101"
    )

    person = services.accept_referral(referral=referral, person=None, at=NOW, by=user).person

    assert person.preferred_channel == ContactChannel.SOMEONE
    assert (person.helper_name, person.call_number) == ("Samir Coudrier, CCAS de Montorvelle", "+33536491101")


def test_called_first_she_appears_once_among_the_calls(space, session, user):
    referral = submit(space, session=session, reach_channel=ReachChannel.PHONE)

    for _ in range(2):
        services.call_first(referral=referral, at=NOW, by=user)

    call = courier.calls_to_make(space=space, at=NOW)
    assert [(message.kind, message.address) for message in call] == [("referral.call", "+33639981010")]
    assert "Est-ce que cela vous va\u00a0?" in kind("referral.call").compose(call[0]).text

    services.accept_referral(referral=referral, person=None, at=NOW, by=user)
    assert "referral.call" not in {message.kind for message in courier.calls_to_make(space=space, at=NOW)}


def test_without_a_number_nobody_is_to_be_called(space, user):
    referral = submit(space, reach_channel=ReachChannel.EMAIL, phone="", email="f@example.org")

    with pytest.raises(ValidationError, match="ne donne pas de numéro"):
        services.call_first(referral=referral, at=NOW, by=user)


def test_a_closed_slip_does_not_move_again(space, session, user):
    referral = submit(space, session=session)
    services.decline_referral(referral=referral, reason=RefusalReason.OUTSIDE, at=NOW, by=user)
    services.decline_referral(referral=referral, reason=RefusalReason.NOT_OURS, at=NOW, by=user)

    referral.refresh_from_db()
    assert referral.refusal_reason == RefusalReason.OUTSIDE
    with pytest.raises(ValidationError, match="déjà close"):
        services.accept_referral(referral=referral, person=None, at=NOW, by=user)
    with pytest.raises(ValidationError):
        services.call_first(referral=referral, at=NOW, by=user)


@pytest.mark.django_db(transaction=True)
def test_two_desks_at_once_register_once(space, session, user):
    referral = submit(space, session=session)

    def accept(_):
        try:
            with everything():
                return services.accept_referral(referral=referral, person=None, at=NOW, by=user).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as desks:
        assert len(set(desks.map(accept, range(4)))) == 1
    assert Person.objects.of(space).count() == 1


# --- told back ---


def test_the_rank_counts_who_waits_and_the_slips_before(space, session):
    for person in PersonFactory.create_batch(3, space=space):
        workshops.register(session=session, person=person, at=NOW)

    first, second = submit(space, session=session), submit(space, session=session)

    ranks = [follow_up.rank_if_confirmed(Referral.objects.with_details().get(pk=slip.pk)) for slip in (first, second)]
    assert ranks == [3, 4]


def test_no_rank_while_there_are_seats(space, session):
    assert follow_up.rank_if_confirmed(submit(space, session=session)) is None


@pytest.mark.parametrize("presence", [Presence.CAME, Presence.ABSENT])
def test_when_she_shares_nothing_only_closed_is_told(space, session, user, presence):
    referral = submit(space, session=session, share_back=ShareBack.NOTHING)
    assert told(referral) == "Reçue, nous nous en occupons."

    services.call_first(referral=referral, at=NOW, by=user)
    assert told(referral) == "Reçue, nous nous en occupons."

    registration = services.accept_referral(referral=referral, person=None, at=NOW, by=user)
    workshops.note_presence(session=session, person=registration.person, presence=presence, at=NOW, by=user)
    assert told(referral) == "Close."


def test_each_step_is_told_as_it_is_read_from_the_registration(space, session, user):
    workshops.register(session=session, person=PersonFactory(space=space), at=NOW)
    referral = submit(space, session=session, share_back=ShareBack.CAME)
    seen = [told(referral)]
    services.call_first(referral=referral, at=NOW, by=user)
    seen.append(told(referral))
    registration = services.accept_referral(referral=referral, person=None, at=NOW, by=user)
    seen.append(told(referral))
    Registration.objects.filter(session=session).exclude(pk=registration.pk).delete()
    Registration.objects.filter(pk=registration.pk).update(state=RegistrationState.CONFIRMED)
    seen.append(told(referral))
    workshops.note_presence(session=session, person=registration.person, presence=Presence.CAME, at=NOW, by=user)
    seen.append(told(referral))

    assert seen == [
        "Reçue, nous nous en occupons.",
        "Nous allons appeler cette personne.",
        "Inscrite sur la liste d’attente.",
        "Inscrite.",
        "La personne est venue samedi 28 novembre.",
    ]


def test_why_nothing_comes_of_it_is_told_in_the_structure_s_words(space, user):
    referral = submit(space)
    services.decline_referral(referral=referral, reason=RefusalReason.OUTSIDE, at=NOW, by=user)

    assert told(referral) == "Sans suite\u00a0: hors de notre territoire."


def test_what_comes_next_is_told_only_when_she_agreed_to_it(space, session, user):
    referral = submit(space, session=session, share_back=ShareBack.CAME_AND_NEXT)
    person = services.accept_referral(referral=referral, person=None, at=NOW, by=user).person
    later = SessionFactory(space=space, published=True, workshop__title="De belles photos")
    RegistrationFactory(space=space, session=later, person=person)
    referral.refresh_from_db()

    assert follow_up.next_steps(referral, at=NOW) == ["De belles photos, samedi 28 novembre"]
    referral.share_back = ShareBack.CAME
    assert follow_up.next_steps(referral, at=NOW) == []


def test_names_offered_to_anybody_are_those_of_public_or_active_partners(space):
    from partners.models import Partner

    PartnerFactory(space=space, state=PartnerState.IDENTIFIED)
    active = PartnerFactory(space=space, state=PartnerState.ACTIVE)
    listed = PartnerFactory(space=space, source="Annuaire", external_id="1")

    assert set(Partner.objects.of(space).published()) == {active, listed}


# --- seats kept for its group -----------------------------------------------------------------------------------


def from_a_structure_with_seats(space, session, **held):
    """The session is full but for the seats kept for the structure that sends her."""
    organisation = OrganisationFactory(space=space, name="Résidence du Lavoir")
    hold = SeatHoldFactory(space=space, session=session, organisation=organisation, **{"seats": 1} | held)
    referral = submit(space, session=session)
    Referral.objects.filter(pk=referral.pk).update(organisation=organisation)
    referral.refresh_from_db()
    return referral, hold


def test_a_slip_takes_one_of_the_seats_kept_for_its_structure(space, user, session):
    referral, hold = from_a_structure_with_seats(space, session)
    assert follow_up.rank_if_confirmed(referral) is None

    registration = services.accept_referral(referral=referral, person=None, at=NOW, by=user)

    hold.refresh_from_db()
    assert (registration.state, registration.hold, hold.seats) == (RegistrationState.CONFIRMED, hold, 0)


@pytest.mark.parametrize("held", [{"seats": 0}, {"released_at": NOW}], ids=["all named", "given back"])
def test_a_slip_whose_structure_has_no_seat_left_takes_its_turn(space, user, session, held):
    referral, _ = from_a_structure_with_seats(space, session, **held)
    RegistrationFactory(space=space, session=session)

    registration = services.accept_referral(referral=referral, person=None, at=NOW, by=user)

    assert (registration.state, registration.hold) == (RegistrationState.WAITING, None)


def test_a_slip_never_takes_the_seats_of_another_structure(space, user, session):
    SeatHoldFactory(space=space, session=session, seats=1)
    referral = submit(space, session=session)

    registration = services.accept_referral(referral=referral, person=None, at=NOW, by=user)

    assert registration.state == RegistrationState.WAITING
