"""Writing messages with the facts they tell, and moving them through their states."""

import logging
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby, islice
from time import perf_counter
from typing import NamedTuple
from uuid import uuid4

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F, QuerySet, TextField
from django.db.models.expressions import RawSQL
from django.utils import timezone

from mediation.accounts.models import Space

from . import breakers, doubts, pace, registry
from .channels import Adapter, Permanent, Throttled, Unknown, Unreachable, adapter_of
from .enums import CallOutcome, Channel, Happened, MessageState, Priority
from .hours import hour_for
from .marks import FREED, Ledger, held, why
from .models import SILENCED, Lease, Message
from .suppressions import suppressed
from .waking import wake

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
KEPT = timedelta(days=30)  # what was said, and where it was sent
RESTS = timedelta(minutes=1)  # a provider that asks for fewer, without saying until when
CALLED_AGAIN_AFTER = timedelta(hours=2)

DONE_BY_HAND = [Channel.PHONE, Channel.LETTER]
UNREACHED = "rien ne permet plus de la joindre"
TOO_LATE = "délai passé"
WORKER_DIED = "le travail s'est arrêté pendant l'envoi"


@dataclass(frozen=True)
class Recipient:
    """Whom and by which channel. `ref` is what the owner of the kind calls her: `person:12`."""

    ref: str
    channel: Channel
    address: str = ""


@dataclass(frozen=True)
class Note:
    """What to write in the outbox. The same `key` for the same kind writes nothing."""

    kind: str
    subject_id: int
    recipient: Recipient
    key: str
    expires_at: datetime
    due_at: datetime | None = None  # at once


def queue(*notes: Note, space: Space, at: datetime) -> None:
    """Write messages, in one statement, in the transaction of the fact they tell.

    Refused outside a transaction: a message without its fact would tell something that never happened.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("A message is written in the transaction of the fact it tells.")
    messages = [
        Message(
            space=space,
            kind=note.kind,
            subject_id=note.subject_id,
            recipient_ref=note.recipient.ref,
            channel=note.recipient.channel,
            address=note.recipient.address,
            dedup_key=f"{note.kind}:{note.key}",
            priority=registry.kind(note.kind).priority,
            created_at=at,
            due_at=note.due_at or at,
            expires_at=note.expires_at,
        )
        for note in notes
    ]
    Message.objects.bulk_create(messages, ignore_conflicts=True)
    if any(message.due_at <= at for message in messages):
        transaction.on_commit(wake)


def queue_all(told: QuerySet, *, kind: str, at: datetime) -> int:
    """Write a message for each of these rows, in one statement; how many were not yet written.

    A row: space, subject, variant (or none), reference, channel, address, key, due at, expires at, in this order;
    without a channel it is left. In the transaction of the fact it tells, as `queue`. Run again, it adds those who were
    not there.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("A message is written in the transaction of the fact it tells.")
    rows, known = told.query.sql_with_params()
    with connection.cursor() as cursor:
        said = [kind, f"{kind}:", registry.kind(kind).priority, MessageState.QUEUED, at]
        cursor.execute(WRITE_ALL.format(rows=rows), [*said, *known])
        count = cursor.rowcount
    transaction.on_commit(wake)
    return count


# The order makes PostgreSQL read everybody before it writes to the first: who was told lately is looked up in the table
# that it fills, where it would meet more rows at each person.
WRITE_ALL = """
    INSERT INTO courier_message (
        id, space_id, kind, subject_id, variant_id, recipient_ref, channel, address, dedup_key, payload, priority,
        state, created_at, due_at, expires_at, attempts, provider_ref, outcome, reason
    )
    SELECT gen_random_uuid(), space, %s, subject, variant::bigint, ref, channel, address, %s || key, '{{}}', %s, %s,
        %s, due_at, expires_at, 0, '', '', ''
    FROM ({rows}) AS told (space, subject, variant, ref, channel, address, key, due_at, expires_at)
    WHERE channel <> ''
    ORDER BY ref
    ON CONFLICT DO NOTHING
"""


