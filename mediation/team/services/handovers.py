from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from mediation.accounts.models import Space, User
from mediation.common.refusals import speaks

from ..models import Handover


@speaks
@transaction.atomic
def take_over(
    *,
    space: Space,
    from_user: User,
    to_user: User,
    starts_on: date,
    until_on: date,
    at: datetime,
    by: User | None,
) -> Handover:
    """What was one's to do shows for the other between these days. Gives no right. Refused once its end has passed."""
    if until_on < at.astimezone(space.zone).date():
        raise ValidationError({"until_on": "Ce jour est passé."})
    handover = Handover(
        space=space, from_user=from_user, to_user=to_user, starts_on=starts_on, until_on=until_on,
        created_at=at, created_by=by,
    )  # fmt: skip
    handover.full_clean(exclude=["space", "created_by"])
    handover.save()
    return handover


@transaction.atomic
def end_handover(*, handover: Handover, at: datetime, by: User | None) -> Handover:
    """Given back before its end. Said twice, it keeps its first time."""
    handover = Handover.objects.locked(handover.pk)
    if handover.ended_at is None:
        handover.ended_at = at
        handover.save(update_fields=["ended_at"])
    return handover
