"""What a change of a series would do to each of its sessions: read before it is done, and once more when it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet, prefetch_related_objects

from mediation.accounts.models import User

from . import recurrence
from .conflicts import conflicts, taken_beside
from .elsewhere import elsewhere, meanwhile
from .enums import Change, Scope
from .models import Session
from .models.sessions import TAKES_PLACE


@dataclass(frozen=True)
class Wanted:
    """What the session that somebody changes is to become; the others follow it. `where`: each column of `WHERE`."""

    starts_at: datetime
    ends_at: datetime
    host: User | None
    where: dict[str, object]


@dataclass(frozen=True)
class Move:
    """One session as it becomes, and what changes for people. `clashes`: what holds its room or its host then;
    `away`: what says that who welcomes is elsewhere."""

    session: Session
    was_from: datetime
    was_until: datetime
    change: Change | None
    clashes: tuple[str, ...] = ()
    away: tuple[str, ...] = ()

    @property
    def is_moved(self) -> bool:
        return self.change == Change.DATE


def meant(session: Session, scope: Scope) -> QuerySet[Session]:
    """Those of its series that somebody means, whether they may change or not."""
    series = Session.objects.of(session.space).filter(series=session.series_id)
    return series.filter(series_rank__gte=session.series_rank) if scope == Scope.FOLLOWING else series


def moves(session: Session, sessions: Iterable[Session], wanted: Wanted) -> list[Move]:
    """What becomes of each of these sessions, all of one series, when this one becomes what is wanted."""
    sessions = list(sessions)
    start, end = (at.astimezone(session.zone) for at in (wanted.starts_at, wanted.ends_at))
    was_on = [each.local_date for each in sessions]
    days = recurrence.moved(session.series.rhythm, session.local_date, start.date(), was_on)
    found = []
    for each in sessions:
        was_from, was_until, was_at = each.starts_at, each.ends_at, each.spot
        each.starts_at = recurrence.instant(days[each.local_date], start.time(), session.zone)
        each.ends_at = recurrence.instant(days[each.local_date], end.time(), session.zone)
        each.host = wanted.host
        for name, value in wanted.where.items():
            setattr(each, name, value)
        is_moved = (each.starts_at, each.ends_at) != (was_from, was_until)
        is_elsewhere = each.spot != was_at
        change = Change.DATE if is_moved else Change.PLACE if is_elsewhere else None
        found.append((each, was_from, was_until, change))
    beside = zip(found, clashes_of(sessions), away_of(sessions), strict=True)
    return [Move(*move, clashes, away) for move, clashes, away in beside]


def away_of(sessions: list[Session]) -> list[tuple[str, ...]]:
    """Those of a series have the same host and the same venue."""
    found = elsewhere(sessions[0], min(each.starts_at for each in sessions), max(each.ends_at for each in sessions))
    return [tuple(meanwhile(found, each.starts_at, each.ends_at)) for each in sessions]


def clashes_of(sessions: list[Session]) -> list[tuple[str, ...]]:
    """For each, what holds its room, its host or its equipment. They move together: none collides with where another
    was."""
    first, last = min(each.starts_at for each in sessions), max(each.ends_at for each in sessions)
    prefetch_related_objects(sessions, "items")
    equipment = {item for each in sessions for item in each.items.all()}
    others = list(taken_beside(sessions[0], first, last, equipment).exclude(session__in=sessions))
    return [
        tuple(conflicts(each, each.starts_at, each.ends_at, others).values()) if each.state in TAKES_PLACE else ()
        for each in sessions
    ]
