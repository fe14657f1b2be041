"""Letters printed together: one file, each on its page, until somebody says which were posted, and when.

Printed again, a batch keeps its letters and their order. What is no longer to be said leaves an empty page, so that it
is posted by nobody, and the others stay where they were.

A printed letter may be in the box already, so it says what its paper says. A change that somebody is told of takes it
out of its envelope and is told by another message (`take_out`); any other change of its words or of its address is
shown on its page (`changed`): it is printed again, or comes back to the list once the others are posted.
"""

from collections.abc import Collection
from datetime import date, datetime, time

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from mediation.accounts.models import Space, User
from mediation.common.refusals import speaks

from . import letters, registry, services
from .enums import Channel, LetterFate, MessageState
from .letters import Letter, Printed
from .models import BatchedLetter, LetterBatch, Message

PRINTED_ALREADY = "Ces courriers viennent d’être imprimés ou ne sont plus à envoyer\u00a0: regardez la liste."
CLOSED = "Quelqu’un a déjà noté que ce lot est posté."
NOT_YET = "Ce jour n’est pas encore venu."
TOO_EARLY = "Ce lot a été imprimé après ce jour."
NOON = time(12)
TO = "to"  # on a paper: her name, then each line of her address
UNSAID = [MessageState.QUEUED, MessageState.SKIPPED, MessageState.EXPIRED]


def letters_to_print(*, space: Space, at: datetime) -> list[Message]:
    """Due, still to be said, and in no batch that waits: in the order in which they are printed."""
    due = Message.objects.of(space).due(Channel.LETTER, at=at).in_no_waiting_batch()
    return services.still_to_say(due, at=at)


@speaks
@transaction.atomic
def print_batch(*, space: Space, messages: list[Message], at: datetime, by: User | None) -> LetterBatch:
    """These letters, in this order, without what somebody printed meanwhile; refused when none is left."""
    messages = held_to_print(messages)
    if not messages:
        raise ValidationError(PRINTED_ALREADY, code="printed")
    written = letters.written(messages, day=timezone.localdate(at, space.zone))
    printed = letters.printed(written)
    batch = LetterBatch.objects.create(space=space, printed_at=at, printed_by=by, file_hash=printed.file_hash)
    BatchedLetter.objects.bulk_create(
        BatchedLetter(space=space, batch=batch, message=message, page=page)
        for message, page in zip(messages, printed.pages, strict=True)
    )
    keep_words(dict(zip(messages, written, strict=True)))
    return batch


@speaks
@transaction.atomic
def print_again(*, batch: LetterBatch, at: datetime, by: User | None) -> LetterBatch:
    """The same letters in the same order, with the words of today. Refused once they are posted."""
    batch = held_to_post(batch)
    batch.printed_at, batch.printed_by = at, by
    rows = rows_of(batch)
    gone = over(rows, at=at)
    written = as_they_stand(rows, batch, gone=gone)
    printed = letters.printed(written)
    batch.file_hash = printed.file_hash
    batch.save(update_fields=["printed_at", "printed_by", "file_hash"])
    for row, page in zip(rows, printed.pages, strict=True):
        row.page = page
    BatchedLetter.objects.bulk_update(rows, ["page"])
    keep_words({row.message: letter for row, letter in zip(rows, written, strict=True) if row not in gone})
    return batch


@speaks
@transaction.atomic
def post_batch(
    *, batch: LetterBatch, posted: Collection[BatchedLetter], on: date, at: datetime, by: User | None
) -> LetterBatch:
    """These letters are in the box since that day. The others of the batch are printed with the next ones, if they are
    still to be said. Refused when somebody said it before, or for a day on which it cannot have been."""
    batch = held_to_post(batch)
    refuse_day(batch, on, at=at)
    rows = rows_of(batch)
    for row in rows:
        row.fate = LetterFate.POSTED if row in posted else LetterFate.KEPT
    BatchedLetter.objects.bulk_update(rows, ["fate"])
    left = Message.objects.filter(batched__in=[row.pk for row in rows if row in posted], channel=Channel.LETTER)
    left.filter(state__in=UNSAID).update(state=MessageState.SENT, sent_at=moment_of(on, batch, at=at), reason="")
    batch.posted_on, batch.posted_by = on, by
    batch.save(update_fields=["posted_on", "posted_by"])
    return batch


def take_out(messages: QuerySet[Message], *, reason: str) -> None:
    """Those that were printed and wait to be posted: what changed is told by another message. In the box already, they
    are noted as sent with the others of their batch."""
    messages.filter(batched__fate=LetterFate.WAITING).update(state=MessageState.SKIPPED, reason=reason)


def file_of(batch: LetterBatch, *, at: datetime) -> Printed:
    """Its file again, with the words of now: they changed since when its hash is not that of the batch."""
    rows = rows_of(batch)
    return letters.printed(as_they_stand(rows, batch, gone=over(rows, at=at)))


