"""Who is at which post, since when; what is kept of it is a number."""

from datetime import datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from mediation.accounts.models import Space, User
from mediation.common import dates
from mediation.common.refusals import speaks
from publics.enums import DailyDimension
from publics.services import count_daily

from ..conflicts import named, taken_beside
from ..enums import ItemKind
from ..models import AccessHours, Item, Sitting
from .items import refuse_unless_in_service

SHORTEST = timedelta(minutes=10)


@speaks
@transaction.atomic
def sit_down(*, item: Item, name: str = "", minutes: int, at: datetime, by: User | None) -> Sitting:
    """Somebody sits there now, for so long at most; less when it is kept for somebody else after.

    Refused when somebody is there still, or when it is taken within ten minutes.
    """
    item = held(item)
    refuse_if_somebody_is_there(item, at=at)
    sitting = Sitting(space=item.space, item=item, name=name, starts_at=at, ends_at=at + timedelta(minutes=minutes))
    if taker := taken_beside(sitting, sitting.starts_at, sitting.ends_at).first():
        if taker.starts_at < at + SHORTEST:
            raise ValidationError(f"Ce poste n’est pas libre\u00a0: {named(taker, sitting)}.", code="taken")
        sitting.ends_at = taker.starts_at
    return kept(sitting)


@speaks
@transaction.atomic
def keep_station(*, item: Item, name: str = "", start: time, minutes: int, at: datetime, by: User | None) -> Sitting:
    """For later today. Refused for an hour that is past, or when the post is taken then."""
    item = held(item)
    starts_at = datetime.combine(at.astimezone(item.space.zone).date(), start, tzinfo=item.space.zone)
    if starts_at <= at:
        raise ValidationError({"start": "Cette heure est passée\u00a0: on garde un poste pour plus tard aujourd’hui."})
    ends_at = starts_at + timedelta(minutes=minutes)
    sitting = Sitting(space=item.space, item=item, name=name, starts_at=starts_at, ends_at=ends_at)
    refuse_if_kept(sitting)
    return kept(sitting)


@speaks
@transaction.atomic
def extend_sitting(*, sitting: Sitting, minutes: int, at: datetime, by: User | None) -> Sitting:
    """So many minutes more, from now when the time is over. Refused when somebody else has the post then."""
    item = held(sitting.item)
    sitting = Sitting.objects.select_related("space", "item").get(pk=sitting.pk)
    if sitting.freed_at:
        raise ValidationError("Ce poste est déjà libéré.", code="freed")
    sitting.item, sitting.ends_at = item, max(sitting.ends_at, at) + timedelta(minutes=minutes)
    refuse_if_kept(sitting)
    return kept(sitting)


@transaction.atomic
def free_station(*, sitting: Sitting, at: datetime, by: User | None) -> None:
    """The post is free. Kept and not used, nothing of it stays. Said twice, it is said once."""
    rows = Sitting.objects.of(sitting.space).standing().filter(pk=sitting.pk)
    rows.filter(starts_at__gt=at).delete()
    rows.update(freed_at=at)


@transaction.atomic
def count_sittings(*, space: Space, at: datetime) -> int:
    """Those of the days before become one more of their hour, each; then nothing says who it was. How many."""
    today = datetime.combine(at.astimezone(space.zone).date(), time(), tzinfo=space.zone)
    over = list(Sitting.objects.of(space).filter(starts_at__lt=today).select_for_update(skip_locked=True))
    for sitting in over:
        local = sitting.starts_at.astimezone(space.zone)
        counted = {"on": local.date(), "value": f"{local:%H}", "at": at, "by": None}
        count_daily(space=space, dimension=DailyDimension.STATION, **counted)
    Sitting.objects.filter(pk__in=[sitting.pk for sitting in over]).delete()
    return len(over)


@speaks
@transaction.atomic
def create_access_hours(*, hours: AccessHours, space: Space, at: datetime, by: User | None) -> AccessHours:
    """A half-day of each week. Refused when it overlaps another of the same venue."""
    hours.space = space
    hours.full_clean()
    hours.save()
    return hours


def held(item: Item) -> Item:
    """The post, until the transaction ends: two desks do not give it at once."""
    item = Item.objects.of(item.space).select_related("space").held([item.pk]).get()
    if item.kind != ItemKind.STATION:
        raise ValidationError("Cet objet n’est pas un poste.")
    refuse_unless_in_service([item])
    return item


def refuse_if_somebody_is_there(item: Item, *, at: datetime) -> None:
    there = Sitting.objects.of(item.space).standing().begun(at=at).filter(item=item).in_order().first()
    if there:
        since = dates.hour(there.starts_at.astimezone(item.space.zone))
        raise ValidationError(f"Ce poste est déjà pris, depuis {since}\u00a0: libérez-le d’abord.", code="there")


def refuse_if_kept(sitting: Sitting) -> None:
    if taker := taken_beside(sitting, sitting.starts_at, sitting.ends_at).first():
        raise ValidationError(f"Ce poste n’est pas libre alors\u00a0: {named(taker, sitting)}.", code="taken")


def kept(sitting: Sitting) -> Sitting:
    sitting.full_clean(exclude=["space"])
    sitting.save()
    return sitting
