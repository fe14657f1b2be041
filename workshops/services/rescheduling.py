"""Several sessions of a series changed or cancelled at once; those changed apart, past or attended stay as they are."""

from copy import copy
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from mediation.accounts.models import User
from mediation.common import dates
from mediation.common.refusals import speaks

from .. import recurrence
from ..enums import Scope
from ..models import Series, Session
from ..models.places import WHERE
from ..rescheduling import Move, Wanted, meant, moves
from .series import said_of
from .sessions import cancel_session, follow_change

CHANGED = [*WHERE, "host", "starts_at", "ends_at", "version"]
NOT_WITH_THE_OTHERS = "Cette séance est passée, annulée, ou changée à part\u00a0: elle ne change plus avec les autres."


@speaks
@transaction.atomic
def change_series(*, session: Session, scope: Scope, wanted: Wanted, at: datetime, by: User | None) -> list[Session]:
    """Change this session and, with it, those that follow or all those to come; the change splits the series there.

    Refused, with the dates, when a room or somebody who welcomes is taken. Whoever it concerns is told of each.
    """
    series, sessions = held(session, scope, at=at)
    changed = moves(session, sessions, wanted)
    if clashing := [said_with_its_day(move) for move in changed if move.clashes]:
        raise ValidationError(clashing)
    if scope == Scope.FOLLOWING:
        series = split(series, session, at=at, by=by)
    follow_rule(series, changed)
    write_together([move.session for move in changed])
    for move in changed:
        if move.change:
            follow_change(session=move.session, change=move.change, at=at, by=by)
    return [move.session for move in changed]


@transaction.atomic
def cancel_series(*, session: Session, scope: Scope, at: datetime, by: User | None) -> list[Session]:
    """None of them will take place: who was registered or waited is told, once each."""
    _, sessions = held(session, scope, at=at)
    for each in sessions:
        with said_of(each):
            cancel_session(session=each, at=at, by=by)
    return sessions


def held(session: Session, scope: Scope, *, at: datetime) -> tuple[Series, list[Session]]:
    """The series, then those of its sessions that may change: seats are neither given nor freed meanwhile."""
    series = Series.objects.locked(session.series_id)
    rows = meant(session, scope).changeable(at=at).select_related("space", "workshop", "series")
    sessions = list(rows.select_for_update(of=("self",), no_key=True).order_by("pk"))
    if session not in sessions:
        raise ValidationError(NOT_WITH_THE_OTHERS)
    return series, sorted(sessions, key=lambda each: each.starts_at)


def said_with_its_day(move: Move) -> str:
    day = dates.in_full(move.session.starts_at.astimezone(move.session.zone)).capitalize()
    return f"{day}\u00a0: {' '.join(f'{clash}.' for clash in move.clashes)}"


def split(series: Series, session: Session, *, at: datetime, by: User | None) -> Series:
    """From this session on, a series of its own, those changed apart among them; the former one ends before it."""
    before = list(series.sessions.filter(series_rank__lt=session.series_rank).by_date())
    if not before:
        return series
    first, last = session.local_date, before[-1].local_date
    rhythm = recurrence.rhythm_from(series.rhythm, first)
    new = copy(series)
    new.pk, new.starts_on, new.created_at, new.created_by = None, first, at, by
    new.rule = recurrence.ending(recurrence.rule_of(rhythm, first), series.days[-1])
    new.left_out = [day for day in series.left_out if day > first]
    new.save(force_insert=True)
    since = series.sessions.filter(series_rank__gte=session.series_rank)
    since.update(series=new, series_rank=F("series_rank") - (session.series_rank - 1))
    series.rule = recurrence.ending(series.rule, last)
    series.left_out = [day for day in series.left_out if day < last]
    series.save(update_fields=["rule", "left_out"])
    return new


def follow_rule(series: Series, changed: list[Move]) -> None:
    """The rule says the new hours, and the new dates when there are some."""
    sessions = [move.session for move in changed]
    days = [each.starts_at.astimezone(each.zone).date() for each in sessions]
    if days != [each.local_date for each in sessions]:
        rhythm = recurrence.rhythm_from(series.rhythm, days[0])
        series.starts_on = days[0]
        series.rule = recurrence.ending(recurrence.rule_of(rhythm, days[0]), days[-1])
        series.left_out = sorted(set(series.days) - set(days))
    start, end = (at.astimezone(series.zone).time() for at in (sessions[0].starts_at, sessions[0].ends_at))
    series.start_time, series.end_time = start, end
    series.full_clean(exclude=["space", "workshop", "created_by"])
    series.save(update_fields=["starts_on", "rule", "left_out", "start_time", "end_time"])


def write_together(sessions: list[Session]) -> None:
    """In one statement, judged once it is done: a series moved by a week does not meet itself on the way."""
    for session in sessions:
        session.version += 1
    Session.objects.bulk_update(sessions, CHANGED)
