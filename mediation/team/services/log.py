from datetime import datetime

from django.db import transaction

from mediation.accounts.models import Space, User
from mediation.common.refusals import speaks

from ..models import LogEntry, LogReading


@speaks
@transaction.atomic
def write_entry(*, space: Space, words: str, is_pinned: bool = False, at: datetime, by: User | None) -> LogEntry:
    entry = LogEntry(space=space, words=words.strip(), is_pinned=is_pinned, at=at, by=by)
    entry.full_clean(exclude=["space", "by"])
    entry.save()
    return entry


@transaction.atomic
def pin_entry(*, entry: LogEntry, is_pinned: bool, at: datetime, by: User | None) -> LogEntry:
    """On top of the log, or back in its place. It is forgotten on its day all the same."""
    entry.is_pinned = is_pinned
    entry.save(update_fields=["is_pinned"])
    return entry


@transaction.atomic
def mark_read(*, space: Space, until: datetime, at: datetime, by: User) -> LogReading:
    """She has read what was written until then. Never goes back, nor into what is still to be written."""
    until = min(until, at)
    reading, is_new = LogReading.objects.select_for_update().get_or_create(
        space=space, user=by, defaults={"until": until}
    )
    if not is_new and reading.until < until:
        reading.until = until
        reading.save(update_fields=["until"])
    return reading
