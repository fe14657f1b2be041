"""What providers tell of our messages: once, in whatever order, and only by who knows the secret."""

import json
import logging
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import transaction
from django.urls import reverse

from mediation.accounts.enums import Role
from mediation.courier import receipts, services
from mediation.courier.channels import News
from mediation.courier.enums import Channel, Intent, MessageState, Receipt, Silence
from mediation.courier.models import Inbound, Message, Suppression
from mediation.courier.suppressions import suppress
from publics.models import Consent, Person
from publics.notifications import readdress
from publics.services import revive_address
from tests.factories import NOW, MessageFactory, PersonFactory, SessionFactory, SpaceFactory
from workshops import services as workshops
from workshops.enums import RegistrationState

SECRET = "s" * 32
PHONE, EMAIL = "+33639981001", "amina@example.org"
AT = NOW + timedelta(hours=1)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sms")]


@pytest.fixture(autouse=True)
def secret(settings):
    settings.CALLBACK_SECRET = SECRET


def queue(space, kind, *, channel=Channel.SMS, address=PHONE, state=MessageState.SENT, **person):
    person = PersonFactory(space=space, **{"phone": PHONE, "email": EMAIL, **person})
    recipient = services.Recipient(f"person:{person.pk}", channel, address)
    note = services.Note(kind, person.pk, recipient, str(person.pk), expires_at=NOW + timedelta(days=2))
    with transaction.atomic():
        services.queue(note, space=space, at=NOW)
    message = Message.objects.get(recipient_ref=recipient.ref)
    Message.objects.filter(pk=message.pk).update(state=state, sent_at=NOW, provider_ref="42")
    message.refresh_from_db()
    return message


def written_to(space):
    """Somebody whom e-mail alone reaches: her seat was confirmed, which left; two days before, she is reminded."""
    session = SessionFactory(space=space, published=True)
    person = PersonFactory(space=space, email=EMAIL, phone="", preferred_channel="email", address="")
    registration = workshops.register(session=session, person=person, at=NOW)
    message = Message.objects.get(kind="registration.confirmed")
    Message.objects.filter(pk=message.pk).update(state=MessageState.SENT, sent_at=NOW)
    about = {"space": space, "subject_id": registration.pk, "address": EMAIL, "channel": Channel.EMAIL}
    when = {"due_at": NOW + timedelta(days=5), "expires_at": session.starts_at}
    MessageFactory(recipient_ref=f"person:{person.pk}", **about, **when)
    return person, message


def tell(client, event, *, name="brevo_sms", secret=SECRET, raw=None):
    body = json.dumps(event).encode() if raw is None else raw
    with time_machine.travel(AT, tick=False):
        return client.post(reverse(f"callbacks:{name}", args=[secret]), body, content_type="application/json")


def sms(message, status, **more):
    """As Brevo's page on transactional webhooks shows them."""
    return {
        "id": 26570, "to": "33639981001", "sms_count": 1, "credits_used": 1.5, "messageId": 42, "status": "OK",
        "remaining_credit": 11488.8, "msg_status": status, "description": status, "date": "2026-11-20 10:00:00",
        "ts_event": 1795161600, "type": "transactional", "reference": {"1": "26ac1"}, "tag": str(message.pk), **more,
    }  # fmt: skip


def email(message, event, **more):
    return {
        "event": event, "email": EMAIL, "id": 1, "date": "2026-11-20 10:00:00", "ts_epoch": 1795161600000,
        "message-id": "<42@relay.example.org>", "X-Mailin-custom": json.dumps({"message": str(message.pk)}), **more,
    }  # fmt: skip


def mailjet(message, event, **more):
    return {"event": event, "time": 1795161600, "MessageID": 42, "email": EMAIL,
            "Payload": json.dumps({"message": str(message.pk)}), **more}  # fmt: skip


def known(message):
    message.refresh_from_db()
    return message.state, message.receipt


# --- who may tell -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["brevo_sms", "brevo_email", "mailjet_email"])
@pytest.mark.parametrize("secret", ["S" * 32, "s" * 31, "x"])
def test_without_the_secret_nothing_is_there(client, space, kind, name, secret):
    message = queue(space, kind)

    assert tell(client, sms(message, "delivered"), name=name, secret=secret).status_code == 404
    assert known(message) == (MessageState.SENT, "")


