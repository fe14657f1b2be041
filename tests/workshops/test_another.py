"""« Ouvrir une autre séance » : a long waiting list becomes another date, offered to those who wait, in their order."""

import uuid
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from mediation.accounts.enums import Role
from mediation.accounts.models import Space
from mediation.courier import inbound
from mediation.courier.enums import Channel, MessageState
from mediation.courier.models import Message
from publics.enums import ContactChannel
from publics.services import merge
from tests.factories import NOW, PersonFactory, RegistrationFactory, RoomFactory, SessionFactory, UserFactory
from tests.reading import read
from workshops import services
from workshops.enums import RegistrationState, SessionState
from workshops.models import Registration, SeatOffer, Session
from workshops.wording import page_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now", "sms")]

MOBILE = "+33639981077"


@pytest.fixture
def by(signed_in, space):
    return signed_in(space, Role.MEDIATOR)


@pytest.fixture
def session(space):
    """Full, in twelve days."""
    made = SessionFactory(
        space=space, published=True, capacity=2, workshop__duration_minutes=120, host=UserFactory(),
        workshop__title="Vendre ses gâteaux",
    )  # fmt: skip
    RegistrationFactory.create_batch(2, space=space, session=made)
    return made


def waits(session, *, minutes=0, **person):
    person = PersonFactory(space=session.space, **person)
    return services.register(session=session, person=person, at=NOW + timedelta(minutes=minutes))


def week_later(session):
    return session.starts_at.astimezone(session.zone).date() + timedelta(weeks=1)


def opened(session, *, capacity=None, by=None):
    """The other date, a week later, published."""
    another = services.open_another(session=session, day=week_later(session), at=NOW, by=by)
    if capacity:
        services.set_capacity(session=another, capacity=capacity, at=NOW, by=by)
    return services.publish(session=another, at=NOW, by=by)


def address(session, name="session"):
    return reverse(f"workshops:{name}", args=[session.code])


def states(session):
    """By first name: where each stands at that date."""
    rows = Registration.objects.filter(session=session).values_list("person__first_name", "state")
    return dict(rows)


def offers_of(session):
    return list(SeatOffer.objects.open().filter(session=session).order_by("pk"))


@pytest.mark.requirement("R082")
def test_a_list_of_half_the_seats_proposes_another_session_which_asks_only_for_its_date(client, by, space, session):
    assert "Ouvrir une autre séance" not in read(client.get(address(session)))
    waits(session, first_name="Amina")
    page = read(client.get(address(session)))
    assert "1 personne attend pour 2 places" in page
    assert "il ne reste que la date à choisir" in page

    form = client.get(address(session, "open_another"))
    assert read(form).count("Quel jour ?") == 1
    proposed = form.context["form"].initial["date"]
    said = {"date": proposed.isoformat(), "submission": str(uuid.uuid4())}
    draft = read(client.post(address(session, "open_another"), said, follow=True))

    assert proposed == week_later(session)
    assert "La séance est prête, en brouillon" in draft
    another = Session.objects.get(opened_for=session)
    inherited = ("workshop", "venue", "host", "capacity", "time_zone")
    assert [getattr(another, name) for name in inherited] == [getattr(session, name) for name in inherited]
    assert another.starts_at == session.starts_at + timedelta(weeks=1)
    client.post(address(another, "publish"))
    assert "place proposée" in read(client.get(address(another)))
    assert "invitée samedi 5 décembre" in read(client.get(address(session)))


def test_the_space_decides_how_long_a_list_is(client, by, space, session):
    Space.objects.filter(pk=space.pk).update(long_list_percent=100)
    waits(session)
    assert "il ne reste que la date à choisir" not in read(client.get(address(session)))

    waits(session)

    assert "il ne reste que la date à choisir" in read(client.get(address(session)))


def test_who_may_not_run_workshops_is_not_asked_to_open_one(client, signed_in, space, session):
    signed_in(space, Role.RECEPTION)
    waits(session)

    assert "Ouvrir une autre séance" not in read(client.get(address(session)))
    assert client.get(address(session, "open_another")).status_code == 403


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2026-11-15", "Cette date est passée."),
        ("2046-11-15", "bien loin"),
        ("demain", "date valide"),
        ("", "Choisissez un jour."),
        ("1" * 10_000, "date valide"),
    ],
)
def test_a_day_that_cannot_be_is_said_and_kept(client, by, session, day, said):
    waits(session)

    refused = client.post(address(session, "open_another"), {"date": day, "submission": str(uuid.uuid4())})

    assert (refused.status_code, Session.objects.count()) == (422, 1)
    assert said in read(refused)
    assert day in refused.content.decode()


