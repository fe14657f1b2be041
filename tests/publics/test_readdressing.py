"""What is still to be said to somebody follows the number or the address she gives, or is not said."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from mediation.courier.enums import Channel, MessageState
from mediation.courier.models import Message
from tests.factories import NOW, MembershipFactory, MessageFactory, PersonFactory, SessionFactory
from workshops import services

MISTYPED, RIGHT = "+33639981001", "+33639981099"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now", "sms")]


@pytest.fixture
def person(space):
    """Registered to a session, a number to correct; her reminder waits."""
    person = PersonFactory(space=space, phone=MISTYPED)
    session = SessionFactory(space=space, published=True)
    services.register(session=session, person=person, at=NOW)
    services.remind_due(at=session.starts_at)
    Message.objects.filter(kind="registration.confirmed").update(state=MessageState.SENT, sent_at=NOW)
    return person


def edit(client, person, **said):
    person.refresh_from_db()
    names = ("first_name", "last_name", "preferred_channel", "phone", "email", "version")
    answer = client.post(
        reverse("publics:edit_person", args=[person.code]), {name: getattr(person, name) for name in names} | said
    )
    assert answer.status_code == 302


def reminder() -> tuple[str, str, str]:
    return Message.objects.values_list("channel", "address", "state").get(kind="registration.reminder")


def test_reminder_goes_to_the_corrected_number(client, signed_in, person):
    signed_in(person.space)

    edit(client, person, phone=RIGHT)

    assert reminder() == (Channel.SMS, RIGHT, MessageState.QUEUED)
    assert Message.objects.get(kind="registration.confirmed").address == MISTYPED


def test_reminder_is_a_call_for_who_wants_to_be_called(client, signed_in, person):
    signed_in(person.space)

    edit(client, person, preferred_channel="phone")

    assert reminder() == (Channel.PHONE, MISTYPED, MessageState.QUEUED)


def test_a_call_to_make_stays_one_whatever_she_prefers_since(client, signed_in, person):
    """Our messages led nowhere: it has no other words than those one says."""
    call = MessageFactory(
        space=person.space, kind="waiting.call", channel=Channel.PHONE, recipient_ref=f"person:{person.pk}",
        address=MISTYPED, expires_at=timezone.now() + timedelta(days=1),
    )  # fmt: skip
    signed_in(person.space)

    edit(client, person, phone=RIGHT)

    call.refresh_from_db()
    assert (call.channel, call.address, call.state) == (Channel.PHONE, RIGHT, MessageState.QUEUED)


def test_who_wants_nothing_is_told_nothing_until_she_changes_her_mind(client, signed_in, person):
    signed_in(person.space)

    edit(client, person, preferred_channel="none")
    assert reminder()[2] == MessageState.SKIPPED

    edit(client, person, preferred_channel="sms")
    assert reminder() == (Channel.SMS, MISTYPED, MessageState.QUEUED)


def test_number_corrected_in_the_administration_counts_too(client, person):
    staff = MembershipFactory(space=person.space, user__is_staff=True).user
    staff.user_permissions.set(Permission.objects.filter(content_type__app_label="publics"))
    client.force_login(staff)
    inline = {f"interests-{name}": 0 for name in ("TOTAL_FORMS", "INITIAL_FORMS")}
    names = ("first_name", "last_name", "preferred_channel")

    answer = client.post(
        reverse("admin:publics_person_change", args=[person.pk]),
        {name: getattr(person, name) for name in names} | {"phone": RIGHT} | inline,
    )

    assert answer.status_code == 302
    assert reminder()[1] == RIGHT


def test_another_person_keeps_hers(client, signed_in, person):
    signed_in(person.space)
    other = PersonFactory(space=person.space, phone=MISTYPED)
    session = SessionFactory(space=person.space, published=True)
    registration = services.register(session=session, person=other, at=NOW + timedelta(hours=1))
    services.remind_due(at=session.starts_at)

    edit(client, person, phone=RIGHT)

    assert Message.objects.get(kind="registration.reminder", subject_id=registration.pk).address == MISTYPED


def test_offer_does_not_go_by_post_when_something_quicker_reaches_her(person):
    session = SessionFactory(space=person.space, published=True, capacity=1)
    by_post = {"preferred_channel": "letter", "address": "3 chemin des Roses", "city": "Saint-Aubrelin"}
    first, _ = (
        services.register(session=session, person=one, at=NOW)
        for one in (PersonFactory(space=person.space), PersonFactory(space=person.space, **by_post))
    )

    services.cancel_registration(registration=first, at=NOW)

    assert Message.objects.get(kind="offer.open").channel == Channel.SMS
