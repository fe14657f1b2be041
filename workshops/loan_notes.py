"""What we say to somebody about what she borrowed: the day before it is to come back, once."""

from datetime import datetime

from mediation.courier import services
from mediation.courier.enums import Channel, MessageState
from mediation.courier.models import Message
from publics.notifications import recipient_of

from .models import Loan

DUE = "loan.due"
PROLONGED = "le prêt est prolongé"


def due_tomorrow(loan: Loan, *, at: datetime) -> bool:
    """False when nothing reaches her by tomorrow, which the post does not: somebody of the team calls."""
    recipient = recipient_of(loan.person, is_urgent=True) if loan.person else None
    if recipient is None or recipient.channel == Channel.LETTER:
        return False
    key = f"{loan.pk}:{loan.due_on:%Y-%m-%d}"
    services.queue(services.Note(DUE, loan.pk, recipient, key, expires_at=loan.due_at), space=loan.space, at=at)
    return True


def prolonged(loan: Loan) -> None:
    """What was still to be said of the former day is not said."""
    unsaid = Message.objects.of(loan.space).filter(kind=DUE, subject_id=loan.pk, state=MessageState.QUEUED)
    unsaid.update(state=MessageState.SKIPPED, reason=PROLONGED)