def test_a_day_when_the_room_or_the_host_is_taken_is_refused_with_what_takes_it(client, by, space, session):
    session.room = RoomFactory(space=space, venue=session.venue)
    session.save()
    waits(session)
    SessionFactory(
        space=space, published=True, venue=session.venue, room=session.room, workshop__title="Le café des écrans",
        starts_at=session.starts_at + timedelta(weeks=1),
    )  # fmt: skip
    proposed = client.get(address(session, "open_another")).context["form"].initial["date"]
    assert proposed == week_later(session) + timedelta(weeks=1)

    said = {"date": week_later(session).isoformat(), "submission": str(uuid.uuid4())}
    refused = client.post(address(session, "open_another"), said)

    assert refused.status_code == 422
    assert "Le café des écrans" in read(refused)


def test_the_form_sent_twice_opens_one_session(client, by, session):
    waits(session)
    said = {"date": week_later(session).isoformat(), "submission": str(uuid.uuid4())}

    for _ in range(2):
        client.post(address(session, "open_another"), said)

    assert Session.objects.filter(opened_for=session).count() == 1


def test_when_nobody_waits_any_more_nothing_is_opened(client, by, session):
    said = {"date": week_later(session).isoformat(), "submission": str(uuid.uuid4())}

    refused = client.post(address(session, "open_another"), said)

    assert refused.status_code == 422
    assert "Personne n’attend plus" in read(refused)


def test_another_space_is_not_found(client, by):
    theirs = SessionFactory(published=True)

    assert client.get(address(theirs, "open_another")).status_code == 404
    assert client.post(address(theirs, "invite_who_waits")).status_code == 404


def test_those_who_wait_are_invited_in_order_and_keep_their_rank_until_they_accept(session):
    amina = waits(session, first_name="Amina")
    waits(session, minutes=1, first_name="Awa")
    another = opened(session, capacity=1)

    [offer] = offers_of(another)
    assert (offer.registration.person, states(another)) == (amina.person, {"Amina": "waiting", "Awa": "waiting"})
    assert states(session)["Amina"] == RegistrationState.WAITING

    services.accept_offer(offer=offer, at=NOW)

    amina.refresh_from_db()
    session.refresh_from_db()
    assert (amina.state, session.waiting_count) == (RegistrationState.CANCELLED, 1)
    assert states(another) == {"Amina": "confirmed", "Awa": "waiting"}
    assert not Message.objects.filter(kind="registration.cancelled").exists()
    assert list(session.registrations.ranked().values_list("person__first_name", "rank")) == [("Awa", 1)]


def test_a_seat_taken_at_the_first_date_frees_what_was_kept_at_the_other_for_who_follows(session):
    amina, awa = waits(session, first_name="Amina"), waits(session, minutes=1, first_name="Awa")
    another = opened(session, capacity=1)
    assert [offer.registration.person for offer in offers_of(another)] == [amina.person]
    services.cancel_registration(registration=session.registrations.confirmed().first(), at=NOW)

    [offer] = offers_of(session)
    services.accept_offer(offer=offer, at=NOW)

    assert states(another) == {"Amina": "cancelled", "Awa": "waiting"}
    assert [offer.registration.person for offer in offers_of(another)] == [awa.person]


def test_not_this_date_keeps_the_rank_at_the_first_and_is_not_asked_again(client, session):
    amina = waits(session, first_name="Amina", phone=MOBILE)
    another = opened(session)
    Message.objects.filter(kind="offer.invited").update(state=MessageState.SENT, sent_at=NOW)

    received = inbound.receive(
        space=session.space, channel=Channel.SMS, sender=MOBILE, text="non", provider_ref="n", at=NOW
    )

    assert received.handled_at
    assert states(another) == {"Amina": "cancelled"}
    amina.refresh_from_db()
    assert amina.state == RegistrationState.WAITING
    assert services.invite_who_waits(session=another, at=NOW, by=None) == 0
    services.offer_freed_seats(session=another, at=NOW + timedelta(days=2))
    assert not offers_of(another)
    hers = client.get(page_of(Registration.objects.get(session=another), another))
    assert "C’est noté : pas cette date" in read(hers)
    assert "Vous gardez votre rang sur la liste de l’autre date." in read(hers)


def test_her_page_of_the_first_date_leads_to_the_other_once_she_comes_there(client, session):
    amina = waits(session, first_name="Amina")
    another = opened(session)
    page = read(client.get(page_of(Registration.objects.get(session=another), another)))
    assert "Une autre date pour vous" in page
    services.accept_offer(offer=offers_of(another)[0], at=NOW)

    first = client.get(page_of(amina, session))

    assert "Vous venez à une autre date" in read(first)
    assert page_of(Registration.objects.get(session=another), another) in first.content.decode()


