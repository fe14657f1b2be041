"""Who stands where in a cycle: people down, dates across, read in a constant number of queries."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import F

from .enums import Presence, RegistrationState, SessionState, Standing
from .models import Attendance, Cycle, Enrolment, Registration, Session
from .services.attendance import CAME

COUNTED = {Standing.DONE, Standing.CAUGHT_UP}


@dataclass(frozen=True)
class Cell:
    """One date of one person. `on`: the session where she caught it up, or the next where she may."""

    session: Session
    standing: Standing | None  # None: the date was called off, nobody is expected
    on: Session | None = None


@dataclass(frozen=True)
class Row:
    enrolment: Enrolment
    cells: list[Cell]

    @property
    def followed_count(self) -> int:
        """What a certificate may say: the dates she came to, there or elsewhere."""
        return sum(cell.standing in COUNTED for cell in self.cells)


@dataclass
class Facts:
    """What was noted of these people, by person and session."""

    presences: dict[tuple[int, int], Presence] = field(default_factory=dict)
    registrations: dict[tuple[int, int], RegistrationState] = field(default_factory=dict)
    elsewhere: dict[tuple[int, int], list[Session]] = field(default_factory=lambda: defaultdict(list))
    next_ones: dict[int, Session] = field(default_factory=dict)


def rows_of(cycle: Cycle, sessions: list[Session], *, at: datetime) -> list[Row]:
    """Each person enrolled, by name."""
    enrolments = list(cycle.enrolments.live().select_related("person").by_name())
    facts = facts_of(cycle, sessions, [one.person_id for one in enrolments], at=at)
    return [Row(one, [cell_of(one.person_id, each, facts, at=at) for each in sessions]) for one in enrolments]


def facts_of(cycle: Cycle, sessions: list[Session], people: list[int], *, at: datetime) -> Facts:
    facts, own = Facts(), {session.pk for session in sessions}
    workshops = {session.workshop_id for session in sessions}
    of_workshops = {"person__in": people, "session__workshop__in": workshops}
    noted = Attendance.objects.of(cycle.space).filter(**of_workshops).select_related("session")
    for one in noted.order_by("session__starts_at", "pk"):
        if one.session_id in own:
            facts.presences[one.person_id, one.session_id] = Presence(one.presence)
        elif one.presence in CAME:
            facts.elsewhere[one.person_id, one.session.workshop_id].append(one.session)
    live = Registration.objects.of(cycle.space).live().filter(session__in=own, person__in=people)
    for person, session, state in live.values_list("person", "session", "state"):
        facts.registrations[person, session] = RegistrationState(state)
    others = Session.objects.of(cycle.space).public().filter(workshop__in=workshops, starts_at__gt=at, closed_at=None)
    for session in others.exclude(pk__in=own).filter(seats_taken__lt=F("capacity")).by_date():
        facts.next_ones.setdefault(session.workshop_id, session)
    return facts


def cell_of(person: int, session: Session, facts: Facts, *, at: datetime) -> Cell:
    if session.state == SessionState.CANCELLED:
        return Cell(session, None)
    presence, state = facts.presences.get((person, session.pk)), facts.registrations.get((person, session.pk))
    if presence in CAME:
        return Cell(session, Standing.DONE)
    if presence is None and state is not None:
        return Cell(session, expected(session, state, at=at))
    if others := facts.elsewhere[person, session.workshop_id]:
        return Cell(session, Standing.CAUGHT_UP, others.pop(0))
    standing = Standing.MISSED if presence or session.ends_at <= at else Standing.LEFT
    return Cell(session, standing, facts.next_ones.get(session.workshop_id))


def expected(session: Session, state: RegistrationState, *, at: datetime) -> Standing:
    if session.ends_at <= at:
        return Standing.TO_NOTE if state == RegistrationState.CONFIRMED else Standing.MISSED
    return Standing.TO_COME if state == RegistrationState.CONFIRMED else Standing.WAITING
