"""What a session still takes, from those who come and from those who leave."""

from datetime import datetime

from django.core.exceptions import ValidationError

from ..enums import SessionState
from ..models import Session


def refuse_unless_open(session: Session, *, at: datetime) -> None:
    if session.state != SessionState.PUBLISHED:
        raise ValidationError("Cette séance n'est pas ouverte aux inscriptions.", code="closed")
    if session.ends_at <= at:
        raise ValidationError("Cette séance est passée.", code="closed")


def refuse_once_begun(session: Session, *, at: datetime) -> None:
    if session.starts_at <= at:
        raise ValidationError("Cette séance a déjà commencé.", code="closed")


def refuse_once_closed(session: Session) -> None:
    """Who is registered, waits or is offered a seat keeps it; nobody is added."""
    if session.closed_at:
        raise ValidationError("Les inscriptions à cette séance sont closes.", code="closed")


def refuse_once_over(session: Session, *, at: datetime) -> None:
    """What happened is noted among presences; who was expected, and how many seats there were, stays."""
    if session.state == SessionState.DONE or session.ends_at <= at:
        raise ValidationError("Cette séance est passée\u00a0: notez plutôt les présences.", code="over")
