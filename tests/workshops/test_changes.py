"""Who is told what, by which channel, once, when something of a session changes: the whole matrix, as a table."""

import re
from collections import Counter
from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from mediation.accounts.enums import Role
from mediation.accounts.models import Space, User
from mediation.courier import inbound
from mediation.courier import services as courier
from mediation.courier.enums import Channel, MessageState
from mediation.courier.models import Message
from publics.enums import ContactChannel
from tests.factories import PersonFactory, RoomFactory, SessionFactory, UserFactory, VenueFactory, morning
from tests.reading import read
from workshops import services
from workshops.enums import Presence, RegistrationState
from workshops.models import SeatOffer, Session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sms")]

SMS, EMAIL, CALL = Channel.SMS, Channel.EMAIL, Channel.PHONE
MOVED, PLACE, CANCELLED = "session.moved", "session.place", "session.cancelled"
FEEDBACK = "session.feedback"
AMINA = "+33639981002"


@pytest.fixture
def desk(client, signed_in, space):
    signed_in(space, Role.MEDIATOR)
    return client


@pytest.fixture
def session(space):
    """Full: Amina by SMS, Nadia by e-mail, Lucien on his landline, Odile whom nothing reaches. Awa waits, by SMS; Tom
    cancelled. What they were told has left."""
    at = timezone.now().replace(second=0, microsecond=0) - timedelta(hours=2)
    session = SessionFactory(space=space, published=True, capacity=4, starts_at=morning(at) + timedelta(days=20))
    ways = {
        "Tom": {},
        "Amina": {"phone": AMINA},
        "Nadia": {"by_email": True},
        "Lucien": {"landline": True},
        "Odile": {"preferred_channel": ContactChannel.NONE},
        "Awa": {"phone": "+33639981003"},
    }
    for name, way in ways.items():
        one = services.register(session=session, person=PersonFactory(space=space, first_name=name, **way), at=at)
        if name == "Tom":
            services.cancel_registration(registration=one, at=at)
    sent = Message.objects.filter(due_at__lte=timezone.now(), state=MessageState.QUEUED)
    sent.update(state=MessageState.SENT, sent_at=at)
    return Session.objects.get(pk=session.pk)


def of(session, name):
    return session.registrations.get(person__first_name=name)


def edited(session, **changed) -> dict:
    """The form of a session as it is, but for what changes."""
    start, end = (moment.astimezone(session.zone) for moment in (session.starts_at, session.ends_at))
    form = {
        "date": start.date().isoformat(),
        "start": f"{start:%H:%M}",
        "end": f"{end:%H:%M}",
        "venue": session.venue_id,
        "room": session.room_id or "",
        "host": session.host_id or "",
        "version": session.version,
    }
    return form | changed


def edit(desk, session, **changed):
    return desk.post(reverse("workshops:edit_session", args=[session.code]), edited(session, **changed), follow=True)


def another_day(session) -> str:
    return (session.starts_at.astimezone(session.zone).date() + timedelta(days=7)).isoformat()


def move(desk, session):
    edit(desk, session, date=another_day(session), tell="date")


def change_place(desk, session):
    edit(desk, session, venue=VenueFactory(space=session.space).pk, room="", tell="place")


def change_room(desk, session):
    edit(desk, session, room=RoomFactory(space=session.space, venue=session.venue).pk)


def end_later(desk, session):
    end = (session.ends_at + timedelta(minutes=30)).astimezone(session.zone)
    edit(desk, session, end=f"{end:%H:%M}")


def cancel(desk, session):
    desk.post(reverse("workshops:cancel_session", args=[session.code]))


def cancel_hers(desk, session):
    desk.post(reverse("workshops:cancel_registration", args=[of(session, "Amina").code]))


def lower(desk, session):
    desk.post(reverse("workshops:capacity", args=[session.code]), {"capacity": 3})


def enlarge(desk, session):
    desk.post(reverse("workshops:capacity", args=[session.code]), {"capacity": 5})