@transaction.atomic
def claim(channel: Channel, *, at: datetime, most: int = pace.MOST) -> list[Message] | None:
    """Lease the next messages of a channel, in the order in which they will be sent; None when nothing is due.

    Under the same lock, what is past its time is closed as expired; then what is no longer to be said
    (registration cancelled, session started) as skipped; then what goes where we write no more, until it is rerouted.
    What would wake somebody waits for the morning. Two workers never hold the same row.
    """
    due = Message.objects.due(channel, at=at).filter(kind__in=registry.known()).annotate(version=VERSION)
    found = list(due.select_for_update(skip_locked=True, no_key=True)[:most])
    if not found:
        return None
    spaces = Space.objects.in_bulk({message.space_id for message in found})
    for message in found:
        message.space = spaces[message.space_id]
    close(found, MessageState.EXPIRED, which=lambda message: message.expires_at <= at, reason=TOO_LATE)
    living = still_live(found, at=at)
    close(found, MessageState.SKIPPED, which=lambda message: message.pk not in living, reason="plus à dire")
    silent = suppressed(found)
    close(found, MessageState.SKIPPED, which=lambda message: message in silent, reason=SILENCED)
    asleep = put_off(found, channel, at=at)
    leased = [message for message in found if message.state == MessageState.QUEUED and message not in asleep]
    if not leased:
        return []
    lease(leased, until=at + LEASE)
    return leased


def lease(messages: list[Message], *, until: datetime) -> None:
    """Messages that this transaction has locked, in the order in which they will be sent."""
    token = uuid4()
    for place, message in enumerate(messages):
        message.state, message.lease_until, message.lease_token = MessageState.SENDING, until, token
        message.seq, message.attempts = place, message.attempts + 1
    versions, ids = [message.version for message in messages], [message.pk for message in messages]
    with connection.cursor() as cursor:
        cursor.execute(LEASE_ALL, [MessageState.SENDING, until, token, versions, ids])
        if cursor.rowcount != len(messages):
            raise RuntimeError("A message that was locked has changed.")
    Lease.objects.create(token=token, until=until)


# Locked rows do not move: their place in the table is found without reading an index.
VERSION = RawSQL("courier_message.ctid", [], output_field=TextField())
LEASE_ALL = """
    UPDATE courier_message
    SET state = %s, lease_until = %s, lease_token = %s, seq = leased.place - 1, attempts = attempts + 1
    FROM unnest(%s::tid[], %s::uuid[]) WITH ORDINALITY AS leased (version, id, place)
    WHERE courier_message.ctid = leased.version AND courier_message.id = leased.id
"""


def close(messages: list[Message], state: MessageState, *, which, reason: str) -> None:
    chosen = [message for message in messages if message.state == MessageState.QUEUED and which(message)]
    for message in chosen:
        message.state, message.reason = state, reason
    if chosen:
        Message.objects.filter(pk__in=[message.pk for message in chosen]).update(state=state, reason=reason)


def put_off(messages: list[Message], channel: Channel, *, at: datetime) -> list[Message]:
    """What would ring at night waits for the morning. By then too late, a reminder is not sent: her registration said
    it. A seat or a change is, at once.
    """
    if channel != Channel.SMS:
        return []
    late, asleep = [], []
    due = (message for message in messages if message.state == MessageState.QUEUED)
    waiting = (message for message in due if not registry.kind(message.kind).is_awaited)
    for message in waiting:
        morning = hour_for(message.space, Priority(message.priority), at=at)
        if morning > at and morning < message.expires_at:
            message.due_at = morning
            asleep.append(message)
        elif morning > at and message.priority >= Priority.REMINDER:
            late.append(message)
    close(late, MessageState.SKIPPED, which=lambda message: True, reason="trop tard pour écrire sans réveiller")
    Message.objects.bulk_update(asleep, ["due_at"])
    return asleep


def still_live(messages: list[Message], *, at: datetime) -> set:
    """Those whose subject still is: one query a kind."""
    subjects = defaultdict(set)
    for message in messages:
        subjects[message.kind].add(message.subject_id)
    living = {
        (name, pk)
        for name, ids in subjects.items()
        for pk in registry.kind(name).live(at).filter(pk__in=ids).values_list("pk", flat=True)
    }
    return {message.pk for message in messages if (message.kind, message.subject_id) in living}


class Sent(NamedTuple):
    count: int
    unreached: str = ""  # why the provider could not be reached, did not answer, or takes no more
    rests: timedelta | None = None  # it takes no more for so long