@pytest.mark.parametrize("name", ["brevo_sms", "brevo_email", "mailjet_email"])
def test_without_a_secret_in_the_settings_nobody_is_heard(client, space, kind, settings, name):
    settings.CALLBACK_SECRET = ""
    message = queue(space, kind)

    assert tell(client, sms(message, "delivered"), name=name, secret="anything").status_code == 404


@pytest.mark.parametrize("name", ["brevo_sms", "brevo_email", "mailjet_email"])
@pytest.mark.parametrize(
    "raw",
    [b"", b"not json", b"null", b"3", b'"text"', b"[1, 2]", b"\xff\xfe", b'{"event": "\\u0000", "msg_status": "sent"}'],
)
def test_what_cannot_be_read_is_refused(client, name, raw):
    assert tell(client, None, name=name, raw=raw).status_code == 400


def test_it_is_told_not_asked(client):
    assert client.get(reverse("callbacks:brevo_sms", args=[SECRET])).status_code == 405


@pytest.mark.parametrize("event", [{}, {"msg_status": "opened"}, {"msg_status": "x" * 10_000}, []])
def test_what_tells_nothing_of_a_message_is_left(client, event):
    assert tell(client, event).status_code == 204


def test_a_message_nobody_knows_changes_nothing_and_names_nobody(client, space, kind, caplog):
    caplog.set_level(logging.DEBUG)
    message = queue(space, kind)
    stranger = sms(message, "delivered", tag=str(uuid4()), messageId=43)

    assert tell(client, stranger).status_code == 204

    assert known(message) == (MessageState.SENT, "")
    assert "a message that we do not know (sms)" in caplog.text
    assert "639981001" not in caplog.text


# --- what becomes of a message --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "receipt"),
    [
        (["delivered"], Receipt.DELIVERED),
        (["delivered", "delivered"], Receipt.DELIVERED),
        (["delivered", "accepted", "sent"], Receipt.DELIVERED),
        (["accepted"], ""),
        (["hard_bounce", "delivered"], Receipt.BOUNCED),
        (["delivered", "hardBounce"], Receipt.BOUNCED),
    ],
)
def test_what_comes_late_never_takes_the_place_of_what_is_known(client, space, kind, told, receipt):
    message = queue(space, kind)

    for status in told:
        assert tell(client, sms(message, status)).status_code == 204

    assert known(message) == (MessageState.SENT, receipt)
    assert bool(message.receipt_at) == bool(receipt)


def test_several_told_at_once_are_all_heard(client, space, kind):
    messages = [queue(space, kind, phone=f"+3363998100{n}", address=f"+3363998100{n}") for n in (1, 2)]

    tell(client, [sms(message, "delivered") for message in messages])

    assert [known(message)[1] for message in messages] == [Receipt.DELIVERED] * 2


def test_without_our_own_number_the_provider_s_is_enough(client, space, kind):
    message = queue(space, kind)

    tell(client, sms(message, "delivered", tag=""))

    assert known(message) == (MessageState.SENT, Receipt.DELIVERED)


@pytest.mark.parametrize("state", [MessageState.UNCERTAIN, MessageState.QUEUED, MessageState.FAILED])
@pytest.mark.parametrize("status", ["accepted", "delivered"])
def test_what_the_provider_took_left_whatever_we_believed(client, space, kind, state, status):
    message = queue(space, kind, state=state)

    tell(client, sms(message, status))

    assert known(message)[0] == MessageState.SENT
    assert message.sent_at == AT


def test_told_before_the_worker_could_write_it_is_not_lost(client, space, kind, gateway):
    message = queue(space, kind, state=MessageState.QUEUED)
    with time_machine.travel(AT, tick=False):
        leased = services.claim(Channel.SMS, at=AT)
        tell(client, sms(message, "delivered"))
        services.send(leased, Channel.SMS)

    assert known(message) == (MessageState.SENT, Receipt.DELIVERED)
    assert message.payload["text"] == "Bonjour à vous."