def close(desk, session):
    """Held: everybody came but Lucien, who said that he would not."""
    said = {"Lucien": Presence.EXCUSED}
    for one in session.registrations.confirmed().select_related("person"):
        presence = said.get(one.person.first_name, Presence.CAME)
        services.note_presence(session=session, person=one.person, presence=presence, at=session.ends_at, by=None)
    with time_machine.travel(session.ends_at, tick=False):
        desk.force_login(User.objects.get())
        desk.post(reverse("workshops:close_session", args=[session.code]))


def close_without_asking(desk, session):
    Space.objects.update(asks_feedback=False)
    close(desk, session)


MATRIX = {
    move: {("Amina", MOVED, SMS), ("Nadia", MOVED, EMAIL), ("Lucien", MOVED, CALL), ("Awa", MOVED, SMS)},
    change_place: {("Amina", PLACE, SMS), ("Nadia", PLACE, EMAIL), ("Lucien", PLACE, CALL)},
    change_room: set(),
    end_later: set(),
    cancel: {
        ("Amina", CANCELLED, SMS), ("Nadia", CANCELLED, EMAIL), ("Lucien", CANCELLED, CALL), ("Awa", CANCELLED, SMS),
    },
    cancel_hers: {("Amina", "registration.cancelled", SMS), ("Awa", "offer.open", SMS)},
    lower: set(),
    enlarge: {("Awa", "offer.open", SMS)},
    close: {("Amina", FEEDBACK, SMS), ("Nadia", FEEDBACK, EMAIL)},
    close_without_asking: set(),
}  # fmt: skip


def told(session) -> list[tuple]:
    """What was written since, reminders aside: they follow the date."""
    about = {registration.pk: registration.person.first_name for registration in session.registrations.all()}
    about_offers = {offer.pk: about[offer.registration_id] for offer in SeatOffer.objects.all()}
    written = Message.objects.filter(state=MessageState.QUEUED).exclude(kind="registration.reminder")
    return [
        (
            (about_offers if message.kind.startswith("offer") else about)[message.subject_id],
            message.kind,
            message.channel,
        )
        for message in written
    ]


def has_changed(session) -> bool:
    now = Session.objects.get(pk=session.pk)
    read = ("starts_at", "ends_at", "venue_id", "room_id", "state", "capacity")
    cancelled = now.registrations.filter(state=RegistrationState.CANCELLED).count()
    return cancelled > 1 or any(getattr(now, name) != getattr(session, name) for name in read)


@pytest.mark.parametrize("act", MATRIX, ids=lambda act: act.__name__)
def test_each_who_is_concerned_is_told_once_and_nobody_else(desk, session, act):
    act(desk, session)

    assert has_changed(session) or act is lower
    assert sorted(told(session)) == sorted(MATRIX[act])


def test_whom_it_concerns_is_read_before_it_is_confirmed(desk, session):
    page = read(edit(desk, session, date=another_day(session)))

    assert "Avant d’enregistrer : une autre date" in page
    assert "2 par SMS, 1 par e-mail, 1 par téléphone (à appeler), 1 quand elle passera ou appellera." in page
    assert Session.objects.get(pk=session.pk).starts_at == session.starts_at
    assert told(session) == []


def read_before(desk, session, act) -> str:
    """What the page says before it is confirmed."""
    if act is cancel:
        return read(desk.get(reverse("workshops:cancel_session", args=[session.code])))
    elsewhere = {"venue": VenueFactory(space=session.space).pk, "room": ""}
    return read(edit(desk, session, **elsewhere if act is change_place else {"date": another_day(session)}))


@pytest.mark.parametrize("act", [move, change_place, cancel], ids=lambda act: act.__name__)
def test_as_many_are_told_by_each_channel_as_was_read_before(desk, session, act):
    page = read_before(desk, session, act)
    announced = {way: int(count) for count, way in re.findall(r"(\d+) par (SMS|e-mail|téléphone)", page)}
    assert told(session) == []

    act(desk, session)

    ways = {SMS: "SMS", EMAIL: "e-mail", CALL: "téléphone"}
    assert Counter(ways[channel] for _, _, channel in told(session)) == announced


def test_what_was_read_for_one_change_does_not_confirm_another(desk, session):
    edit(desk, session, date=another_day(session), tell="place")

    assert Session.objects.get(pk=session.pk).starts_at == session.starts_at


def test_form_read_before_somebody_else_saved_tells_nobody(desk, session):
    page = edit(desk, session, date=another_day(session), tell="date", version=0)

    assert (page.status_code, told(session)) == (200, [])


