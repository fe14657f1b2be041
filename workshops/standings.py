"""Where each step of pathways stands, read from what was noted elsewhere: nothing of it is typed twice."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.urls import reverse

from mediation.accounts.models import Space

from .enums import AppointmentState, Outcome, RegistrationState, SessionState, Standing, StepKind
from .models import Appointment, Attendance, Pathway, Registration, Step
from .services.attendance import CAME

HELD = {Outcome.CAME: Standing.DONE, Outcome.NOT_COME: Standing.MISSED, "": Standing.TO_PLAN}
BECAME = {
    AppointmentState.CAME: Standing.DONE,
    AppointmentState.EXCUSED: Standing.MISSED,
    AppointmentState.NOT_COME: Standing.MISSED,
}


@dataclass(frozen=True)
class Fact:
    """An hour that counts for a step, what it says of it, and the page where it was noted."""

    standing: Standing
    at: datetime
    zone: ZoneInfo
    address: str = ""

    @property
    def when(self) -> datetime:
        """On the clocks of where it takes place."""
        return self.at.astimezone(self.zone)


@dataclass(frozen=True)
class Stood:
    """A step and what the facts say of it; `fact` is the last that does."""

    step: Step
    standing: Standing
    fact: Fact | None = None
    was_missed: bool = False

    @property
    def is_behind(self) -> bool:
        return self.standing in (Standing.DONE, Standing.CAUGHT_UP)


Stages = dict[int, list[Stood]]


def stages_of(pathways: Iterable[Pathway], *, space: Space, at: datetime) -> Stages:
    """By pathway, its steps in order: four readings, however many they are."""
    pathways = {pathway.pk: pathway for pathway in pathways}
    steps = list(Step.objects.of(space).filter(pathway__in=pathways).in_order())
    appointments, workshops = of_appointments(space, pathways, at=at), of_workshops(space, pathways, steps, at=at)
    stages: Stages = defaultdict(list)
    for step in steps:
        if step.kind == StepKind.WORKSHOP:
            pathway = pathways[step.pathway_id]
            facts = workshops[pathway.pk, step.workshop_id]
        else:
            facts = appointments[step.pk]
        stages[step.pathway_id].append(held(step) if step.kind == StepKind.PARTNER else stood(step, facts))
    return stages


def stood(step: Step, facts: list[Fact]) -> Stood:
    """Facts are taken in their order, up to the first that settles: the same workshop twice takes the next ones."""
    missed = None
    while facts:
        fact = facts.pop(0)
        if fact.standing == Standing.MISSED:
            missed = fact
        elif fact.standing == Standing.DONE:
            return Stood(step, Standing.CAUGHT_UP if missed else Standing.DONE, fact, was_missed=bool(missed))
        else:
            return Stood(step, fact.standing, fact, was_missed=bool(missed))
    return Stood(step, Standing.MISSED if missed else Standing.TO_PLAN, missed, was_missed=bool(missed))


def held(step: Step) -> Stood:
    """What the structure that holds it says."""
    fact = Fact(HELD[step.outcome], step.outcome_at, step.pathway.space.zone) if step.outcome else None
    return Stood(step, HELD[step.outcome], fact)


def of_appointments(space: Space, pathways: dict[int, Pathway], *, at: datetime) -> dict[int, list[Fact]]:
    """By step; those called off by us say nothing."""
    facts = defaultdict(list)
    rows = Appointment.objects.of(space).filter(step__pathway__in=pathways).exclude(state=AppointmentState.CANCELLED)
    for one in rows.by_date():
        address = reverse("workshops:appointment", args=[one.code])
        standing = BECAME.get(one.state, Standing.TO_COME if one.ends_at > at else Standing.TO_NOTE)
        facts[one.step_id].append(Fact(standing, one.starts_at, one.zone, address))
    return facts


def of_workshops(
    space: Space, pathways: dict[int, Pathway], steps: list[Step], *, at: datetime
) -> dict[tuple[int, int], list[Fact]]:
    """By pathway and workshop: presences first, then where she is expected, since the pathway began."""
    wanted = {step.workshop_id for step in steps if step.workshop_id}
    people = {pathway.person_id for pathway in pathways.values()}
    meant = {"person__in": people, "session__workshop__in": wanted}
    noted = Attendance.objects.of(space).filter(**meant).select_related("session")
    live = Registration.objects.of(space).live().filter(**meant).select_related("session")
    known = {(one.person_id, one.session_id): one for one in noted}
    by_person = defaultdict(list)
    for one in [*known.values(), *(each for each in live if (each.person_id, each.session_id) not in known)]:
        if one.session.state != SessionState.CANCELLED:
            by_person[one.person_id, one.session.workshop_id].append((one.session, fact_of(one, at=at)))
    facts = defaultdict(list)
    for pathway in pathways.values():
        for workshop in wanted:
            hers = [(s, f) for s, f in by_person[pathway.person_id, workshop] if s.local_date >= pathway.started_on]
            facts[pathway.pk, workshop] = [fact for _, fact in sorted(hers, key=lambda pair: pair[0].starts_at)]
    return facts


def fact_of(one: Attendance | Registration, *, at: datetime) -> Fact:
    session = one.session
    address = reverse("workshops:session", args=[session.code])
    if isinstance(one, Attendance):
        standing = Standing.DONE if one.presence in CAME else Standing.MISSED
    elif session.ends_at <= at:
        standing = Standing.TO_NOTE if one.state == RegistrationState.CONFIRMED else Standing.MISSED
    else:
        standing = Standing.TO_COME if one.state == RegistrationState.CONFIRMED else Standing.WAITING
    return Fact(standing, session.starts_at, session.zone, address)
