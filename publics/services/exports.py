from datetime import datetime

from django.db import transaction

from mediation.accounts.models import Space, User
from mediation.common.refusals import speaks

from ..models import Export


@speaks
@transaction.atomic
def note_export(
    *, space: Space, what: str, filters: str, format_name: str, rows_count: int, at: datetime, by: User | None
) -> Export:
    """The trace of a list that leaves; `filters` in words, without what was searched."""
    return Export.objects.create(
        space=space, what=what, filters=filters, format_name=format_name, rows_count=rows_count, at=at, by=by
    )
