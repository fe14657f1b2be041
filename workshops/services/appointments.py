"""Somebody is expected alone at an hour: booked, moved, called off by her or by us, then the visit it became."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from mediation.accounts.models import Room, Space, User, Venue
from mediation.common.refusals import speaks
from publics.models import Demarche, Interest, Person, Visit
from publics.services.merges import hold_person
from publics.traces import Trace

from .. import appointment_notes as notes
from ..conflicts import refuse_if_elsewhere, refuse_if_taken
from ..enums import AppointmentState
from ..models import Appointment, Step
from .reminders import APPOINTMENTS, mark_anew

TRANSITIONS = {
    AppointmentState.PLANNED: {
        AppointmentState.CAME,
        AppointmentState.EXCUSED,
        AppointmentState.NOT_COME,
        AppointmentState.CANCELLED,
    },
    AppointmentState.CAME: {AppointmentState.PLANNED},
    AppointmentState.NOT_COME: {AppointmentState.PLANNED, AppointmentState.CAME, AppointmentState.EXCUSED},
    AppointmentState.EXCUSED: set(),
    AppointmentState.CANCELLED: set(),
}
WRITTEN = ["host", "venue", "room", "is_by_phone", "starts_at", "ends_at"]


@speaks
@transaction.atomic
def book(
    *,
    space: Space,
    person: Person,
    host: User,
    venue: Venue,
    starts_at: datetime,
    minutes: int,
    room: Room | None = None,
    is_by_phone: bool = False,
    demarche: Demarche | None = None,
    interest: Interest | None = None,
    purpose: str = "",
    at: datetime,
    by: User | None,
    is_told: bool = True,
) -> Appointment:
    """Keep that hour for her. Refused in the past, or when she, the room or who welcomes is expected elsewhere.

    It counts for the first step of her pathway that awaits one, until somebody says otherwise (`detach_appointment`).
    `is_told`: she is there, or on the telephone. If not, who is called is to be called.
    """
    hold_person(person)
    appointment = Appointment(
        space=space, person=person, host=host, venue=venue, room=room, is_by_phone=is_by_phone, starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes), time_zone=space.time_zone, demarche=demarche,
        interest=interest, purpose=purpose, created_at=at, created_by=by,
    )  # fmt: skip
    refuse_past(appointment, at=at)
    appointment.full_clean(exclude=["space", "created_by"])
    refuse_if_taken(appointment)
    refuse_if_elsewhere(appointment)
    day = starts_at.astimezone(space.zone).date()
    appointment.step = Step.objects.of(space).awaiting_appointment(person, on=day).first()
    appointment.save()
    notes.booked(appointment, at=at, is_told=is_told)
    return appointment


@speaks
@transaction.atomic
def move_appointment(
    *, appointment: Appointment, starts_at: datetime, minutes: int, host: User, venue: Venue, room: Room | None = None,
    is_by_phone: bool = False, version: int, at: datetime, by: User | None, is_told: bool = True,
) -> Appointment:  # fmt: skip
    """Another hour, place or colleague: she is told once. Done twice, it is done once.

    She is reminded of another day anew; of another hour of the same day, by what had not reminded her of it yet.

    Refused in the past, once it is settled, or when somebody changed it since `version`.
    """
    appointment = locked(appointment)
    said = {"host": host, "venue": venue, "room": room, "is_by_phone": is_by_phone, "starts_at": starts_at}
    said["ends_at"] = starts_at + timedelta(minutes=minutes)
    if all(getattr(appointment, name) == value for name, value in said.items()):
        return appointment
    refuse_unless_expected(appointment)
    if not appointment.claim_edit(version):
        raise ValidationError("Quelqu’un a changé ce rendez-vous entre-temps\u00a0: le voici maintenant.", code="stale")
    appointment.version = version + 1
    for name, value in said.items():
        setattr(appointment, name, value)
    refuse_past(appointment, at=at)
    refuse_if_taken(appointment)
    refuse_if_elsewhere(appointment)
    appointment.save(update_fields=WRITTEN)
    appointment.refresh_from_db(fields=["local_date"])
    notes.moved(appointment, at=at, is_told=is_told)
    mark_anew(APPOINTMENTS, appointment, written=notes.about(appointment, notes.REMINDER), at=at)
    return appointment


@transaction.atomic
def excuse(*, appointment: Appointment, at: datetime, by: User | None = None) -> Appointment:
    """She cannot come, and said so: « a prévenu ». The hour is free. Said twice, it is said once.

    Once it is over only the team notes it still: an answer that comes late changes nothing.
    """
    appointment = locked(appointment)
    if appointment.state == AppointmentState.EXCUSED:
        return appointment
    if by is None and appointment.ends_at <= at:
        raise ValidationError("Ce rendez-vous est passé.", code="over")
    become(appointment, AppointmentState.EXCUSED, at=at, by=by)
    notes.excused(appointment, at=at)
    return appointment


@transaction.atomic
def cancel_appointment(*, appointment: Appointment, at: datetime, by: User | None) -> Appointment:
    """We cannot: she is told at once, or called. Refused once it is over; done twice, it is done once."""
    appointment = locked(appointment)
    if appointment.state == AppointmentState.CANCELLED:
        return appointment
    if appointment.ends_at <= at:
        raise ValidationError("Ce rendez-vous est passé\u00a0: dites plutôt si elle est venue.", code="over")
    become(appointment, AppointmentState.CANCELLED, at=at, by=by)
    notes.called_off(appointment, at=at)
    return appointment


@transaction.atomic
def note_absence(*, appointment: Appointment, at: datetime, by: User | None) -> Appointment:
    """« Pas venue »: nobody is told. Refused before its hour; said twice, it is said once."""
    appointment = locked(appointment)
    if appointment.state == AppointmentState.NOT_COME:
        return appointment
    if appointment.starts_at > at:
        raise ValidationError("L’heure du rendez-vous n’est pas encore venue.", code="early")
    become(appointment, AppointmentState.NOT_COME, at=at, by=by)
    return appointment


@speaks
@transaction.atomic
def expect_again(*, appointment: Appointment, at: datetime, by: User | None) -> Appointment:
    """« Pas venue » was a mistake: what became of it is to be said again."""
    appointment = locked(appointment)
    if appointment.state == AppointmentState.NOT_COME:
        become(appointment, AppointmentState.PLANNED, at=at, by=by)
    return appointment


@speaks
@transaction.atomic
def become_visit(*, appointment: Appointment, visit: Visit, at: datetime, by: User | None) -> Appointment:
    """She is there: what was noted is this appointment's one visit, and its report. Refused when it is already."""
    appointment = locked(appointment)
    if appointment.state == AppointmentState.CAME:
        raise ValidationError("Son passage est déjà noté pour ce rendez-vous.", code="already")
    if visit.person_id != appointment.person_id:
        raise ValidationError(
            f"Ce rendez-vous est celui de {appointment.person}\u00a0: choisissez-la, ou notez ce passage sans lui.",
            code="somebody_else",
        )
    appointment.visit = visit
    become(appointment, AppointmentState.CAME, at=at, by=by)
    return appointment


