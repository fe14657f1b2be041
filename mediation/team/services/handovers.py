from datetime import date, datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from mediation.accounts.models import Space, User
from mediation.common.refusals import speaks

from ..models import Handover

FARTHEST = timedelta(days=731)


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
    handover = Handover(space=space, from_user=from_user, to_user=to_user, starts_on=starts_on, until_on=until_on)
    return written(handover, at=at, by=by)


@speaks
@transaction.atomic
def note_absence(
    *,
    space: Space,
    user: User,
    starts_on: date,
    until_on: date,
    starts: time | None = None,
    ends: time | None = None,
    words: str = "",
    at: datetime,
    by: User | None,
) -> Handover:
    """She is not there, nobody takes over: her hours are proposed to nobody. Refused once its end has passed.

    What is planned stays as it is: each session, each appointment is moved, given or called off by somebody.
    """
    absence = Handover(
        space=space, from_user=user, starts_on=starts_on, until_on=until_on, starts=starts, ends=ends,
        words=words.strip(),
    )  # fmt: skip
    return written(absence, at=at, by=by)


def written(handover: Handover, *, at: datetime, by: User | None) -> Handover:
    if handover.until_on > at.date() + FARTHEST:
        raise ValidationError({"until_on": "C’est bien loin\u00a0: choisissez un jour d’ici deux ans."})
    if handover.ends_at <= at:
        raise ValidationError({"until_on": "Ce jour est passé."})
    handover.created_at, handover.created_by = at, by
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
