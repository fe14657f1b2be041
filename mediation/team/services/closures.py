from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from mediation.accounts.models import Space, User, Venue
from mediation.common.refusals import speaks

from ..models import Closure


@speaks
@transaction.atomic
def close_space(
    *,
    space: Space,
    starts_on: date,
    reopens_on: date,
    venue: Venue | None = None,
    reason: str = "",
    at: datetime,
    by: User | None,
) -> Closure:
    """The public pages say it at once. Refused once the day it reopens has come. Sessions stay as they are: people
    are called, and each session is cancelled or moved by somebody."""
    if reopens_on <= at.astimezone(space.zone).date():
        raise ValidationError({"reopens_on": "Ce jour est passé : donnez le jour où l’on rouvrira."})
    closure = Closure(
        space=space, venue=venue, starts_on=starts_on, reopens_on=reopens_on, reason=reason.strip(),
        created_at=at, created_by=by,
    )  # fmt: skip
    closure.full_clean(exclude=["space", "created_by"])
    closure.save()
    return closure


@transaction.atomic
def withdraw_closure(*, closure: Closure, at: datetime, by: User | None) -> Closure:
    """It opens after all: the notice goes. Said twice, it keeps its first time."""
    closure = Closure.objects.locked(closure.pk)
    if closure.withdrawn_at is None:
        closure.withdrawn_at = at
        closure.save(update_fields=["withdrawn_at"])
    return closure
