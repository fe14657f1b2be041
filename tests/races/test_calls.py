"""A call that frees a seat, at the moment when its session is moved: one comes after the other, in a sentence."""

from datetime import timedelta

import pytest

from mediation.common import isolation
from mediation.courier.enums import CallOutcome, MessageState
from mediation.courier.models import Message
from mediation.desk.services import close_call
from tests.factories import NOW, PersonFactory, SessionFactory, SpaceFactory
from workshops import services
from workshops.enums import RegistrationState
from workshops.models import Session

from .waiting import meanwhile


@pytest.mark.django_db(transaction=True)
def test_call_noted_while_its_session_is_moved():
    space = SpaceFactory()
    session = SessionFactory(space=space, published=True)
    registration = services.register(session=session, person=PersonFactory(space=space, landline=True), at=NOW)
    services.remind_due(at=session.starts_at)
    call = Message.objects.get(kind="registration.reminder")

    def move():
        moved = Session.objects.locked(session.pk)
        moved.starts_at, moved.ends_at = moved.starts_at + timedelta(days=7), moved.ends_at + timedelta(days=7)
        moved.save(update_fields=["starts_at", "ends_at"])

    told = meanwhile(
        move,
        lambda: close_call(message=call, outcome=CallOutcome.CANCELLED, at=NOW, by=None),
        seeing=isolation.only([space.pk]),
        then=lambda: services.remind_anew(session=session, at=NOW, by=None),
    )

    registration.refresh_from_db()
    assert told == [f"C'est déjà noté : {MessageState.SKIPPED.label}."]
    assert registration.state == RegistrationState.CONFIRMED