def send_next(channel: Channel) -> Sent | None:
    """Send one lease of a channel; None when nothing is due, while its provider is left alone, or not in its turn.

    The first turn is awaited before the lease, which would end with it where a provider takes a few a minute.
    """
    if breakers.is_open(channel, at=timezone.now()) or not is_its_turn(channel):
        return None
    began = perf_counter()
    leased = claim(channel, at=timezone.now(), most=pace.size_of_lease(channel))
    if not leased:
        return None if leased is None else Sent(0)
    sent = send(leased, channel)
    if sent.rests:
        breakers.throttled(channel, sent.unreached, until=timezone.now() + sent.rests)
    elif sent.unreached:
        breakers.failed(channel, sent.unreached, at=timezone.now())
    elif sent.count:
        breakers.answered(channel)
        pace.learn(channel, count=sent.count, seconds=perf_counter() - began)
    return sent


def is_its_turn(channel: Channel) -> bool:
    """A turn is not taken for nothing."""
    if pace.rate_of(channel) is None:
        return True
    is_due = Message.objects.due(channel, at=timezone.now()).filter(kind__in=registry.known()).exists()
    return is_due and pace.takes_turn(channel)


def send(leased: list[Message], channel: Channel) -> Sent:
    """Send a lease in order over one connection, marking each as soon as it is accepted; how many were tried.

    What there is no time for, or no provider, is given back, so that whoever sweeps has no doubt about it. So is the
    rest of a lease under which the database went away, once it is told again what left.
    """
    ledger = Ledger(leased)
    try:
        with adapter_of(channel) as adapter:
            return send_each(leased, channel, adapter, ledger)
    except (OperationalError, InterfaceError):
        ledger.write_again()
        known = {message.pk for message, *_ in ledger.known}
        return untried([message for message in leased if message.pk not in known], Sent(len(known)))


def send_each(leased: list[Message], channel: Channel, adapter: Adapter, ledger: Ledger) -> Sent:
    """A provider that leaves a doubt is asked nothing more: the next would be as doubtful."""
    ready = registry.composed_together(leased)
    for place, message in enumerate(leased):
        has_turn = not place or pace.takes_turn(channel)
        latest_end = timezone.now() + adapter.longest
        if not has_turn or latest_end >= message.lease_until:
            return untried(leased[place:], Sent(place))
        if latest_end >= message.expires_at:
            held([message]).update(state=MessageState.EXPIRED, reason=TOO_LATE, **FREED)
            continue
        content = ready.get(message.pk) or composed(message)
        result = Permanent("texte impossible à composer")
        if content is not None:
            result = adapter.send(message, content, following(leased, place, ready, channel))
        if isinstance(result, Throttled):
            rests = result.after or RESTS
            held([message]).update(due_at=timezone.now() + rests)  # another one is tried first
            return untried(leased[place:], Sent(place, result.reason, rests))
        if isinstance(result, Unreachable):
            return untried(leased[place:], Sent(place, result.reason))
        ledger.write(message, result, content, at=timezone.now())
        if isinstance(result, Unknown):
            return untried(leased[place + 1 :], Sent(place + 1, result.reason))
    return Sent(len(leased))


def following(leased: list[Message], place: int, ready: dict, channel: Channel) -> tuple | None:
    """What comes next and its words, when they are ready and no turn is to be awaited."""
    message = leased[place + 1] if place + 1 < len(leased) and pace.rate_of(channel) is None else None
    return (message, ready[message.pk]) if message and message.pk in ready else None


def untried(left: list[Message], sent: Sent) -> Sent:
    """Given back one by one: whoever withdraws several messages at that moment would wait for some while holding
    the others."""
    for message in left:
        give_back(held([message]) | doubted_meanwhile(message), reason=sent.unreached)
    return sent


def doubted_meanwhile(message: Message) -> QuerySet[Message]:
    """By whoever swept while the database was away: who leased it knows better."""
    doubted = Message.objects.filter(pk=message.pk, state=MessageState.UNCERTAIN, reason=WORKER_DIED)
    return doubted.filter(attempts=message.attempts)


def give_back(untried: QuerySet[Message], *, reason: str = "") -> None:
    """Nothing of these left: they are as they were before the lease, but for why."""
    before = {"state": MessageState.QUEUED, "attempts": F("attempts") - 1, "sent_at": None}
    untried.update(**before, reason=why(reason), **FREED)


