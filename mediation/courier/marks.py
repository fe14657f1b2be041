"""What became of each message, written once its provider answered; and remembered as long as its worker lives.

A mark does not wait for the disk, so that a PostgreSQL that falls forgets the last ones. Whoever wrote them is most
often alive, and writes them again. Otherwise the lease is forgotten with them (`models.Lease`): all of it is doubtful.
"""

import json
import logging
from datetime import datetime, timedelta
from time import sleep

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from mediation.common.privacy import masked

from . import doubts, registry
from .channels import Accepted, Permanent, Result, Temporary
from .enums import Happened, MessageState
from .models import Lease, Message

logger = logging.getLogger(__name__)

UNTIL_IT_IS_BACK = timedelta(seconds=1)  # a database that went away is asked again that often
PATIENCE = timedelta(minutes=10)  # longer than a restart; then it is for whoever sweeps to doubt
RETRY_AFTER = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180)]
FREED = {"lease_until": None, "lease_token": None, "seq": None}

HAPPENED = {
    MessageState.QUEUED: Happened.AGAIN,
    MessageState.FAILED: Happened.FAILED,
    MessageState.UNCERTAIN: Happened.DOUBTED,
}
# Whoever swept meanwhile could only doubt: that it left ends the doubt.
MARK_SENT = """
    UPDATE courier_message
    SET state = 'sent', sent_at = %s, provider_ref = %s, payload = %s, reason = '',
        lease_until = NULL, lease_token = NULL, seq = NULL
    WHERE id = %s AND (lease_token = %s AND state = 'sending' OR state = 'uncertain' AND attempts = %s)
"""
WITHOUT_WAITING = " AND set_config('synchronous_commit', 'off', true) = 'off'"


class Ledger:
    """What a worker knows of its lease. The last mark waits for the disk, and all those before it with it."""

    def __init__(self, leased: list[Message]):
        self.lease = Lease(token=leased[0].lease_token, until=leased[0].lease_until)
        self.last, self.known = leased[-1], []

    def write(self, message: Message, result: Result, content: registry.Content | None, *, at: datetime) -> None:
        """Unless the lease was lost meanwhile."""
        self.known.append((message, result, content, at))
        if not mark(message, result, content, at=at, waits=message is self.last):
            logger.warning("The lease of message %s was lost before it was marked.", message.pk)

    def write_again(self) -> None:
        """All of it, to a database that has just gone away, once it is back."""
        gives_up_at = timezone.now() + PATIENCE
        while True:
            connection.close()
            sleep(UNTIL_IT_IS_BACK.total_seconds())
            try:
                return self.write_all()
            except (OperationalError, InterfaceError):
                if timezone.now() >= gives_up_at:
                    raise

    @transaction.atomic
    def write_all(self) -> None:
        """What it kept is not written twice; the lease is known again, with all that was sent of it."""
        Lease.objects.bulk_create([self.lease], ignore_conflicts=True)
        for message, result, content, at in self.known:
            mark(message, result, content, at=at)


def mark(
    message: Message, result: Result, content: registry.Content | None, *, at: datetime, waits: bool = True
) -> int:
    """Write what became of a message; 0 when the lease was lost meanwhile."""
    said = {"subject": content.subject, "text": content.text} if content else {}
    if isinstance(result, Accepted):
        values = [at, result.ref, json.dumps(said), message.pk, message.lease_token, message.attempts]
        return connection.prepared(MARK_SENT if waits else MARK_SENT + WITHOUT_WAITING, values)
    change = change_of(message, result, said, at=at)
    if is_marked := held([message]).update(**change):
        doubts.note([message], HAPPENED[change["state"]], reason=why(result.reason), at=at)
    return is_marked


def change_of(message: Message, result: Result, said: dict[str, str], *, at: datetime) -> dict:
    match result:
        case Temporary(reason):
            wait = RETRY_AFTER[min(message.attempts, len(RETRY_AFTER)) - 1]
            return {"state": MessageState.QUEUED, "due_at": at + wait, "reason": why(reason), **FREED}
        case Permanent(reason):
            return {"state": MessageState.FAILED, "reason": why(reason), "payload": said, **FREED}
    doubt = {"state": MessageState.UNCERTAIN, "sent_at": at, "reason": "peut-être parti"}
    return {**doubt, "payload": said, **FREED}


def held(leased: list[Message]) -> QuerySet[Message]:
    """Those of one lease that nobody took back meanwhile."""
    rows = Message.objects.filter(pk__in=[message.pk for message in leased], state=MessageState.SENDING)
    return rows.filter(lease_token=leased[0].lease_token)


def why(said: str) -> str:
    """The words of a provider, which often repeat the address; the row forgets its own after a month."""
    return masked(said)[:200]
