"""What a row said before: what each saving changed, when, by whom. Read from the journal."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from .models import JournalEntry, User
from .owned import SpaceOwned

Said = Callable[[dict], dict[str, str]]  # the columns of a row, as the journal has them -> words by label


@dataclass(frozen=True)
class Version:
    """What one saving changed: (label, before, after)."""

    at: datetime
    by: str
    is_first: bool
    changes: list[tuple[str, str, str]]


def versions_of(row: SpaceOwned, said: Said) -> list[Version]:
    """The last first. A saving that changed nothing of what is `said` is no version."""
    entries = list(
        JournalEntry.objects.of(row.space)
        .filter(table_name=row._meta.db_table, row_id=str(row.pk))
        .order_by("-at", "-pk")
    )
    names = dict(User.objects.filter(email__in={entry.user for entry in entries}).values_list("email", "name"))
    versions = [version_of(entry, names.get(entry.user, ""), said) for entry in entries]
    return [version for version in versions if version.changes]


def version_of(entry: JournalEntry, by: str, said: Said) -> Version:
    before, after = said(entry.before or {}), said(entry.after or {})
    pairs = [(label, before[label], after[label]) for label in after]
    return Version(entry.at, by, entry.before is None, [pair for pair in pairs if pair[1] != pair[2]])