def composed(message: Message) -> registry.Content | None:
    """Its words; None when they cannot be put together, so that one message never holds back the others. A database
    that goes away says nothing of them: it is not theirs to fail."""
    try:
        return registry.kind(message.kind).compose(message)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        logger.exception("Message %s (%s) could not be composed.", message.pk, message.kind)
        return None


@transaction.atomic
def sweep(*, at: datetime) -> int:
    """Give back the leases of workers that died. The first unmarked of a lease may have left: it is uncertain. All of
    them are, of a lease that PostgreSQL forgot when it fell, and the last marks with it.

    What no machine sends is never claimed: once its time is past, it is closed here.
    """
    ended = Message.objects.leaving().filter(lease_until__lte=at).order_by("lease_token", "seq")
    rows = list(ended.select_for_update(skip_locked=True, no_key=True))
    doubtful = doubtful_among(rows)
    Message.objects.filter(pk__in=[message.pk for message in doubtful]).update(
        state=MessageState.UNCERTAIN, sent_at=at, reason=WORKER_DIED, **FREED
    )
    doubts.note(doubtful, Happened.DOUBTED, reason=WORKER_DIED, at=at)
    give_back(Message.objects.filter(pk__in=[message.pk for message in rows if message not in doubtful]))
    Lease.objects.over(at=at).delete()
    over = Message.objects.waiting().filter(channel__in=DONE_BY_HAND, expires_at__lte=at)
    over.update(state=MessageState.EXPIRED, reason=TOO_LATE)
    return len(rows)


def doubtful_among(rows: list[Message]) -> list[Message]:
    """Of leases that ended, each in the order of its sending."""
    remembered = set(Lease.objects.filter(token__in={row.lease_token for row in rows}).values_list("token", flat=True))
    doubtful = []
    for token, group in groupby(rows, key=lambda message: message.lease_token):
        doubtful += islice(group, 1 if token in remembered else None)
    return doubtful


def reroute(*, at: datetime) -> int:
    """Whoever was to be told where we write no more is told otherwise, by the owner of her address; how many were.

    What nobody owns any more stays closed, with the reason; what is written to again meanwhile leaves. Driven by the
    state alone: whatever dies, it is done.
    """
    waiting = Message.objects.filter(state=MessageState.SKIPPED, reason=SILENCED)
    count = waiting.count()
    for first in waiting.order_by("space", "channel", "address").distinct("space", "channel", "address"):
        hers = {"space": first.space, "channel": first.channel, "address": first.address}
        found = waiting.filter(pk__in=list(waiting.filter(**hers).values_list("pk", flat=True)))
        with transaction.atomic():
            if reason := suppressed([first]).get(first):
                registry.silence(**hers, reason=reason, at=at)
                found.update(reason=UNREACHED)
            else:
                found.update(state=MessageState.QUEUED, reason="")
    return count


def calls_to_make(*, space: Space, at: datetime) -> list[Message]:
    """Telephone messages that are due and still to be said, the most pressing first."""
    return still_to_say(Message.objects.of(space).due(Channel.PHONE, at=at), at=at)


def still_to_say(due: QuerySet[Message], *, at: datetime) -> list[Message]:
    """What no machine sends, without what is no longer to be said."""
    messages = list(due.filter(expires_at__gt=at, kind__in=registry.known())[:200])
    living = still_live(messages, at=at)
    return [message for message in messages if message.pk in living]


@transaction.atomic
def record_call(
    *, message: Message, outcome: CallOutcome, at: datetime, again_after: timedelta | None = None
) -> Message:
    """What became of a call. Without an answer it stays to be made, two hours later; or after `again_after`."""
    message = Message.objects.locked(message.pk)
    if message.state != MessageState.QUEUED:
        return message
    message.attempts += 1
    message.outcome = outcome
    if outcome == CallOutcome.NO_ANSWER or again_after:
        message.due_at = at + (again_after or CALLED_AGAIN_AFTER)
    else:
        message.state, message.sent_at = MessageState.SENT, at
        message.payload = {"text": registry.kind(message.kind).compose(message).text}
    message.save(update_fields=["attempts", "outcome", "due_at", "state", "sent_at", "payload"])
    return message


def forget(*, at: datetime) -> int:
    """Empty the address and the words of what was closed a month ago; that it was sent, and when, stays."""
    closed = Message.objects.filter(is_open=False)
    old = closed.filter(created_at__lt=at - KEPT, due_at__lt=at - KEPT).exclude(address="", payload={})
    return old.update(address="", payload={})