@transaction.atomic
def forget_visit(*, visit: Visit, at: datetime, by: User | None) -> None:
    """What was noted is undone: the appointment it came from is as before. Called just before the visit goes."""
    rows = Appointment.objects.of(visit.space).filter(visit=visit)
    for appointment in map(locked, rows):
        appointment.visit = None
        become(appointment, AppointmentState.PLANNED, at=at, by=by)


def follow_person(trace: Trace, *, kept: Person, merged: Person, at: datetime, by: User | None) -> None:
    """Two appointments of one person at one hour: she keeps the first that was taken, the other hour is freed.

    Called in the transaction of their merge, once the rest has followed: what is left is what the database refused.
    """
    for doubled in Appointment.objects.of(kept.space).planned().filter(person=merged).order_by("starts_at", "pk"):
        hers = Appointment.objects.of(kept.space).planned().filter(person=kept)
        both = [doubled, *hers.filter(starts_at__lt=doubled.ends_at, ends_at__gt=doubled.starts_at)]
        for other in sorted(both, key=lambda one: (one.created_at, one.pk))[1:]:
            trace.change(other, state=AppointmentState.CANCELLED, settled_at=at, settled_by_id=by and by.pk)
        trace.change(doubled, person_id=kept.pk)
        trace.told.append(
            "Elle avait deux rendez-vous à la même heure\u00a0: le premier pris est gardé, l’autre est rendu."
        )


def locked(appointment: Appointment) -> Appointment:
    rows = Appointment.objects.with_details().select_for_update(of=("self",), no_key=True)
    return rows.get(pk=appointment.pk)


def become(appointment: Appointment, state: AppointmentState, *, at: datetime, by: User | None) -> None:
    """Only along TRANSITIONS; the appointment is already locked."""
    if state not in TRANSITIONS[appointment.state]:
        raise ValidationError(
            f"Ce rendez-vous est noté «\u00a0{appointment.get_state_display()}\u00a0»\u00a0: il ne peut plus changer.",
            code="settled",
        )
    is_expected = state == AppointmentState.PLANNED
    appointment.state = state
    appointment.settled_at, appointment.settled_by = (None, None) if is_expected else (at, by)
    appointment.save(update_fields=["state", "visit", "settled_at", "settled_by"])


def refuse_unless_expected(appointment: Appointment) -> None:
    if appointment.state != AppointmentState.PLANNED:
        raise ValidationError("Ce rendez-vous n’est plus attendu\u00a0: il ne se déplace plus.", code="settled")


def refuse_past(appointment: Appointment, *, at: datetime) -> None:
    if appointment.starts_at <= at:
        raise ValidationError("Cette heure est passée.", code="past")