@pytest.mark.parametrize(
    ("event", "receipt"),
    [
        ("request", ""),
        ("opened", ""),
        ("deferred", ""),
        ("delivered", Receipt.DELIVERED),
        ("soft_bounce", Receipt.BOUNCED),
        ("hard_bounce", Receipt.BOUNCED),
        ("invalid_email", Receipt.BOUNCED),
        ("spam", Receipt.COMPLAINED),
    ],
)
def test_what_brevo_tells_of_an_email(client, space, kind, event, receipt):
    message = queue(space, kind, channel=Channel.EMAIL, address=EMAIL)

    assert tell(client, email(message, event), name="brevo_email").status_code == 200

    assert known(message) == (MessageState.SENT, receipt)


@pytest.mark.parametrize(
    ("event", "receipt"),
    [("sent", Receipt.DELIVERED), ("bounce", Receipt.BOUNCED), ("spam", Receipt.COMPLAINED), ("open", "")],
)
@pytest.mark.parametrize("grouped", [True, False])
def test_what_mailjet_tells_of_an_email(client, kind, event, receipt, grouped):
    message = queue(SpaceFactory(), kind, channel=Channel.EMAIL, address=EMAIL)
    told = mailjet(message, event)

    assert tell(client, [told] if grouped else told, name="mailjet_email").status_code == 200

    assert known(message) == (MessageState.SENT, receipt)


# --- what comes back ------------------------------------------------------------------------------------------------


def test_email_that_came_back_is_a_line_for_the_team_and_leaves_again_by_sms(client, space, kind, signed_in):
    message = queue(space, kind, channel=Channel.EMAIL, address=EMAIL, first_name="Amina", last_name="Kasmi")

    for _ in range(2):
        tell(client, email(message, "hard_bounce"), name="brevo_email")

    [line] = Inbound.objects.all()
    assert (line.intent, line.message, line.handled_at) == (Intent.RETURNED, message, None)
    again = Message.objects.exclude(pk=message.pk).get()
    assert (again.channel, again.address, again.state) == (Channel.SMS, PHONE, MessageState.QUEUED)
    assert (again.kind, again.subject_id, again.expires_at) == (message.kind, message.subject_id, message.expires_at)
    signed_in(space, Role.RECEPTION)
    with time_machine.travel(AT, tick=False):
        page = client.get(reverse("desk:today")).content.decode()
    assert "E-mail revenu\u00a0: Amina Kasmi" in page
    assert "Notre e-mail est revenu\u00a0: cette adresse ne reçoit rien. Le message repart par SMS." in page
    assert "«&nbsp;Notre e-mail" not in page


def test_address_where_nothing_arrives_is_not_written_to_again(client, space):
    person, message = written_to(space)
    assert set(Message.objects.filter(state=MessageState.QUEUED).values_list("channel", flat=True)) == {Channel.EMAIL}

    tell(client, email(message, "hard_bounce"), name="brevo_email")

    person.refresh_from_db()
    assert (person.dead_addresses, person.stopped_channels) == ([EMAIL], [])
    assert not Consent.objects.exists()  # nobody refused anything
    waiting = Message.objects.filter(subject_id=message.subject_id, state=MessageState.QUEUED)
    assert not waiting.exists()  # nothing else reaches her


def test_news_of_a_message_whose_address_is_forgotten_silences_nobody(client, space, kind):
    message = queue(space, kind, channel=Channel.EMAIL, address=EMAIL)
    Message.objects.update(address="")
    PersonFactory(space=space, email="")

    tell(client, email(message, "hard_bounce"), name="brevo_email")

    assert not Suppression.objects.exists()
    assert not Person.objects.exclude(dead_addresses=[]).exists()


def test_number_where_sms_do_not_arrive_still_rings(client, space, kind):
    message = queue(space, kind, email="", preferred_channel="sms", address=PHONE)

    tell(client, sms(message, "hard_bounce"))

    again = Message.objects.exclude(pk=message.pk).get()
    assert (again.channel, again.address) == (Channel.PHONE, PHONE)
    assert "Elle est dans les appels à passer." in Inbound.objects.get().text


def test_another_address_is_written_to_at_once(client, space):
    person, message = written_to(space)
    tell(client, email(message, "hard_bounce"), name="brevo_email")

    person.refresh_from_db()
    person.email = "elle@fil.example.org"
    person.save(update_fields=["email"])
    readdress(person, at=NOW)

    [reminder] = Message.objects.filter(subject_id=message.subject_id, state=MessageState.QUEUED)
    assert (reminder.kind, reminder.address) == ("registration.reminder", person.email)


