from datetime import datetime

from django.db import transaction

from mediation.accounts.models import Space, User
from mediation.common.refusals import speaks

from ..models import HouseNote


@speaks
@transaction.atomic
def create_note(*, note: HouseNote, space: Space, at: datetime, by: User | None) -> HouseNote:
    note.space, note.updated_at, note.updated_by = space, at, by
    note.full_clean(exclude=["space", "updated_by"])
    note.save()
    return note
