"""Half-days held at a venue: opened on a rhythm, called off one by one, prolonged or shortened."""

from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from mediation.accounts.models import Space, User
from mediation.common.refusals import speaks

from .. import recurrence
from ..conflicts import hold_resources, refuse_if_taken
from ..enums import Rhythm
from ..models import HalfDay, Permanence
from ..proposals import Against, Proposal

NO_DATE = "Aucune date n’est possible\u00a0: jours fériés, fermetures, ou salle et personne déjà prises."


@speaks
@transaction.atomic
def open_permanence(
    *, permanence: Permanence, space: Space, rhythm: Rhythm, until: date, at: datetime, by: User | None
) -> list[Proposal]:
    """A half-day for each date of the rhythm. Those that something speaks against are left out, and returned."""
    permanence.space, permanence.time_zone = space, space.time_zone
    permanence.created_at, permanence.created_by = at, by
    permanence.rule = recurrence.ending(recurrence.rule_of(rhythm, permanence.starts_on), until)
    if until < permanence.starts_on:
        raise ValidationError({"until": "La dernière date vient après la première."})
    permanence.full_clean(exclude=["space", "created_by"])
    permanence.save()
    left_out = add_half_days(permanence, permanence.days, at=at)
    if not permanence.half_days.exists():
        raise ValidationError(NO_DATE)
    return left_out


def add_half_days(permanence: Permanence, days: Iterable[date], *, at: datetime) -> list[Proposal]:
    """Its room and its host are held meanwhile: what was free stays so."""
    first = half_day(permanence, permanence.starts_on)
    hold_resources(first)
    against = Against(first, rests_with_schools=False)
    found = [against.weigh(half_day(permanence, day).starts_at) for day in days]
    coming = [proposal for proposal in found if proposal.starts_at > at]
    HalfDay.objects.bulk_create(half_day(permanence, proposal.day) for proposal in coming if proposal.is_kept)
    return [proposal for proposal in coming if not proposal.is_kept]


def half_day(permanence: Permanence, day: date) -> HalfDay:
    starts_at, ends_at = (
        recurrence.instant(day, at, permanence.zone) for at in (permanence.start_time, permanence.end_time)
    )
    return HalfDay(
        space=permanence.space, permanence=permanence, room=permanence.room, host=permanence.host,
        starts_at=starts_at, ends_at=ends_at, time_zone=permanence.time_zone,
    )  # fmt: skip


@speaks
@transaction.atomic
def set_last_day(*, permanence: Permanence, until: date, at: datetime, by: User | None) -> list[Proposal]:
    """Prolonged, it has the dates that come after; shortened, those to come after that day are taken away."""
    Permanence.objects.locked(permanence.pk)
    permanence = Permanence.objects.with_details().get(pk=permanence.pk)
    last = permanence.until
    if until < permanence.starts_on:
        raise ValidationError({"until": "La dernière date vient après la première."})
    permanence.rule = recurrence.ending(permanence.rule, until)
    permanence.save(update_fields=["rule"])
    permanence.half_days.filter(local_date__gt=until, starts_at__gt=at).delete()
    return add_half_days(permanence, (day for day in permanence.days if day > last), at=at)


@transaction.atomic
def call_off(*, half_day: HalfDay, at: datetime, by: User | None) -> HalfDay:
    """Nobody will be there that day; said twice, it keeps its first time."""
    half_day = locked(half_day, at=at)
    half_day.called_off_at = half_day.called_off_at or at
    half_day.save(update_fields=["called_off_at"])
    return half_day


@speaks
@transaction.atomic
def put_back(*, half_day: HalfDay, at: datetime, by: User | None) -> HalfDay:
    """Somebody will be there after all. Refused when its room or its host was taken meanwhile."""
    half_day = locked(half_day, at=at)
    if half_day.called_off_at:
        refuse_if_taken(half_day)
        half_day.called_off_at = None
        half_day.save(update_fields=["called_off_at"])
    return half_day


def locked(half_day: HalfDay, *, at: datetime) -> HalfDay:
    HalfDay.objects.locked(half_day.pk)
    half_day = HalfDay.objects.with_details().get(pk=half_day.pk)
    if half_day.ends_at <= at:
        raise ValidationError("Cette date est passée.")
    return half_day