@pytest.mark.usefixtures("now")
def test_address_that_receives_again_is_written_to_again(client, space, signed_in):
    person, message = written_to(space)
    tell(client, email(message, "hard_bounce"), name="brevo_email")
    signed_in(space, Role.RECEPTION)

    page = client.get(person.get_absolute_url()).content.decode()
    assert "Nos e-mails en reviennent" in page
    done = client.post(reverse("desk:revive_address", args=[person.code, "email"]), follow=True).content.decode()

    assert "on lui écrit de nouveau par E-mail" in done
    assert "Nos e-mails en reviennent" not in done
    assert not Suppression.objects.exists()
    [reminder] = Message.objects.filter(subject_id=message.subject_id, state=MessageState.QUEUED)
    assert reminder.address == EMAIL


@pytest.mark.usefixtures("now")
def test_who_wrote_stop_is_not_written_to_because_her_address_works_again(client, space, signed_in):
    person = PersonFactory(space=space, email=EMAIL)
    suppress(space=space, channel=Channel.EMAIL, address=EMAIL, reason=Silence.STOP, at=NOW)
    suppress(space=space, channel=Channel.EMAIL, address=EMAIL, reason=Silence.REFUSED, at=NOW)
    signed_in(space, Role.RECEPTION)

    client.post(reverse("desk:revive_address", args=[person.code, "email"]))

    person.refresh_from_db()
    assert (person.dead_addresses, person.stopped_channels) == ([], [Channel.EMAIL])
    assert Suppression.objects.get().reason == Silence.STOP


def test_who_has_no_address_any_more_holds_nobody_else_who_has_none(space, django_assert_num_queries):
    person, *_ = PersonFactory.create_batch(3, space=space, email="")

    with django_assert_num_queries(4):  # what silenced it, who is concerned, around them a transaction
        assert revive_address(person=person, channel=Channel.EMAIL, at=NOW, by=None) == 0


@pytest.mark.parametrize("channel", ["letter", "phone", "pigeon"])
def test_only_what_a_machine_sends_comes_back(client, space, signed_in, channel):
    signed_in(space, Role.RECEPTION)
    said = client.post(reverse("desk:revive_address", args=[PersonFactory(space=space).code, channel]))
    assert said.status_code == 404


def test_address_that_several_share_is_marked_for_all_of_them_here_only(client, space, kind):
    message = queue(space, kind, channel=Channel.EMAIL, address=EMAIL)
    PersonFactory(space=space, email=EMAIL)
    PersonFactory(space=SpaceFactory(), email=EMAIL)

    tell(client, email(message, "hard_bounce"), name="brevo_email")

    marked = Person.objects.filter(dead_addresses=[EMAIL])
    assert (marked.count(), set(marked.values_list("space", flat=True))) == (2, {space.pk})
    [silenced] = Suppression.objects.all()
    assert (silenced.space, silenced.channel, silenced.reason) == (space, Channel.EMAIL, Silence.REFUSED)


@pytest.mark.parametrize(
    ("name", "event"),
    [
        ("brevo_email", lambda message: email(message, "soft_bounce")),
        ("brevo_email", lambda message: email(message, "blocked")),
        ("mailjet_email", lambda message: mailjet(message, "bounce", error="quota exceeded", hard_bounce=False)),
        ("mailjet_email", lambda message: mailjet(message, "blocked", error="content blocked")),
    ],
)
def test_full_mailbox_is_told_and_the_address_kept(client, space, kind, name, event):
    message = queue(space, kind, channel=Channel.EMAIL, address=EMAIL)

    tell(client, event(message), name=name)

    assert Inbound.objects.get().text == "Notre e-mail est revenu\u00a0: la boîte ne l’a pas accepté cette fois."
    assert not Suppression.objects.exists()
    assert Message.objects.count() == 1


def test_who_reports_an_email_is_not_written_there_again(client, space, kind):
    message = queue(space, kind, channel=Channel.EMAIL, address=EMAIL)

    tell(client, email(message, "spam"), name="brevo_email")

    assert Suppression.objects.get().reason == Silence.COMPLAINT
    assert Inbound.objects.get().text.startswith("Notre e-mail a été signalé comme indésirable.")


