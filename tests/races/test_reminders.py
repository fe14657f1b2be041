"""Somebody registers at the very moment when her session's reminders are written."""

from datetime import timedelta

import pytest

from mediation.common import isolation
from mediation.courier.models import Message
from tests.factories import NOW, PersonFactory, SessionFactory
from workshops import services

from .waiting import meanwhile


@pytest.mark.usefixtures("sms")
@pytest.mark.django_db(transaction=True)
def test_who_is_registering_when_the_hour_comes_is_reminded(space):
    session = SessionFactory(space=space, published=True)
    hour = session.starts_at - timedelta(days=1, hours=20)

    told = meanwhile(
        lambda: services.register(session=session, person=PersonFactory(space=space), at=NOW),
        lambda: services.remind_due(at=hour),
        seeing=isolation.everything(),
    )

    assert told == []
    assert Message.objects.filter(kind="registration.reminder").count() == 1
