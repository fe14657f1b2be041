"""What we say to people about a cycle: all its dates in one message. Each date reminds by itself."""

from collections.abc import Collection
from datetime import datetime

from mediation.courier import services
from mediation.courier.enums import Channel, MessageState
from mediation.courier.models import Message
from mediation.courier.services import Note, Recipient
from publics.notifications import recipient_of

from . import notifications
from .models import Enrolment, Registration, Session
from .notifications import HELD, LEAVES_BY_ITSELF, UNDONE

ENROLLED = "cycle.confirmed"
LEFT = "cycle.left"
DATE_ADDED = "cycle.date"


def enrolled(enrolment: Enrolment, *, sessions: Collection[Session], at: datetime, is_told: bool) -> None:
    """Who is on the telephone was just told."""
    recipient = recipient_of(enrolment.person)
    if recipient is None or (recipient.channel == Channel.PHONE and is_told):
        return
    is_held = enrolment.created_by_id and recipient.channel in LEAVES_BY_ITSELF
    told = note(ENROLLED, enrolment, recipient, sessions, due_at=at + HELD if is_held else at)
    services.queue(told, space=enrolment.space, at=at)


def note(
    kind: str, enrolment: Enrolment, recipient: Recipient, sessions: Collection[Session], *,
    due_at: datetime | None = None,
) -> Note:  # fmt: skip
    last = max(session.starts_at for session in sessions)
    return Note(kind, enrolment.pk, recipient, f"{enrolment.pk}", due_at=due_at, expires_at=last)


def left(enrolment: Enrolment, *, sessions: Collection[Session], at: datetime) -> None:
    """She said it: only who reads messages is written that it is noted. Who was not told yet has nothing to read."""
    unsaid = Message.objects.of(enrolment.space).filter(kind=ENROLLED, subject_id=enrolment.pk)
    if unsaid.filter(state=MessageState.QUEUED).update(state=MessageState.SKIPPED, reason=UNDONE):
        return
    recipient = recipient_of(enrolment.person)
    if recipient and recipient.channel in LEAVES_BY_ITSELF:
        services.queue(note(LEFT, enrolment, recipient, sessions), space=enrolment.space, at=at)


def date_added(taken: Collection[Registration], *, session: Session, at: datetime) -> None:
    """Each is told of that date alone, or called: she is not there."""
    told = [notifications.note(DATE_ADDED, each, session) for each in notifications.each_told(taken)]
    notifications.write(told, session=session, at=at)
