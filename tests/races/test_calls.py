"""A call that frees a seat, at the moment when its session is moved: one comes after the other, in a sentence."""

import threading
import time
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections, transaction

from mediation.common import isolation
from mediation.courier.enums import CallOutcome, MessageState
from mediation.courier.models import Message
from mediation.desk.services import close_call
from tests.factories import NOW, PersonFactory, SessionFactory, SpaceFactory
from workshops import services
from workshops.enums import RegistrationState
from workshops.models import Session

IN_LINE = "select count(*) from pg_locks where not granted"


def wait_until_somebody_waits() -> None:
    with connection.cursor() as cursor:
        for _ in range(200):
            cursor.execute(IN_LINE)
            if cursor.fetchone()[0]:
                return
            time.sleep(0.05)
    raise AssertionError("nobody waits")


@pytest.mark.django_db(transaction=True)
def test_call_noted_while_its_session_is_moved():
    space = SpaceFactory()
    session = SessionFactory(space=space, published=True)
    registration = services.register(session=session, person=PersonFactory(space=space, landline=True), at=NOW)
    services.remind_due(at=session.starts_at)
    call = Message.objects.get(kind="registration.reminder")

    told = []

    def note_the_call():
        with isolation.only([space.pk]):
            try:
                close_call(message=call, outcome=CallOutcome.CANCELLED, at=NOW, by=None)
            except ValidationError as refusal:
                told.extend(refusal.messages)
        connections.close_all()

    caller = threading.Thread(target=note_the_call)
    with transaction.atomic():
        moved = Session.objects.locked(session.pk)
        moved.starts_at, moved.ends_at = moved.starts_at + timedelta(days=7), moved.ends_at + timedelta(days=7)
        moved.save(update_fields=["starts_at", "ends_at"])
        caller.start()
        wait_until_somebody_waits()
        services.remind_anew(session=session, at=NOW, by=None)
    caller.join()

    registration.refresh_from_db()
    assert told == [f"C'est déjà noté : {MessageState.SKIPPED.label}."]
    assert registration.state == RegistrationState.CONFIRMED
