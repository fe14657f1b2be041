"""Letters as the desk reads them: to print, then in batches, page by page, until they are posted."""

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
    """One letter of a batch as it stands now; `is_over`: to be taken out of its envelope."""

    row: BatchedLetter
    task: Task
    is_over: bool

    @property
    def is_posted(self) -> bool:
        return self.row.fate == LetterFate.POSTED


def letters_to_print(*, space: Space, at: datetime) -> list[Task]:
    return tasks_of(batches.letters_to_print(space=space, at=at))


def pages_of(batch: LetterBatch, *, at: datetime) -> list[Page]:
    rows = batches.rows_of(batch)
    over = batches.over(rows, at=at)
    tasks = tasks_of(row.message for row in rows)
    return [Page(row, task, row in over) for row, task in zip(rows, tasks, strict=True)]


def batches_to_post(*, space: Space, at: datetime) -> list[tuple[LetterBatch, list[int]]]:
    """Each batch that waits, with the pages to be taken out of their envelopes."""
    waiting = list(LetterBatch.objects.of(space).to_post().counted()[:SHOWN_AT_MOST])
    rows = BatchedLetter.objects.of(space).filter(batch__in=waiting).select_related("message")
    over = batches.over(list(rows), at=at)
    return [(batch, sorted(row.page for row in over if row.batch_id == batch.pk)) for batch in waiting]


def last_posted(*, space: Space) -> list[LetterBatch]:
    return list(LetterBatch.objects.of(space).posted().counted()[:POSTED_SHOWN])
