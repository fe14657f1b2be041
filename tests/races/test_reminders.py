"""Somebody registers at the very moment when her session's reminders are written."""

import threading
from datetime import timedelta

import pytest
from django.db import connections, transaction

from mediation.common import isolation
from mediation.courier.models import Message
from tests.factories import NOW, PersonFactory, SessionFactory
from tests.races.test_calls import wait_until_somebody_waits
from workshops import services


@pytest.mark.usefixtures("sms")
@pytest.mark.django_db(transaction=True)
def test_who_is_registering_when_the_hour_comes_is_reminded(space):
    session = SessionFactory(space=space, published=True)
    hour = session.starts_at - timedelta(days=1, hours=20)

    def remind():
        with isolation.everything():
            services.remind_due(at=hour)
        connections.close_all()

    clock = threading.Thread(target=remind)
    with transaction.atomic():
        services.register(session=session, person=PersonFactory(space=space), at=NOW)
        clock.start()
        wait_until_somebody_waits()
    clock.join()

    assert Message.objects.filter(kind="registration.reminder").count() == 1
