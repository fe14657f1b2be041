"""Several dates, one registration: a seat at each or none at all, under the locks of all of them in one order."""

from collections.abc import Collection
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from mediation.accounts.models import Space, User
from mediation.common import dates
from mediation.common.refusals import speaks
from publics.enums import Origin
from publics.models import Person
from publics.services import provisional_person
from publics.services.merges import hold_person
from publics.traces import Trace

from .. import cycle_notes as notes
from ..enums import RegistrationState, SessionState
from ..models import Cycle, Enrolment, Registration, Session
from .online import Newcomer, is_already_there
from .registrations import give_back, register
from .series import said_of

FEWEST = 2


@speaks
@transaction.atomic
def create_cycle(
    *, space: Space, title: str, short_title: str, pitch: str, sessions: Collection[Session], at: datetime, by: User
) -> Cycle:
    """These dates go together. Refused with fewer than two, or when one is of another cycle or called off."""
    if len(sessions) < FEWEST:
        raise ValidationError({"sessions": "Choisissez au moins deux dates."})
    cycle = Cycle(space=space, title=title, short_title=short_title, pitch=pitch, created_at=at, created_by=by)
    cycle.full_clean(exclude=["space", "created_by"])
    cycle.save()
    gather(cycle, sessions)
    return cycle


def gather(cycle: Cycle, sessions: Collection[Session]) -> None:
    free = Session.objects.of(cycle.space).filter(cycle=None).exclude(state=SessionState.CANCELLED)
    chosen = free.filter(pk__in=[each.pk for each in sessions]).select_for_update(no_key=True).order_by("pk")
    keys = list(chosen.values_list("pk", flat=True))
    if len(keys) < len(sessions):
        raise ValidationError(
            {"sessions": "Une de ces dates est annulée, ou déjà dans un autre cycle\u00a0: choisissez-les de nouveau."}
        )
    Session.objects.filter(pk__in=keys).update(cycle=cycle)


def held_dates(cycle: Cycle, *, at: datetime) -> list[Session]:
    """Those that take people still, each held until the transaction ends, always in the same order."""
    to_come = cycle.sessions.to_join(at=at)
    return list(to_come.select_related("workshop").select_for_update(of=("self",), no_key=True).order_by("pk"))


@speaks
@transaction.atomic
def enrol(
    *, cycle: Cycle, person: Person, at: datetime, by: User | None = None, origin: Origin = Origin.DESK,
    accepts_waiting: bool = False, is_told: bool = True,
) -> Enrolment:  # fmt: skip
    """A seat at each date to come, or none at all; one message says them all.

    Where a date is full she takes rank on its list, once she knows it: refused (`waiting`) until `accepts_waiting`.
    A date she already had becomes one of the cycle's.
    """
    hold_person(person)
    cycle = Cycle.objects.locked(cycle.pk)
    sessions = held_dates(cycle, at=at)
    if not sessions:
        raise ValidationError("Ce cycle n’a plus de date à venir.", code="closed")
    Enrolment.objects.left_by_herself().filter(cycle=cycle, person=person).update(cancelled_at=at)
    enrolment = Enrolment.objects.create(
        space=cycle.space, cycle=cycle, person=person, origin=origin, created_at=at, created_by=by
    )
    taken = [take_date(enrolment, session, at=at, by=by) for session in sessions]
    waited = [one.session for one in taken if one.state == RegistrationState.WAITING]
    if waited and not accepts_waiting:
        raise ValidationError(said_full(waited), code="waiting")
    notes.enrolled(enrolment, sessions=sessions, at=at, is_told=is_told)
    return enrolment


def take_date(enrolment: Enrolment, session: Session, *, at: datetime, by: User | None) -> Registration:
    already = session.registrations.live().filter(person=enrolment.person_id).first()
    if already:
        already.enrolment = enrolment
        already.save(update_fields=["enrolment"])
        return already
    with said_of(session):
        return register(
            session=session, person=enrolment.person, enrolment=enrolment, origin=enrolment.origin, at=at, by=by
        )  # fmt: skip


def said_full(sessions: list[Session]) -> str:
    """Which dates she would wait for, before anything is written."""
    days = " et ".join(dates.without_year(each.starts_at.astimezone(each.zone)) for each in by_date(sessions))
    return (
        f"C’est complet {days}\u00a0: pour ce jour-là ce serait la liste d’attente, avec une place aux autres dates."
        " Confirmez si cela convient."
    )


def by_date(sessions: Collection[Session]) -> list[Session]:
    return sorted(sessions, key=lambda each: (each.starts_at, each.pk))


@speaks
@transaction.atomic
def enrol_online(*, cycle: Cycle, newcomer: Newcomer, accepts_waiting: bool, at: datetime) -> Enrolment | None:
    """Enrol somebody who came by the page, without looking at the people we know: the desk reconciles.

    None when the page already brought the same name with the same contact to all these dates: it counts once.
    """
    cycle = Cycle.objects.locked(cycle.pk)
    sessions = held_dates(cycle, at=at)
    if sessions and newcomer.has_contact and all(is_already_there(newcomer, each) for each in sessions):
        return None
    person = provisional_person(space=cycle.space, origin=Origin.WEB, at=at, **vars(newcomer))
    return enrol(cycle=cycle, person=person, origin=Origin.WEB, accepts_waiting=accepts_waiting, at=at)


@speaks
@transaction.atomic
def leave_cycle(*, enrolment: Enrolment, at: datetime, by: User | None = None) -> Enrolment:
    """She comes to none of the dates left: each seat is freed, who waits is asked, and she is told once.

    What she came to stays. Done twice, it is done once.
    """
    cycle = Cycle.objects.locked(enrolment.cycle_id)
    sessions = {each.pk: each for each in held_dates(cycle, at=at)}
    enrolment = Enrolment.objects.select_related("space", "person__guardianship__adult").get(pk=enrolment.pk)
    if enrolment.cancelled_at:
        return enrolment
    if not sessions:
        raise ValidationError("Toutes les dates de ce cycle sont passées\u00a0: il n’y a plus rien à rendre.")
    enrolment.cancelled_at = at
    enrolment.save(update_fields=["cancelled_at"])
    for registration in enrolment.registrations.live().filter(session__in=sessions).order_by("session"):
        give_back(registration, session=sessions[registration.session_id], at=at)
    notes.left(enrolment, sessions=list(sessions.values()), at=at)
    return enrolment


def follow_person(trace: Trace, *, kept: Person, merged: Person, at: datetime, by: User | None) -> None:
    """Enrolled twice in one cycle, she is once: the dates of the other are hers already, or came to her.

    Called in the transaction of their merge, once the rest has followed: what is left is what the database refused.
    """
    for doubled in Enrolment.objects.of(kept.space).filter(person=merged):
        same = Enrolment.objects.live().get(cycle=doubled.cycle_id, person=kept)
        rows = Registration.objects.filter(enrolment=doubled)
        trace.move(rows, "enrolment_id", was=doubled.pk, to=same.pk)
        trace.remove(doubled)