def test_moved_again_before_the_first_left_is_said_once(desk, session):
    move(desk, session)
    move(desk, Session.objects.get(pk=session.pk))

    waiting = Message.objects.filter(kind=MOVED, state=MessageState.QUEUED)
    assert waiting.count() == len(MATRIX[move])


def test_back_to_a_date_already_told_is_told_again(session):
    first, at = session.starts_at, timezone.now()
    for days in (1, 0, 1):
        start = first + timedelta(days=days)
        at += timedelta(minutes=5)
        services.move_session(session=session, starts_at=start, ends_at=start + timedelta(hours=2), by=None, at=at)
        Message.objects.filter(kind=MOVED, state=MessageState.QUEUED).update(state=MessageState.SENT, sent_at=at)

    hers = of(session, "Amina")
    assert Message.objects.filter(kind=MOVED, subject_id=hers.pk).count() == 3


def test_her_no_to_the_new_date_frees_her_seat(desk, space, session):
    move(desk, session)
    Message.objects.filter(kind=MOVED).update(state=MessageState.SENT, sent_at=timezone.now())

    inbound.receive(space=space, channel=SMS, sender=AMINA, text="non", provider_ref="1", at=timezone.now())

    assert of(session, "Amina").state == RegistrationState.CANCELLED
    assert SeatOffer.objects.get().registration == of(session, "Awa")


def test_letters_and_e_mails_say_the_new_date_and_the_rank(desk, session):
    move(desk, session)
    told_to = {
        name: courier.registry.kind(MOVED).compose(Message.objects.get(kind=MOVED, subject_id=of(session, name).pk))
        for name in ("Amina", "Nadia", "Lucien")
    }
    waiting = Message(kind=MOVED, subject_id=of(session, "Awa").pk, channel=EMAIL, space=session.space)

    new = Session.objects.get(pk=session.pk)
    day = f"{new.starts_at.astimezone(new.zone).day}"
    assert all(day in content.text for content in told_to.values())
    assert "Appelez le 05 36 49 10 10, ou ouvrez votre page\u00a0: http" in told_to["Nadia"].text
    assert "Est-ce que vous pouvez toujours venir" in told_to["Lucien"].text
    assert "vous êtes 1re" in courier.registry.kind(MOVED).compose(waiting).text


def test_capacity_below_the_seats_taken_names_whom_to_call(desk, session):
    page = desk.post(reverse("workshops:capacity", args=[session.code]), {"capacity": 3})

    assert page.status_code == 422
    assert "Lucien" in page.content.decode()
    assert "05 36 49 20 01" in page.content.decode().replace("\u00a0", " ").replace("\u202f", " ")
    assert Session.objects.get(pk=session.pk).capacity == 4


def test_who_registers_the_day_before_is_confirmed_and_not_reminded(space):
    at = timezone.now()
    session = SessionFactory(space=space, published=True, starts_at=at + timedelta(hours=30))

    services.register(session=session, person=PersonFactory(space=space), at=at)

    assert list(Message.objects.values_list("kind", flat=True)) == ["registration.confirmed"]


def test_seat_offered_for_the_former_date_is_kept_no_longer_than_the_new_one_allows(session):
    at = timezone.now()
    services.cancel_registration(registration=of(session, "Amina"), at=at)
    start = at + timedelta(hours=20)

    services.move_session(session=session, starts_at=start, ends_at=start + timedelta(hours=1), by=UserFactory(), at=at)

    assert SeatOffer.objects.get().expires_at <= start


def test_seat_offered_in_the_night_is_still_asked_for_in_the_morning_when_the_date_moves(session):
    night = datetime.combine(timezone.localdate() + timedelta(days=1), time(22), tzinfo=session.zone)
    services.cancel_registration(registration=of(session, "Amina"), at=night)
    start = night + timedelta(hours=20)

    services.move_session(
        session=session, starts_at=start, ends_at=start + timedelta(hours=1), by=UserFactory(), at=night
    )

    offer = SeatOffer.objects.get()
    assert (offer.offered_at, offer.expires_at) == (night + timedelta(hours=11), night + timedelta(hours=13))
