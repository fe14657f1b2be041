from datetime import date, datetime

from django.db import transaction

from mediation.accounts.models import Stop, User
from mediation.common.refusals import speaks

from ..enums import Half
from ..models import Round


@speaks
@transaction.atomic
def keep_round(*, stop: Stop, on: date, half: Half, people_count: int, at: datetime, by: User) -> Round:
    """What leaves on a device is written: how many people, with whom, until when."""
    return Round.objects.create(
        space=stop.space, stop=stop, on=on, half=half, people_count=people_count, left_at=at, kept_by=by
    )


@speaks
@transaction.atomic
def return_round(*, kept: Round, at: datetime, by: User) -> None:
    """All that was noted came back, and the device is emptied. Said twice, it is said once."""
    Round.objects.filter(pk=kept.pk, returned_at=None).update(returned_at=at)