def test_a_landline_is_invited_by_a_call_and_who_nothing_reaches_is_shown_to_the_desk(client, by, session):
    waits(session, first_name="Ginette", landline=True)
    waits(session, minutes=1, first_name="Odile", preferred_channel=ContactChannel.NONE)
    another = opened(session)

    calls = read(client.get(reverse("desk:calls")))
    assert "Ginette" in calls
    assert "Une autre date pour elle" in calls
    shown = read(client.get(address(another)))
    assert shown.index("Ginette") < shown.index("Odile")
    assert "rien ne permet de la joindre" in shown
    services.give_seat(
        registration=Registration.objects.get(session=another, person__first_name="Odile"), at=NOW, by=by
    )
    assert states(session)["Odile"] == RegistrationState.CANCELLED


def test_the_script_of_the_call_says_that_her_rank_is_kept(client, by, session):
    waits(session, first_name="Ginette", landline=True)
    opened(session)

    script = read(client.get(reverse("desk:call", args=[Message.objects.get(kind="offer.invited").pk])))

    assert "Nous ouvrons une autre date : samedi 5 décembre" in script
    assert "elle garde son rang pour l’autre" in script


def test_who_joins_the_list_later_is_invited_by_one_button_and_once(client, by, session):
    waits(session, first_name="Amina")
    another = opened(session)
    waits(session, minutes=5, first_name="Zoé")
    assert "1 personne attend encore à une autre date" in read(client.get(address(another)))

    shown = read(client.post(address(another, "invite_who_waits"), follow=True))
    assert "1 personne est invitée" in shown
    assert "Personne n’attendait plus" in read(client.post(address(another, "invite_who_waits"), follow=True))

    assert len(offers_of(another)) == 2


def test_a_draft_that_is_opened_invites_nobody_before_it_is_published(session):
    waits(session)

    another = services.open_another(session=session, day=week_later(session), at=NOW, by=None)

    assert not another.registrations.exists()
    with pytest.raises(ValidationError, match="pas ouverte"):
        services.invite_who_waits(session=another, at=NOW, by=None)


def test_a_third_date_invites_those_who_still_wait_at_either(session):
    waits(session, first_name="Amina")
    second = opened(session, capacity=1)
    services.accept_offer(offer=offers_of(second)[0], at=NOW)
    waits(session, minutes=2, first_name="Awa")
    waits(second, minutes=1, first_name="Zoé")

    third = services.open_another(session=second, day=week_later(second), at=NOW, by=None)
    services.set_capacity(session=third, capacity=2, at=NOW, by=None)
    services.publish(session=third, at=NOW, by=None)

    assert third.opened_for == session
    assert [offer.registration.person.first_name for offer in offers_of(third)] == ["Zoé", "Awa"]


def test_the_other_date_called_off_is_told_to_those_who_heard_of_it_alone(session):
    amina = waits(session)
    waits(session, minutes=1)
    another = opened(session, capacity=1)

    services.cancel_session(session=another, at=NOW, by=None)

    told = Message.objects.filter(kind="session.cancelled").values_list("recipient_ref", flat=True)
    assert list(told) == [f"person:{amina.person_id}"]


def test_silence_keeps_the_seat_for_nobody_and_her_rank_at_both(session):
    waits(session, first_name="Amina")
    waits(session, minutes=1, first_name="Awa")
    another = opened(session, capacity=1)

    services.expire_offers(at=NOW + timedelta(days=2))

    assert [offer.registration.person.first_name for offer in offers_of(another)] == ["Awa"]
    assert states(another) == {"Amina": "waiting", "Awa": "waiting"}


def test_two_records_merged_hold_one_invitation(session):
    amina, double = waits(session, first_name="Amina"), waits(session, minutes=1, first_name="Amina")
    another = opened(session)

    merge(kept=amina.person, merged=double.person, at=NOW, by=None)

    live = Registration.objects.live().filter(session__in=[session, another])
    assert sorted(live.filter(person=amina.person).values_list("session", flat=True)) == [session.pk, another.pk]
    assert not live.filter(person=double.person).exists()


def test_a_session_opened_across_the_change_of_hour_keeps_the_hour_of_the_clocks(space):
    winter = SessionFactory(
        space=space, published=True, capacity=1, starts_at=datetime.fromisoformat("2027-03-24T14:00+01:00")
    )
    RegistrationFactory(space=space, session=winter)
    waits(winter)

    another = services.open_another(session=winter, day=week_later(winter), at=NOW, by=None)

    assert another.starts_at.astimezone(another.zone).isoformat() == "2027-03-31T14:00:00+02:00"
    assert another.state == SessionState.DRAFT


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_reads_as_much_whatever_their_number(client, by, session, count, django_assert_num_queries):
    for minute in range(count):
        waits(session, minutes=minute)
    another = opened(session, capacity=4)
    client.get(address(session))

    with django_assert_num_queries(17):
        client.get(address(session))
    with django_assert_num_queries(18):
        client.get(address(another))
