from datetime import datetime
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction

from mediation.accounts.models import User
from mediation.common.refusals import speaks
from publics.enums import Origin
from publics.models import Person

from .. import notifications
from ..enums import OfferState, RegistrationState, SessionState
from ..models import Registration, Session
from .offers import close_offer, offer_freed_seats


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
) -> Registration:
    """Give the person a seat, or a rank on the waiting list once the session is full."""
    session = Session.objects.locked(session.pk)
    refuse_unless_open(session, at=at)
    state = RegistrationState.CONFIRMED if has_seats_for(session, party_size, at=at) else RegistrationState.WAITING
    registration = Registration.objects.create(
        space=session.space, session=session, person=person, state=state, party_size=party_size, origin=origin,
        booking=booking or uuid4(), queued_at=at, created_at=at, created_by=by,
    )  # fmt: skip
    notifications.registered(registration, session=session, at=at)
    return registration


def refuse_unless_open(session: Session, *, at: datetime) -> None:
    if session.state != SessionState.PUBLISHED:
        raise ValidationError("Cette séance n'est pas ouverte aux inscriptions.", code="closed")
    if session.ends_at <= at:
        raise ValidationError("Cette séance est passée.", code="closed")


def has_seats_for(session: Session, party_size: int, *, at: datetime) -> bool:
    """Enough free seats, and nobody who waits could have them first. The session is locked."""
    if session.free_seats < party_size:
        return False
    if not session.waiting_count:
        return True
    before = session.registrations.offerable(at=at).filter(party_size__lte=session.free_seats)
    return not before.exists()


@speaks
@transaction.atomic
def cancel_registration(*, registration: Registration, at: datetime, by: User | None = None) -> Registration:
    """Free the seat, or leave the list; who is next is offered it at once. Done twice, it is done once."""
    session = Session.objects.locked(registration.session_id)
    registration = Registration.objects.select_related("person").get(pk=registration.pk)
    if registration.state == RegistrationState.CANCELLED:
        return registration
    for offer in registration.offers.filter(state=OfferState.OPEN):
        close_offer(offer, OfferState.DECLINED, at=at)
    registration.state, registration.cancelled_at = RegistrationState.CANCELLED, at
    registration.save(update_fields=["state", "cancelled_at"])
    notifications.cancelled_by_person(registration, session=session, at=at)
    offer_freed_seats(session=session, at=at)
    return registration
