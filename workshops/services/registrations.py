from collections.abc import Collection
from datetime import datetime
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from mediation.accounts.models import User
from mediation.common.refusals import speaks
from publics.enums import Origin
from publics.models import Person
from publics.services.merges import hold_person

from .. import notifications
from ..enums import Comfort, OfferState, RegistrationState
from ..models import Enrolment, Registration, SeatHold, Session
from .offers import answer_by, close_offer, offer_freed_seats, to_ask, waking
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
    booking: UUID | None = None,
    is_told: bool = True,
    hold: SeatHold | None = None,
    enrolment: Enrolment | None = None,
    comfort: Collection[Comfort] = (),
) -> Registration:
    """Give the person a seat, or a rank on the waiting list once the session is full.

    `is_told`: she is there, on the telephone or before her own page. If not, who is called is to be called.
    `hold`: the seats kept for her group, from which hers is taken; refused beyond them.
    `enrolment`: one date of a cycle, which says them all in one message.
    """
    hold_person(person)
    session = Session.objects.locked(session.pk)
    refuse_unless_open(session, at=at)
    if hold:
        take_from(hold, session=session, seats=party_size)
    else:
        refuse_once_closed(session)
    has_seats = hold or has_seats_for(session, party_size, at=at)
    registration = Registration.objects.create(
        space=session.space, session=session, person=person, party_size=party_size, origin=origin,
        state=RegistrationState.CONFIRMED if has_seats else RegistrationState.WAITING, hold=hold,
        comfort=list(comfort), booking=booking or uuid4(), queued_at=at if has_seats else last_in_line(session, at=at),
        created_at=at, created_by=by, enrolment=enrolment,
    )  # fmt: skip
    notifications.registered(registration, session=session, at=at, is_told=is_told)
    return registration


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


def has_seats_for(session: Session, party_size: int, *, at: datetime) -> bool:
    """Enough free seats, and nobody who waits could have them first. The session is locked.

    Too late to ask anybody, a free seat is for who is there.
    """
    if session.free_seats < party_size:
        return False
    if not session.waiting_count or answer_by(session, at=waking(session, at=at)) is None:
        return True
    return not any(waiting.party_size <= session.free_seats for waiting in to_ask(session, at=at))


@speaks
@transaction.atomic
def cancel_registration(*, registration: Registration, at: datetime, by: User | None = None) -> Registration:
    """Free the seat, or leave the list; who is next is offered it at once. Done twice, it is done once.

    Refused once the session is over: an answer that comes late does not change who was expected.
    """
    session = Session.objects.locked(registration.session_id)
    registration = Registration.objects.select_related("person__guardianship__adult").get(pk=registration.pk)
    if registration.state == RegistrationState.CANCELLED:
        return registration
    refuse_once_over(session, at=at)
    give_back(registration, session=session, at=at)
    notifications.cancelled_by_person(registration, session=session, at=at)
    return registration


def give_back(registration: Registration, *, session: Session, at: datetime) -> None:
    """Her seat, or her rank. The session is locked."""
    for offer in registration.offers.filter(state=OfferState.OPEN):
        close_offer(offer, OfferState.DECLINED, at=at)
    registration.state, registration.cancelled_at = RegistrationState.CANCELLED, at
    registration.save(update_fields=["state", "cancelled_at"])
    offer_freed_seats(session=session, at=at)
