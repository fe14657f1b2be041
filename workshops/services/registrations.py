from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from mediation.accounts.models import User
from mediation.common.refusals import speaks
from publics.enums import Origin
from publics.models import Person
from publics.services.merges import hold_person

from .. import notifications
from ..enums import Comfort, RegistrationState
from ..models import Enrolment, Registration, SeatHold, Session
from ..models.registrations import LARGEST_PARTY
from .answering import leave_list
from .offers import answer_by, offer_freed_seats, seats_for, to_ask, waking
from .opening import refuse_once_closed, refuse_once_over, refuse_unless_open


@speaks
@transaction.atomic
def register(
    *,
    session: Session,
    person: Person,
    at: datetime,
    by: User | None = None,
    origin: Origin = Origin.DESK,
    party_size: int = 1,
    relatives: Sequence[Person] = (),
    is_told: bool = True,
    hold: SeatHold | None = None,
    enrolment: Enrolment | None = None,
    comfort: Collection[Comfort] = (),
    beside: Sequence[Registration] = (),
) -> Registration:
    """Give the person a seat, or a rank on the waiting list once the session is full.

    `relatives` come with her, one seat each: all are seated together or wait together; each may cancel alone, and she
    is told for all. Who comes unnamed is counted by `party_size`.
    `is_told`: she is there, on the telephone or before her own page. If not, who is called is to be called.
    `hold`: the seats kept for her group, from which theirs are taken; refused beyond them.
    `enrolment`: one date of a cycle, which says them all in one message.
    `beside`: those whose booking they become, and who were told of it already (`join_booking`).
    """
    for each in sorted([person, *relatives], key=lambda one: one.pk):
        hold_person(each)
    session = Session.objects.locked(session.pk)
    refuse_unless_open(session, at=at)
    seats = party_size + len(relatives)
    refuse_more_than_a_family(seats)
    if hold:
        take_from(hold, session=session, seats=seats)
    else:
        refuse_once_closed(session)
    has_seats = hold or has_seats_for(session, seats, at=at)
    booked = {
        "space": session.space, "session": session, "origin": origin, "hold": hold,
        "booking": beside[0].booking if beside else uuid4(),
        "state": RegistrationState.CONFIRMED if has_seats else RegistrationState.WAITING,
        "queued_at": at if has_seats else last_in_line(session, at=at), "created_at": at, "created_by": by,
        "enrolment": enrolment,
    }  # fmt: skip
    hers = Registration.objects.create(person=person, party_size=party_size, comfort=list(comfort), **booked)
    theirs = [Registration.objects.create(person=relative, **booked) for relative in relatives]
    notifications.registered([hers, *theirs], beside=beside, session=session, at=at, is_told=is_told)
    return hers


def refuse_more_than_a_family(seats: int) -> None:
    if seats > LARGEST_PARTY:
        raise ValidationError(
            f"Une inscription prend {LARGEST_PARTY} places au plus\u00a0: pour un groupe, gardez plutôt des places.",
            code="party",
        )


def take_from(hold: SeatHold, *, session: Session, seats: int) -> None:
    """One of the group has a name: her seat is one of those that were kept. The session is locked."""
    kept = session.holds.in_force().filter(pk=hold.pk, seats__gte=seats)
    if not kept.update(seats=F("seats") - seats):
        raise ValidationError("Il ne reste pas assez de places gardées pour ce groupe.", code="full")


def last_in_line(session: Session, *, at: datetime) -> datetime:
    """Now, and never before who already waits: two desks read their clocks before they take their turn, and a rank
    that was told is not lost."""
    if not session.waiting_count:
        return at
    last = session.registrations.waiting().values_list("queued_at", flat=True).last()
    return max(at, last)


def has_seats_for(session: Session, seats: int, *, at: datetime) -> bool:
    """Enough free seats, and nobody who waits could have them first. The session is locked.

    Too late to ask anybody, a free seat is for who is there.
    """
    if session.free_seats < seats:
        return False
    if not session.waiting_count or answer_by(session, at=waking(session, at=at)) is None:
        return True
    return not any(seats_for(together) <= session.free_seats for together in to_ask(session, at=at))


@speaks
@transaction.atomic
def cancel_registration(*, registration: Registration, at: datetime, by: User | None = None) -> Registration:
    """Free her seat, or leave the list, those of her booking staying; who is next is offered it at once. Done twice,
    it is done once.

    Refused once the session is over: an answer that comes late does not change who was expected.
    """
    session = Session.objects.locked(registration.session_id)
    registration = Registration.objects.with_people().get(pk=registration.pk)
    if registration.state == RegistrationState.CANCELLED:
        return registration
    refuse_once_over(session, at=at)
    leave([registration], session=session, at=at)
    return registration


@speaks
@transaction.atomic
def cancel_booking(*, registration: Registration, at: datetime, by: User | None = None) -> int:
    """All those who were named together; how many. Refused once the session is over."""
    session = Session.objects.locked(registration.session_id)
    together = list(Registration.objects.live().booked_with(registration).with_people())
    if together:
        refuse_once_over(session, at=at)
        leave(together, session=session, at=at)
    return len(together)


def give_back(registration: Registration, *, session: Session, at: datetime) -> None:
    """Her seat, or her rank. The session is locked."""
    leave_list(registration, at=at)
    offer_freed_seats(session=session, at=at)


def leave(leaving: list[Registration], *, session: Session, at: datetime) -> None:
    for registration in leaving:
        leave_list(registration, at=at)
    notifications.cancelled_by_person(leaving, session=session, at=at)
    offer_freed_seats(session=session, at=at)