def test_past_its_time_it_is_not_said_otherwise(client, space, kind):
    message = queue(space, kind, channel=Channel.EMAIL, address=EMAIL)
    Message.objects.filter(pk=message.pk).update(expires_at=NOW + timedelta(minutes=5))

    tell(client, email(message, "hard_bounce"), name="brevo_email")

    assert Message.objects.count() == 1
    assert Inbound.objects.get().text == "Notre e-mail est revenu\u00a0: cette adresse ne reçoit rien."


def test_who_was_forgotten_meanwhile_is_told_nothing(client, space, kind):
    message = queue(space, kind, channel=Channel.EMAIL, address=EMAIL)
    Person.objects.update(last_name="", birth_year=None, phone="", email="", address="", postal_code="",
                          preferred_channel="none", anonymised_at=NOW)  # fmt: skip

    tell(client, email(message, "hard_bounce"), name="brevo_email")

    assert Message.objects.count() == 1


def test_news_of_a_kind_nobody_knows_is_only_a_line(space, kind):
    message = queue(space, kind, channel=Channel.EMAIL, address=EMAIL)
    Message.objects.filter(pk=message.pk).update(kind="gone.kind")

    receipts.take(News(Channel.EMAIL, ours=str(message.pk), receipt=Receipt.BOUNCED, reason="x", is_dead=True), at=AT)

    assert (Message.objects.count(), Inbound.objects.count()) == (1, 1)


# --- what people answer ---------------------------------------------------------------------------------------------


def registered(space):
    session = SessionFactory(space=space, published=True)
    registration = workshops.register(session=session, person=PersonFactory(space=space, phone=PHONE), at=NOW)
    confirmed = Message.objects.filter(kind="registration.confirmed")
    confirmed.update(state=MessageState.SENT, sent_at=NOW, provider_ref="42")
    return registration, confirmed.get()


@pytest.mark.parametrize("known_by", [{}, {"tag": ""}, {"tag": "", "messageId": ""}])
def test_no_by_sms_frees_the_seat_once(client, space, known_by):
    registration, message = registered(space)

    for _ in range(2):
        assert tell(client, sms(message, "replied", reply="Non merci", **known_by)).status_code == 204

    registration.refresh_from_db()
    assert registration.state == RegistrationState.CANCELLED
    [said] = Inbound.objects.all()
    assert (said.text, said.sender, said.intent) == ("Non merci", PHONE, Intent.NO)


@pytest.mark.parametrize("status", ["unsubscribed", "unsubscribe"])
def test_stop_at_the_provider_waits_to_be_read_here(client, space, status):
    registration, message = registered(space)

    tell(client, sms(message, status))

    registration.refresh_from_db()
    assert registration.state == RegistrationState.CONFIRMED
    [said] = Inbound.objects.all()
    assert (said.intent, said.handled_at) == (Intent.STOP, None)


def test_unsubscribing_from_an_email_is_a_stop_too(client, space, kind):
    message = queue(space, kind, channel=Channel.EMAIL, address=EMAIL)

    tell(client, email(message, "unsubscribe"), name="brevo_email")

    assert Inbound.objects.get().intent == Intent.STOP


def test_long_answer_is_kept_as_far_as_it_is_read(client, space):
    _, message = registered(space)

    assert tell(client, sms(message, "replied", reply="a" * 10_000)).status_code == 204
    assert len(Inbound.objects.get().text) == 2000


# --- what the team sees ---------------------------------------------------------------------------------------------


def test_the_log_says_what_became_of_each_message(client, space, kind, signed_in):
    arrived = queue(space, kind, phone="+33639981002", address="+33639981002")
    back = queue(space, kind, email="", address=PHONE)
    tell(client, sms(arrived, "delivered"))
    tell(client, sms(back, "hard_bounce"))
    signed_in(space, Role.COORDINATOR)

    page = client.get(reverse("communications:messages")).content.decode()
    only_back = client.get(reverse("communications:messages"), {"etat": "bounced"}).content.decode()

    assert "Arrivé : 1" in page
    assert "Revenu : 1" in page
    assert "Ce numéro ne reçoit pas de SMS." in page
    assert only_back.count('<th scope="row">') == 1
