"""The dates that a rhythm gives, each with what speaks against it: somebody reads them before anything is made."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import takewhile

from django.db.models import Q

from mediation.accounts.models import Commune
from mediation.common import days_off
from mediation.team.models import Closure

from . import recurrence
from .conflicts import conflicts, taken_beside
from .elsewhere import elsewhere, meanwhile
from .enums import Rhythm
from .models import HalfDay, Session

FARTHEST = timedelta(days=731)  # further, neither closures nor school breaks are known
MOST_DATES = 60


@dataclass(frozen=True)
class Wish:
    """What somebody asked for: a rhythm, at most so many dates, none after that day, school breaks or not."""

    rhythm: Rhythm
    times: int | None = None
    until: date | None = None
    rests_with_schools: bool = False


@dataclass(frozen=True)
class Proposal:
    """One date of the rhythm, kept unless something speaks against it.

    `is_unknown`: schools may rest, their calendar is not published yet.
    """

    starts_at: datetime
    reasons: tuple[str, ...] = ()
    is_unknown: bool = False

    @property
    def day(self) -> date:
        return self.starts_at.date()

    @property
    def is_kept(self) -> bool:
        return not self.reasons


def proposals(session: Session, wish: Wish, *, at: datetime) -> list[Proposal]:
    """The dates that come after its own, until so many are kept or the last day is past. Constant queries."""
    against = Against(session, rests_with_schools=wish.rests_with_schools)
    start = session.starts_at.astimezone(session.zone)
    last = min(filter(None, [wish.until, start.date() + FARTHEST]))
    days = recurrence.days(recurrence.rule_of(wish.rhythm, start.date()), start.date())
    found: list[Proposal] = []
    for day in takewhile(lambda day: day <= last, days):
        if sum(proposal.is_kept for proposal in found) == (wish.times or MOST_DATES):
            break
        proposal = against.weigh(recurrence.instant(day, start.time(), session.zone))
        if day != start.date() and proposal.starts_at > at:
            found.append(proposal)
    return found


class Against:
    """All that may speak against a date of this session or permanence, read once however many dates there are."""

    def __init__(self, session: Session | HalfDay, *, rests_with_schools: bool):
        self.session, self.rests_with_schools = session, rests_with_schools
        since, until = session.starts_at, session.starts_at + FARTHEST
        self.department = department_of(session)
        self.closures = list(closures_of(session, since.date(), until.date()))
        self.others = list(taken_beside(session, since, until))
        self.elsewhere = elsewhere(session, since, until)

    def weigh(self, start: datetime) -> Proposal:
        day, end = start.date(), self.session.ends_at.astimezone(self.session.zone).time()
        ends_at = recurrence.instant(day, end, self.session.zone)
        taken = conflicts(self.session, start, ends_at, self.others).values()
        away = meanwhile(self.elsewhere, start, ends_at)
        is_unknown = self.rests_with_schools and not days_off.is_school_year_known(day)
        return Proposal(start, (*self.rests(day), *taken, *away), is_unknown)

    def rests(self, day: date) -> Iterator[str]:
        if name := days_off.public_holidays(day.year, self.department).get(day):
            yield f"Jour férié\u00a0: {name}"
        for closure in self.closures:
            if closure.is_running(day):
                yield f"Fermeture notée\u00a0: {closure.reason}" if closure.reason else "Fermeture notée"
        name = days_off.school_break(day, self.session.space.school_zone) if self.rests_with_schools else ""
        if name:
            yield name[0].upper() + name[1:]


def department_of(session: Session | HalfDay) -> str:
    """Where it takes place, else where the space is."""
    here = days_off.department_of([session.insee_code, session.postal_code])
    communes = Commune.objects.of(session.space).order_by("pk").values_list("insee_code", flat=True)
    return here or days_off.department_of(communes[:1])


def closures_of(session: Session | HalfDay, first: date, last: date):
    closures = Closure.objects.of(session.space).standing().filter(starts_on__lte=last, reopens_on__gt=first)
    return closures.filter(Q(venue=None) | Q(venue=session.venue_id)).order_by("starts_on", "pk")
