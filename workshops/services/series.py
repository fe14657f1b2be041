"""Sessions that repeat: each is made as a row of its own, and may change without the others."""

from collections.abc import Collection
from contextlib import contextmanager
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from mediation.accounts.models import User
from mediation.common import dates
from mediation.common.refusals import speaks

from .. import recurrence
from ..enums import Rhythm, SessionState
from ..models import ItemUse, Series, Session
from ..models.places import WHERE
from .sessions import publish

INHERITED = (
    "space",
    "workshop",
    *WHERE,
    "host",
    "capacity",
    "time_zone",
    "pace",
    "level",
    "equipment",
    "accesses",
)


@speaks
@transaction.atomic
def repeat_session(
    *, session: Session, rhythm: Rhythm, days: Collection[date], at: datetime, by: User | None
) -> Series:
    """Make a draft for each of these days, at the same hour of the clocks; the session is the first of the series.

    Refused when a day does not follow the rhythm or is past, and for a session that is cancelled or repeated already.
    """
    session = Session.objects.locked(session.pk)
    if session.state == SessionState.CANCELLED or session.series_id:
        raise ValidationError("Cette séance est annulée, ou se répète déjà.")
    first, last = session.starts_at.astimezone(session.zone), max(days, default=None)
    if last is None:
        raise ValidationError("Gardez au moins une date.")
    series = series_from(session, recurrence.ending(recurrence.rule_of(rhythm, first.date()), last), at=at, by=by)
    others = set(series.days) - {first.date()}
    if not set(days) <= others:
        raise ValidationError("Une de ces dates ne suit pas le rythme\u00a0: choisissez-les de nouveau.")
    series.left_out = sorted(others - set(days))
    series.full_clean(exclude=["space", "created_by"])
    series.save()
    follow(session, series, sorted(days), at=at)
    return series


def series_from(session: Session, rule: str, *, at: datetime, by: User | None) -> Series:
    """A series that begins with this session, at its hours."""
    start, end = (each.astimezone(session.zone) for each in (session.starts_at, session.ends_at))
    return Series(
        space=session.space, workshop=session.workshop, rule=rule, starts_on=start.date(), start_time=start.time(),
        end_time=end.time(), time_zone=session.time_zone, created_at=at, created_by=by,
    )  # fmt: skip


def follow(session: Session, series: Series, days: list[date], *, at: datetime) -> None:
    session.series, session.series_rank = series, 1
    session.save(update_fields=["series", "series_rank"])
    made = [again(session, series, rank, day, at=at) for rank, day in enumerate(days, 2)]
    if made[0].starts_at <= at:
        raise ValidationError("Une de ces dates est passée.")
    Session.objects.bulk_create(made)
    repeat_items(session, made)


def repeat_items(session: Session, others: Collection[Session]) -> None:
    """What a session has with it, those that repeat it have too."""
    keys = list(ItemUse.objects.of(session.space).filter(session=session).values_list("item", flat=True))
    ItemUse.objects.bulk_create(
        ItemUse(space=session.space, session=other, item_id=key) for other in others for key in keys
    )


def again(session: Session, series: Series, rank: int, day: date, *, at: datetime) -> Session:
    """The same, another day: only its date is new."""
    return Session(
        **{name: getattr(session, name) for name in INHERITED},
        series=series,
        series_rank=rank,
        starts_at=recurrence.instant(day, series.start_time, series.zone),
        ends_at=recurrence.instant(day, series.end_time, series.zone),
        created_at=at,
    )


@speaks
@transaction.atomic
def publish_series(*, series: Series, at: datetime, by: User | None) -> int:
    """Publish its drafts to come, all or none: what stops one is said with its date. How many there were."""
    drafts = list(series.sessions.filter(state=SessionState.DRAFT, starts_at__gt=at).by_date())
    if not drafts:
        raise ValidationError("Il ne reste aucun brouillon à publier dans cette série.")
    for draft in drafts:
        with said_of(draft):
            publish(session=draft, at=at, by=by)
    return len(drafts)


@contextmanager
def said_of(session: Session):
    """What is refused within is said with the date of this session."""
    try:
        yield
    except ValidationError as refusal:
        day = dates.in_full(session.starts_at.astimezone(session.zone)).capitalize()
        raise ValidationError([f"{day}\u00a0: {message}" for message in refusal.messages]) from refusal
