"""A family registers in one gesture: a seat each, all together or none, each free not to come, one told for all."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from mediation.accounts.enums import Role
from mediation.courier.enums import Channel, MessageState
from mediation.courier.models import Message
from mediation.courier.registry import kind
from mediation.desk.services import close_call
from publics.enums import ContactChannel
from publics.models import Person
from publics.services import merge
from tests.factories import NOW, PersonFactory, RegistrationFactory, SeatHoldFactory, SessionFactory
from tests.reading import read
from workshops import services
from workshops.enums import OfferState, RegistrationState
from workshops.models import Registration, SeatOffer
from workshops.wording import page_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now", "sms")]


@pytest.fixture
def desk(client, signed_in, space):
    signed_in(space, Role.RECEPTION)
    return client


@pytest.fixture
def session(space):
    return SessionFactory(space=space, published=True, capacity=4, workshop__title="Les photos de famille")


def family(session, *, names=("Sami", "Lina"), party_size=1, at=NOW, **person):
    person = PersonFactory(space=session.space, **({"first_name": "Amina"} | person))
    relatives = [services.Named(name, "Benali") for name in names]
    return services.register_together(session=session, person=person, relatives=relatives, party_size=party_size, at=at)


def alone(session, *, minutes=0, **person):
    at = NOW + timedelta(minutes=minutes)
    return services.register(session=session, person=PersonFactory(space=session.space, **person), at=at)


def states(session):
    rows = Registration.objects.filter(session=session).order_by("pk").values_list("person__first_name", "state")
    return dict(rows)


def taken(session):
    session.refresh_from_db()
    return session.seats_taken, session.waiting_count


def messages():
    return list(Message.objects.exclude(kind="registration.reminder").order_by("pk").values_list("kind", flat=True))


def sent(kind):
    Message.objects.filter(kind=kind).update(state=MessageState.SENT, sent_at=NOW)


# --- at the desk -------------------------------------------------------------------------------------------------


def register_at_the_desk(desk, session, person, **said):
    said = {"person": person.code, "party_size": 1, "submission": str(uuid.uuid4())} | said
    return desk.post(reverse("workshops:register", args=[session.code]), said, follow=True)


def test_a_relative_is_registered_beside_her_with_a_seat_of_her_own(desk, space, session):
    amina = PersonFactory(space=space, first_name="Amina", last_name="Benali")

    page = read(register_at_the_desk(desk, session, amina, relatives="Sami Benali\nLina"))

    assert "Amina B. et les siens sont inscrits : 3 personnes." in page
    assert states(session) == dict.fromkeys(["Amina", "Sami", "Lina"], "confirmed")
    assert Registration.objects.values("booking").distinct().count() == 1
    assert "avec Lina et Sami" in page
    assert "prévenue avec les siens" in page
    sami = Person.objects.get(first_name="Sami")
    assert (sami.is_provisional, sami.preferred_channel, sami.call_number) == (True, "someone", amina.phone)


def test_those_who_come_unnamed_are_still_counted_with_her(desk, space, session):
    register_at_the_desk(desk, session, PersonFactory(space=space), relatives="Sami", party_size=4)

    assert list(Registration.objects.order_by("pk").values_list("party_size", flat=True)) == [3, 1]
    assert taken(session) == (4, 0)


@pytest.mark.parametrize(
    ("relatives", "said"),
    [
        ("06 39 98 10 01", "écrivez un prénom et un nom"),
        ("Sami " + "a" * 61, "écrivez un prénom et un nom"),
        ("2 85 03 33 063 012 26", "sécurité sociale"),
        ("S" * 10_000, "600"),
        ("\n".join(["Sami"] * 8), "8 personnes au plus"),
    ],
)
def test_names_that_are_not_understood_are_said_and_kept(desk, space, session, relatives, said):
    page = register_at_the_desk(desk, session, PersonFactory(space=space), relatives=relatives, party_size=3)

    assert (page.status_code, Registration.objects.count(), Person.objects.count()) == (422, 0, 1)
    assert said in read(page)
    assert relatives.replace("\n", "\r\n") in page.content.decode() or relatives in page.content.decode()
    assert '<option value="3" selected>' in page.content.decode()


def test_a_family_sent_twice_is_registered_once(desk, space, session):
    amina, key = PersonFactory(space=space), str(uuid.uuid4())

    for _ in range(2):
        register_at_the_desk(desk, session, amina, relatives="Sami", submission=key)

    assert taken(session) == (2, 0)


def test_a_family_on_the_seats_kept_for_a_group_takes_as_many_of_them(space, session):
    hold = SeatHoldFactory(space=space, session=session, seats=3)
    person = PersonFactory(space=space)

    services.register_together(
        session=session, person=person, relatives=[services.Named("Sami")], party_size=1, hold=hold, at=NOW
    )

    hold.refresh_from_db()
    assert (hold.seats, hold.registrations.count()) == (1, 2)


def test_one_of_them_does_not_come_or_all_of_them(desk, session):
    amina = family(session)
    sami = Registration.objects.get(person__first_name="Sami")
    address = reverse("workshops:cancel_registration", args=[sami.code])
    assert "Toutes les personnes inscrites ensemble : Amina, Sami, Lina" in read(desk.get(address))

    desk.post(address, {"who": "one"})
    assert states(session) == {"Amina": "confirmed", "Sami": "cancelled", "Lina": "confirmed"}

    shown = desk.post(reverse("workshops:cancel_registration", args=[amina.code]), {"who": "all"}, follow=True)
    assert "et les siens ne viennent pas" in read(shown)
    assert taken(session) == (0, 0)


# --- on the public page ------------------------------------------------------------------------------------------

WHO = {"first_name": "Amina", "last_name": "Benali", "party_size": "1"}


def steps(client, session, **said):
    """Both steps, as a browser without script sends them."""
    address = reverse("public:register", args=[session.space.slug, session.code])
    who = WHO | {"step": "who", "relatives": said.pop("relatives", "")}
    first = client.post(address, who)
    if first.status_code != 200:
        return first
    carried = {"relatives": ", ".join(filter(None, who["relatives"].splitlines()))}
    reach = {"way": "phone", "phone": "06 39 98 10 01", "submission": str(uuid.uuid4()), "saw_seat": "yes"}
    return client.post(address, WHO | carried | reach | {"step": "reach"} | said, follow=True)


def test_a_family_registers_on_the_public_page_and_reads_its_names(client, session):
    page = read(steps(client, session, relatives="Sami Benali\nLina Benali", comfort=["ramp", "quiet"]))

    assert "Vos 3 places sont gardées" in page
    assert "Pour Amina, Sami, Lina." in page
    assert Registration.objects.get(person__first_name="Amina").comfort == ["ramp", "quiet"]
    assert "registration.confirmed" in messages()
    assert len(messages()) == 1


def test_the_second_step_says_who_comes_and_carries_it(client, session):
    address = reverse("public:register", args=[session.space.slug, session.code])

    page = client.post(address, WHO | {"step": "who", "relatives": "Sami Benali\nLina"})

    assert "Amina Benali , avec Sami Benali, Lina, 3 personnes" in read(page)
    assert '<input type="hidden" name="relatives" value="Sami Benali, Lina">' in page.content.decode()
    assert "Pour être à l’aise" in read(page)


def test_what_is_not_a_name_is_refused_at_the_first_step_and_kept(client, session):
    page = steps(client, session, relatives="12 rue du Lac")

    assert page.status_code == 422
    assert "écrivez un prénom et un nom" in read(page)
    assert "12 rue du Lac" in page.content.decode()


def test_a_family_of_eight_then_a_library_of_thirty_are_not_taken_for_abuse(client, space):
    session = SessionFactory(space=space, published=True, capacity=60)
    assert steps(client, session, relatives="\n".join(f"Enfant {letter}" for letter in "ABCDEFG")).status_code == 200

    for number in range(30):
        phone = f"06 39 98 12 {number:02}"
        assert steps(client, session, phone=phone).status_code == 200

    assert taken(session) == (38, 0)


def test_more_than_forty_sendings_from_one_address_in_an_hour_are_refused(client, space):
    session = SessionFactory(space=space, published=True, capacity=60)

    answers = [steps(client, session, phone=f"06 39 98 12 {number:02}").status_code for number in range(41)]

    assert answers == [200] * 40 + [429]


def test_her_page_lets_each_not_come_or_nobody(client, session):
    amina = family(session)
    hers = page_of(amina, session)
    page = client.get(hers)
    assert read(page).count("Ne vient pas : ") == 3
    lina = Registration.objects.get(person__first_name="Lina")

    for _ in range(2):
        client.post(hers, {"act": "alone", "who": lina.code})
    assert states(session)["Lina"] == RegistrationState.CANCELLED
    assert "Vos 2 places sont gardées" in read(client.get(hers))

    client.post(hers, {"act": "cancel"})
    assert taken(session) == (0, 0)
    assert "votre place est libérée" in read(client.get(hers))


def test_her_page_acts_on_nobody_else(client, session):
    hers, other = page_of(family(session, names=["Sami"]), session), alone(session)

    for code in (other.code, "\x00", "x" * 10_000):
        assert client.post(hers, {"act": "alone", "who": code}).status_code == 404

    other.refresh_from_db()
    assert other.state == RegistrationState.CONFIRMED


# --- together or none --------------------------------------------------------------------------------------------


def test_a_family_for_whom_there_is_not_room_waits_together(session):
    alone(session)
    alone(session)

    amina = family(session)

    assert (amina.state, taken(session)) == (RegistrationState.WAITING, (2, 3))


def test_a_family_is_passed_over_for_who_fits_keeps_its_rank_and_the_desk_sees_why(desk, session):
    seated = [alone(session, minutes=minute) for minute in range(4)]
    family(session, at=NOW + timedelta(minutes=5))
    zoe = alone(session, minutes=6, first_name="Zoé")
    other = alone(session, minutes=7, first_name="Awa")

    services.cancel_registration(registration=seated[0], at=NOW + timedelta(hours=1))
    assert [offer.registration for offer in SeatOffer.objects.open()] == [zoe]
    services.cancel_registration(registration=other, at=NOW + timedelta(hours=1))
    services.cancel_registration(registration=seated[1], at=NOW + timedelta(hours=1))

    page = read(desk.get(reverse("workshops:session", args=[session.code])))
    assert "passée, elle garde son rang" in page
    assert "3 places demandées, 1 libre" in page


def freed_for_the_family(session):
    """Four seated; then Amina, Sami and Lina wait, and three seats are freed: theirs, offered together."""
    seated = [alone(session, minutes=minute) for minute in range(4)]
    amina = family(session, at=NOW + timedelta(minutes=5))
    for registration in seated[:3]:
        services.cancel_registration(registration=registration, at=NOW + timedelta(hours=1))
    return amina


def test_the_seats_of_a_family_are_offered_at_once_in_one_message(session):
    amina = freed_for_the_family(session)

    assert SeatOffer.objects.open().count() == 3
    [offered] = Message.objects.filter(kind="offer.open")
    assert offered.recipient_ref == f"person:{amina.person_id}"
    offered.channel = Channel.EMAIL
    said = kind("offer.open").compose(offered)
    assert "3 places se libèrent" in said.text
    assert "Ces 3 places sont pour vous et Sami et Lina" in said.text


@pytest.mark.parametrize("who", ["Amina", "Lina"])
def test_one_yes_seats_all_of_them_and_twice_is_once(session, who):
    freed_for_the_family(session)
    offer = SeatOffer.objects.get(registration__person__first_name=who)

    for _ in range(2):
        services.accept_offer(offer=offer, at=NOW + timedelta(hours=2))

    assert taken(session) == (4, 0)
    assert messages().count("offer.accepted") == 1


def test_one_no_leaves_all_of_them_on_the_list_and_the_next_is_asked(session):
    freed_for_the_family(session)
    awa = alone(session, minutes=70)

    services.decline_offer(offer=SeatOffer.objects.open().first(), at=NOW + timedelta(hours=2))

    assert [offer.registration for offer in SeatOffer.objects.open()] == [awa]
    assert taken(session) == (2, 4)


def test_silence_closes_their_offers_together_and_says_it_once(session):
    freed_for_the_family(session)

    services.expire_offers(at=NOW + timedelta(days=2))

    assert set(SeatOffer.objects.values_list("state", flat=True)) == {OfferState.EXPIRED}
    assert messages().count("offer.expired") == 1


def test_seats_given_at_the_desk_are_given_to_all_of_them_or_refused(space, session):
    seated = [alone(session, minutes=minute) for minute in range(4)]
    amina = family(session, preferred_channel=ContactChannel.NONE)
    for registration in seated[:2]:
        services.cancel_registration(registration=registration, at=NOW)
    with pytest.raises(ValidationError, match="assez de places"):
        services.give_seat(registration=amina, at=NOW, by=None)

    services.cancel_registration(registration=seated[2], at=NOW)
    services.give_seat(registration=amina, at=NOW, by=None)

    assert taken(session) == (4, 0)


# --- one told for all --------------------------------------------------------------------------------------------


def test_one_confirmation_and_one_reminder_for_the_booking(session):
    amina = family(session)
    services.remind_due(at=session.starts_at)

    told = Message.objects.values_list("kind", "recipient_ref")
    ref = f"person:{amina.person_id}"
    assert sorted(told) == [("registration.confirmed", ref), ("registration.reminder", ref)]
    text = kind("registration.confirmed").compose(Message.objects.get(kind="registration.confirmed")).text
    assert "place gardée pour Amina + 2." in text


def test_a_session_moved_or_called_off_is_said_once_to_the_family(session):
    family(session)

    starts_at = session.starts_at + timedelta(days=1)
    services.move_session(session=session, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2), by=None, at=NOW)
    services.cancel_session(session=session, by=None, at=NOW)

    assert messages().count("session.moved") == messages().count("session.cancelled") == 1


def test_when_she_alone_does_not_come_those_who_do_are_reminded_through_her(session):
    amina = family(session)
    sent("registration.confirmed")

    services.cancel_registration(registration=amina, at=NOW)
    services.remind_due(at=session.starts_at)

    sami = Person.objects.get(first_name="Sami")
    reminders = Message.objects.filter(kind="registration.reminder", recipient_ref=f"person:{sami.pk}")
    assert [(each.channel, each.address) for each in reminders] == [(Channel.PHONE, amina.person.phone)]


def test_when_she_leaves_before_anything_was_told_those_who_stay_are_told(session):
    amina = family(session)

    services.cancel_registration(registration=amina, at=NOW)

    sami = Person.objects.get(first_name="Sami")
    confirmed = Message.objects.filter(kind="registration.confirmed", state=MessageState.QUEUED)
    assert [each.recipient_ref for each in confirmed] == [f"person:{sami.pk}"]


def test_no_on_the_telephone_is_for_all_of_them(session):
    family(session, landline=True)
    services.remind_due(at=session.starts_at)
    call = Message.objects.get(kind="registration.reminder")

    close_call(message=call, outcome="cancelled", at=NOW, by=None)

    assert taken(session) == (0, 0)


def test_a_relative_known_elsewhere_keeps_her_seat_once_recognised(space, session):
    family(session)
    sami = Person.objects.get(first_name="Sami")
    known = PersonFactory(space=space, first_name="Samir")

    merge(kept=known, merged=sami, at=NOW, by=None)

    assert known.registrations.get().state == RegistrationState.CONFIRMED
    assert taken(session) == (3, 0)


def test_two_relatives_each_have_a_seat_at_the_same_session(session):
    """A second one never takes the place of the first."""
    family(session, names=["Sami"])
    family(session, names=["Sami"], first_name="Nadia", at=NOW + timedelta(minutes=1))

    assert taken(session) == (4, 0)


def test_more_than_a_family_is_a_group(session):
    with pytest.raises(ValidationError, match="gardez plutôt des places"):
        family(session, names=["Enfant"] * 8)

    assert not Person.objects.filter(first_name="Enfant").exists()
    RegistrationFactory(space=session.space, session=session)
    assert taken(session) == (1, 0)
