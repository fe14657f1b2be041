"""Beside each name on the page of a session: what became of our last message, and when."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from mediation.accounts.enums import Role
from mediation.courier.enums import Channel
from tests.factories import NOW, MessageFactory, RegistrationFactory, SessionFactory, SpaceFactory
from tests.reading import read
from workshops.notifications import CONFIRMED, REMINDER

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("kind", "channel", "word"),
    [
        (REMINDER, Channel.LETTER, "rappel parti"),
        (CONFIRMED, Channel.LETTER, "lettre partie"),
        (REMINDER, Channel.PHONE, "rappel fait"),
        (CONFIRMED, Channel.SMS, "SMS parti"),
    ],
)
def test_last_message_is_said_with_its_day(client, signed_in, kind, channel, word):
    space = SpaceFactory()
    registration = RegistrationFactory(
        space=space, session=SessionFactory(space=space, published=True, starts_at=NOW + timedelta(days=9))
    )
    MessageFactory(
        space=space, kind=kind, channel=channel, subject_id=registration.pk, state="sent", sent_at=NOW, due_at=NOW
    )
    signed_in(space, Role.MEDIATOR)

    with time_machine.travel(NOW, tick=False):
        page = read(client.get(reverse("workshops:session", args=[registration.session.code])))

    assert f"{word} lundi 16 novembre à 10 h" in page
