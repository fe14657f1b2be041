"""What becomes of an offered seat, by a message, by her page or at the desk: she comes, or not this date."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from mediation.accounts.models import User
from mediation.common.refusals import speaks

from .. import notifications
from ..enums import OfferState, RegistrationState
from ..models import Registration, SeatOffer, Session
from .offers import call_after_the_last, close_offer, offer_freed_seats, seats_for
from .opening import refuse_unless_open


def hold_date(pk: int) -> Session:
    """The session, held; before it the one it was opened for, which whoever frees a rank elsewhere holds first."""
    opened_for = Session.objects.values_list("opened_for", flat=True).get(pk=pk)
    if opened_for:
        Session.objects.locked(opened_for)
    return Session.objects.locked(pk)


def offered_with(offer: SeatOffer) -> list[SeatOffer]:
    """Those of her booking, offered together: one answer is for all of them."""
    hers = SeatOffer.objects.open().filter(session=offer.session_id, registration__booking=offer.registration.booking)
    return list(hers.with_people())


@speaks
@transaction.atomic
def accept_offer(*, offer: SeatOffer, at: datetime, by: User | None = None) -> Registration:
    """The seat is hers, and those of her booking theirs. Refused once the time is up, the seat went to somebody else
    or the session was called off; accepted twice is once."""
    session = hold_date(offer.session_id)
    offer = SeatOffer.objects.with_people().get(pk=offer.pk)
    if offer.registration.state == RegistrationState.CONFIRMED:
        return offer.registration
    refuse_unless_open(session, at=at)
    if offer.state != OfferState.OPEN or (offer.expires_at <= at and by is None):
        raise ValidationError("Cette place n'est plus libre, mais vous restez sur la liste.", code="too_late")
    offers = offered_with(offer)
    for each in offers:
        close_offer(each, OfferState.ACCEPTED, at=at)
    seat([each.registration for each in offers], session=session, at=at)
    return next(each.registration for each in offers if each.pk == offer.pk)


@speaks
@transaction.atomic
def give_seat(*, registration: Registration, at: datetime, by: User) -> Registration:
    """She who waits is there with those of her booking, and seats are free, or were being offered to them. Refused
    when they are not; given twice, they are given once."""
    session = hold_date(registration.session_id)
    registration = Registration.objects.get(pk=registration.pk)
    if registration.state == RegistrationState.CONFIRMED:
        return registration
    refuse_unless_open(session, at=at)
    if registration.state != RegistrationState.WAITING:
        raise ValidationError("Cette personne n'est plus sur la liste.", code="closed")
    together = list(
        Registration.objects.filter(state=RegistrationState.WAITING).booked_with(registration).with_people()
    )
    offered = list(SeatOffer.objects.open().filter(registration__in=together).order_by("pk"))
    for offer in offered:
        close_offer(offer, OfferState.ACCEPTED, at=at)
    if session.free_seats + sum(offer.seats for offer in offered) < seats_for(together):
        raise ValidationError("Il n'y a plus assez de places libres.", code="full")
    seat(together, session=session, at=at)
    return next(each for each in together if each.pk == registration.pk)


def seat(together: list[Registration], *, session: Session, at: datetime) -> None:
    for registration in together:
        registration.state, registration.seated_at = RegistrationState.CONFIRMED, at
        registration.save(update_fields=["state", "seated_at"])
    notifications.offers_accepted(together, session=session, at=at)
    for registration in together:
        leave_beside(registration, session=session, at=at)


def leave_beside(registration: Registration, *, session: Session, at: datetime) -> None:
    """She comes at one of several dates opened for the same people: what an invitation kept for her at the others is
    freed for who is next, without a message."""
    beside = Session.objects.of(session.space).beside(session)
    hers = Registration.objects.waiting().filter(person=registration.person_id, session__in=beside)
    if not registration.invited_at:
        hers = hers.filter(invited_at__isnull=False)
    for other in hers:
        date = Session.objects.locked(other.session_id)
        leave_list(other, at=at)
        offer_freed_seats(session=date, at=at)


def leave_list(registration: Registration, *, at: datetime) -> None:
    for offer in registration.offers.open():
        close_offer(offer, OfferState.DECLINED, at=at)
    registration.state, registration.cancelled_at = RegistrationState.CANCELLED, at
    registration.save(update_fields=["state", "cancelled_at"])


@transaction.atomic
def decline_offer(*, offer: SeatOffer, at: datetime, by: User | None = None) -> None:
    """Not this date: they keep their rank, and the next is asked. Who was only invited there is asked no more: her
    rank is at the date she chose."""
    session = Session.objects.locked(offer.session_id)
    offer = SeatOffer.objects.with_people().get(pk=offer.pk)
    if offer.state != OfferState.OPEN:
        return
    offers = offered_with(offer)
    for each in offers:
        close_offer(each, OfferState.DECLINED, at=at)
        if each.registration.invited_at:
            leave_list(each.registration, at=at)
    if not offer.registration.invited_at:
        call_after_the_last(offers, session=session, at=at)
    offer_freed_seats(session=session, at=at)
