"""What is done to the courier while it sends, one thing at a time; each writes its messages and lets all end."""

import resource
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from django.db import DatabaseError, connection
from django.utils import timezone

from mediation.accounts.models import Space
from mediation.courier import batches
from mediation.courier.enums import Channel, MessageState
from mediation.courier.models import BatchedLetter, LetterBatch, Message
from tests.factories import LetterBatchFactory

from .checking import taken
from .machine import Machine
from .nursery import NOTICE, REMINDER, know_kinds
from .provider import Manner
from .stage import Stage, until, write

SPELL = 3  # seconds that a fault lasts
LETTERS = 200
MIXED = {Channel.EMAIL: 120, Channel.SMS: 40}
SPRING, AUTUMN = datetime(2027, 3, 27, 20, tzinfo=UTC), datetime(2027, 10, 30, 20, tzinfo=UTC)
JOURNAL_FILE = 16 * 2**20  # bytes, each of PostgreSQL's own
CLOSED = """
    INSERT INTO courier_message (
        id, space_id, kind, subject_id, recipient_ref, channel, address, dedup_key, payload, priority, state,
        created_at, due_at, expires_at, attempts, provider_ref, sent_at, outcome, reason
    )
    SELECT gen_random_uuid(), %s, 'closed', %s, 'person:1', 'email', repeat('x', 200), 'closed:' || number, '{}', 2,
        'sent', now(), now(), now(), 1, '', now(), '', ''
    FROM generate_series(1, 60000) AS number
"""


def provider_fails(stage: Stage, space: Space, manner: Manner) -> None:
    """For a while, e-mails and SMS; then it is well again."""
    for channel, count in MIXED.items():
        write(space, count, channel=channel)
    stage.behave(manner)
    two_loops(stage)
    until(lambda: stage.told.claims)
    time.sleep(SPELL)
    ended(stage)


def database_fails(stage: Stage, space: Space, fail: Callable[[], None], *, times: int = 3) -> None:
    """Again and again, under two workers in the middle of their leases."""
    write(space, 150 * times)
    stage.behave()
    two_loops(stage)
    for _ in range(times):
        begun = len(taken(stage.log))
        until(lambda begun=begun: len(taken(stage.log)) > begun + 20)
        fail()
    ended(stage)


def all_falls(stage: Stage, space: Space, fail: Callable[[], None], *, times: int = 3) -> int:
    """As a machine that loses its power: the database, and both workers before they could tell it anything again. How
    many workers died."""
    write(space, 150 * times)
    stage.behave()
    for _ in range(times):
        begun = len(taken(stage.log))
        two_loops(stage)
        until(lambda begun=begun: len(taken(stage.log)) > begun + 40)
        for pid in list(stage.workers):
            stage.kill(pid)
        fail()
    two_loops(stage)
    ended(stage)
    return 2 * times


def valkey_fails(stage: Stage, space: Space, machine: Machine) -> None:
    """Two workers of Celery and two beats; it is emptied, then away for a while."""
    write(space, 200)
    stage.behave()
    for role in ("celery", "celery", "beat", "beat"):
        stage.hire(role)
    until(lambda: len(taken(stage.log)) > 20)
    machine.empty_valkey()
    machine.stop_valkey()
    write(space, 100)
    time.sleep(SPELL)
    machine.start_valkey()
    write(space, 100)
    ended(stage)


def nobody_works_for_three_hours(stage: Stage, space: Space) -> None:
    """Half of what was due then is worth nothing any more, a quarter will not be in a few seconds."""
    worth = [timedelta(hours=1), timedelta(hours=1), timedelta(hours=3, seconds=4), timedelta(days=1)]
    three_hours_ago = timezone.now() - timedelta(hours=3)
    write(space, 800, due_at=lambda _number: three_hours_ago, lasting=lambda number: worth[number % 4])
    stage.behave()
    two_loops(stage)
    ended(stage)


def clocks_change(stage: Stage, space: Space, evening: datetime) -> int:
    """A worker wakes every half hour of that night: an e-mail leaves at the next wake-up, an SMS in the morning at
    nine, on the clocks of the space. How many did not."""
    due = lambda number: evening + timedelta(minutes=10 * number)  # noqa: E731
    mails = dict(zip(write(space, 60, due_at=due), map(due, range(60)), strict=True))
    texts = write(space, 60, kind=REMINDER, channel=Channel.SMS, due_at=due)
    stage.behave(rate=0)
    left_at: dict[str, datetime] = {}
    for half_hours in range(1, 28):
        hour = evening + timedelta(minutes=30 * half_hours)
        stage.hire("once", ahead=(hour - timezone.now()).total_seconds())
        stage.wait()
        left_at |= dict.fromkeys(taken(stage.log).keys() - left_at.keys(), hour)
    local = evening.astimezone(ZoneInfo("Europe/Paris")) + timedelta(days=1)
    nine = local.replace(hour=9, minute=0).astimezone(UTC)
    late = [key for key, due_at in mails.items() if not timedelta() <= left_at[key] - due_at <= timedelta(minutes=31)]
    return len(late) + len([key for key in texts if left_at.get(key) != nine])


def posted_on_a_full_disk(space: Space) -> int:
    """Letters marked as posted although the rest of the batch cannot be; once there is room, all of them are."""
    know_kinds()
    fill(space)
    write(space, LETTERS, channel=Channel.LETTER)
    batch = batched(list(Message.objects.filter(kind=NOTICE, channel=Channel.LETTER)))
    post = partial(batches.post_batch, batch=batch, posted=batches.rows_of(batch), on=batch.printed_on, by=None)
    fill_the_disk()
    with suppress(DatabaseError):
        post(at=timezone.now())
        raise AssertionError("There was room.")
    connection.close()  # another part of PostgreSQL serves us, which has room
    wrongly = posted()
    post(at=timezone.now())
    return wrongly + LETTERS - posted()


def batched(letters: list[Message]) -> LetterBatch:
    """As if they were printed."""
    batch = LetterBatchFactory(space=letters[0].space, printed_at=timezone.now())
    BatchedLetter.objects.bulk_create(
        BatchedLetter(space=batch.space, batch=batch, message=message, page=page)
        for page, message in enumerate(letters, start=1)
    )
    return batch


def posted() -> int:
    return Message.objects.filter(kind=NOTICE, channel=Channel.LETTER, state=MessageState.SENT).count()


def fill(space: Space) -> None:
    """Closed messages, so that the table is longer than the journal's files, which must still be written; and no room
    left in its pages for the next version of a row."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE courier_message SET (fillfactor = 100)")
        cursor.execute(CLOSED, [space.pk, space.pk])


def fill_the_disk() -> None:
    """For the part of PostgreSQL that serves us: no file may grow beyond what the messages take already."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid(), pg_relation_size('courier_message')")
        pid, size = cursor.fetchone()
    assert size > JOURNAL_FILE
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def two_loops(stage: Stage) -> None:
    for _ in range(2):
        stage.hire()


def ended(stage: Stage) -> None:
    """Nothing fails any more: what waits leaves."""
    stage.behave(rate=0)
    stage.settle()
    stage.dismiss()
