"""Messages that may have left: nobody knows, until a provider or one of us says so. None is sent again blindly."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from mediation.accounts.models import User
from mediation.common.refusals import speaks

from . import registry
from .enums import CallOutcome, Happened, MessageState, Priority
from .models import Message, MessageEvent

AWAITED = timedelta(minutes=15)  # a receipt or a return comes within it, most often
TOO_LATE = "Il est trop tard pour le renvoyer\u00a0: appelez-la si cela compte encore."
NOTHING_TO_SAY = "Il n’y a plus rien à dire\u00a0: ce message ne tient plus."


def standing(messages: QuerySet[Message], *, at: datetime) -> QuerySet[Message]:
    """Those of which nothing was heard in time."""
    return messages.doubtful().filter(sent_at__lte=at - AWAITED)


def to_settle(messages: QuerySet[Message], *, at: datetime) -> QuerySet[Message]:
    """Those that one of us says what became of, the oldest first, while it still matters."""
    doubtful = standing(messages, at=at).filter(expires_at__gt=at)
    return doubtful.exclude(priority=Priority.ANNOUNCEMENT).order_by("sent_at", "pk")


@transaction.atomic
def assume(*, at: datetime) -> int:
    """An announcement that may have left did: better once too few than twice. How many."""
    doubtful = standing(Message.objects.all(), at=at).filter(priority=Priority.ANNOUNCEMENT)
    messages = list(doubtful.select_for_update(skip_locked=True, no_key=True, of=("self",)).order_by("pk"))
    Message.objects.filter(pk__in=[message.pk for message in messages]).update(state=MessageState.SENT, reason="")
    note(messages, Happened.ASSUMED, at=at)
    return len(messages)


def note(messages: list[Message], what: Happened, *, reason: str = "", by: User | None = None, at: datetime) -> None:
    MessageEvent.objects.bulk_create(
        MessageEvent(space_id=message.space_id, message=message, what=what, reason=reason, by=by, at=at)
        for message in messages
    )


@speaks
@transaction.atomic
def settle(*, message: Message, what: Happened, at: datetime, by: User) -> Message:
    """One of us knows: it arrived, she was told otherwise, or it is to be sent again. Settled meanwhile, it stays.

    Sent again is refused once it is too late, or when there is nothing more to say.
    """
    message = Message.objects.locked(message.pk)
    if message.state != MessageState.UNCERTAIN:
        return message
    if what == Happened.RESENT:
        refuse_resending(message, at=at)
        message.state, message.due_at, message.sent_at = MessageState.QUEUED, at, None
    else:
        message.state = MessageState.SENT
    if what == Happened.TOLD:
        message.outcome = CallOutcome.REACHED
    message.reason = ""
    message.save(update_fields=["state", "due_at", "sent_at", "outcome", "reason"])
    note([message], what, by=by, at=at)
    return message


def refuse_resending(message: Message, *, at: datetime) -> None:
    if message.expires_at <= at or not message.address:
        raise ValidationError(TOO_LATE, code="late")
    is_known = message.kind in registry.known()
    if not is_known or not registry.kind(message.kind).live(at).filter(pk=message.subject_id).exists():
        raise ValidationError(NOTHING_TO_SAY, code="over")
