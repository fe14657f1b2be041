"""Letters as the desk reads them: to print, then in batches, page by page, until they are posted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from mediation.accounts.models import Space
from mediation.courier import batches
from mediation.courier.enums import LetterFate
from mediation.courier.models import BatchedLetter, LetterBatch

from .calls import Task, tasks_of

SHOWN_AT_MOST = 20
POSTED_SHOWN = 5


@dataclass(frozen=True)
class Page:
    """One letter of a batch as it stands now; `is_over`: to be taken out of its envelope; `has_changed`: to be printed
    again."""

    row: BatchedLetter
    task: Task
    is_over: bool
    has_changed: bool

    @property
    def is_posted(self) -> bool:
        return self.row.fate == LetterFate.POSTED


@dataclass(frozen=True)
class Waiting:
    """A batch to post: the pages to be taken out of their envelopes, and those that go elsewhere than they say."""

    batch: LetterBatch
    over: list[int]
    readdressed: list[int]


def letters_to_print(*, space: Space, at: datetime) -> list[Task]:
    return tasks_of(batches.letters_to_print(space=space, at=at))


def pages_of(batch: LetterBatch, *, at: datetime) -> list[Page]:
    rows = batches.rows_of(batch)
    over = batches.over(rows, at=at)
    changed = batches.changed(rows, batch, gone=over)
    tasks = tasks_of(row.message for row in rows)
    return [Page(row, task, row in over, row in changed) for row, task in zip(rows, tasks, strict=True)]


def batches_to_post(*, space: Space, at: datetime, most: int = SHOWN_AT_MOST) -> list[Waiting]:
    waiting = list(LetterBatch.objects.of(space).to_post().counted()[:most])
    rows = list(BatchedLetter.objects.of(space).filter(batch__in=waiting).select_related("message"))
    over = batches.over(rows, at=at)
    elsewhere = batches.readdressed(rows, gone=over)
    return [Waiting(batch, pages_in(batch, over), pages_in(batch, elsewhere)) for batch in waiting]


def pages_in(batch: LetterBatch, rows: Iterable[BatchedLetter]) -> list[int]:
    return sorted(row.page for row in rows if row.batch_id == batch.pk)


def last_posted(*, space: Space) -> list[LetterBatch]:
    return list(LetterBatch.objects.of(space).posted().counted()[:POSTED_SHOWN])