def rows_of(batch: LetterBatch) -> list[BatchedLetter]:
    return list(batch.letters.of(batch.space).select_related("message__space").order_by("page", "pk"))


def over(rows: list[BatchedLetter], *, at: datetime) -> set[BatchedLetter]:
    """Those that are to be taken out of their envelopes: told otherwise, too late, or with nothing to say any more."""
    waiting = [row for row in rows if row.fate == LetterFate.WAITING]
    living = services.still_live([row.message for row in waiting if is_a_letter(row.message, at=at)], at=at)
    return {row for row in waiting if row.message_id not in living}


def changed(rows: list[BatchedLetter], batch: LetterBatch, *, gone: set[BatchedLetter]) -> set[BatchedLetter]:
    """Still to be said, and not as they are on paper: to be printed again. It asks as much as making the file."""
    standing = on_paper(rows, gone=gone)
    written = letters.written([row.message for row in standing], day=batch.printed_on)
    today = dict(zip(standing, map(paper_of, written), strict=True))
    return {row for row, paper in today.items() if paper | row.message.payload != paper}


def readdressed(rows: list[BatchedLetter], *, gone: set[BatchedLetter]) -> set[BatchedLetter]:
    """Those of `changed` that go elsewhere, which is seen without writing any: what a list of batches says."""
    standing = [row for row in on_paper(rows, gone=gone) if TO in row.message.payload]
    return {row for row in standing if row.message.payload[TO][1:] != letters.lines_of(row.message.address)}


# --- what they share ------------------------------------------------------------------------------------------------


def is_a_letter(message: Message, *, at: datetime) -> bool:
    is_due = message.channel == Channel.LETTER and message.state == MessageState.QUEUED and message.expires_at > at
    return is_due and bool(message.address) and message.kind in registry.known()


def as_they_stand(rows: list[BatchedLetter], batch: LetterBatch, *, gone: set[BatchedLetter]) -> list[Letter]:
    """The letter of each row, dated as the batch; an empty page in the place of what is over."""
    day, standing = batch.printed_on, [row for row in rows if row not in gone]
    written = dict(zip(standing, letters.written([row.message for row in standing], day=day), strict=True))
    return [written.get(row) or letters.empty_page(batch.space, day=day) for row in rows]


def on_paper(rows: list[BatchedLetter], *, gone: set[BatchedLetter]) -> list[BatchedLetter]:
    """Those whose paper waits and is known."""
    return [row for row in rows if row.fate == LetterFate.WAITING and row.message.payload and row not in gone]


def paper_of(letter: Letter) -> dict:
    """What it says, and what the window of its envelope shows."""
    text = "\n\n".join(letter.paragraphs)
    return {"subject": letter.subject, "text": text, TO: [letter.addressee, *letter.address_lines]}


def keep_words(written: dict[Message, Letter]) -> None:
    """What is on the paper, which is what she reads, whatever the words become."""
    for message, letter in written.items():
        message.payload = paper_of(letter)
    Message.objects.bulk_update(written, ["payload"])


def hold(messages: QuerySet[Message]) -> list[Message]:
    """As they are now; whoever prints, posts or changes one of them comes after."""
    return list(messages.order_by("pk").select_related("space").select_for_update(no_key=True, of=("self",)))


def held_to_print(messages: list[Message]) -> list[Message]:
    """Those that are still to be printed, in the same order."""
    chosen = Message.objects.filter(pk__in=[message.pk for message in messages])
    mine = {message.pk: message for message in hold(chosen)}
    free = Message.objects.filter(pk__in=mine, channel=Channel.LETTER, state=MessageState.QUEUED).in_no_waiting_batch()
    is_free = set(free.values_list("pk", flat=True))
    return [mine[message.pk] for message in messages if message.pk in is_free]


def held_to_post(batch: LetterBatch) -> LetterBatch:
    """With its letters; refused once somebody said that they are posted."""
    batch = LetterBatch.objects.locked(batch.pk)
    if batch.posted_on:
        raise ValidationError(CLOSED, code="posted")
    hold(Message.objects.filter(batched__batch=batch))
    return batch


def refuse_day(batch: LetterBatch, on: date, *, at: datetime) -> None:
    if on > timezone.localdate(at, batch.space.zone):
        raise ValidationError({"posted_on": NOT_YET})
    if on < batch.printed_on:
        raise ValidationError({"posted_on": TOO_EARLY})


def moment_of(on: date, batch: LetterBatch, *, at: datetime) -> datetime:
    """When they left: now, or on a day before at noon, and never before they were printed."""
    zone = batch.space.zone
    if on == timezone.localdate(at, zone):
        return at
    return max(datetime.combine(on, NOON, zone), batch.printed_at)
