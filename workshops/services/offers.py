"""A freed seat goes to who waits, in order: offered, kept until an hour that is told, then to the next."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from mediation.accounts.models import User
from mediation.common.refusals import speaks

from .. import notifications
from ..enums import OfferState, RegistrationState, SessionState
from ..models import Registration, SeatOffer, Session
from .opening import refuse_unless_open

EVENING = time(17)  # of the day before: later, nobody could be asked in turn
SHORTEST = timedelta(hours=2)


def answer_by(session: Session, *, at: datetime) -> datetime | None:
    """Until when an offered seat is kept: 24 hours, or 17 h the evening before, whichever is sooner.

    On the last day, two hours at most, before it starts; None once it is too late to offer.
    """
    start = session.starts_at.astimezone(session.zone)
    evening_before = datetime.combine(start.date() - timedelta(days=1), EVENING, tzinfo=session.zone)
    if evening_before - at >= SHORTEST:
        return min(at + timedelta(days=1), evening_before)
    limit = min(at + SHORTEST, session.starts_at)
    return limit if limit > at else None


def waking(session: Session, *, at: datetime) -> datetime:
    """Now, or the next morning: nobody is asked at night, nor loses hours of her answer by sleeping."""
    space, local = session.space, at.astimezone(session.zone)
    if space.reminders_from <= local.time() < space.reminders_until:
        return at
    day = local.date() + timedelta(days=local.time() >= space.reminders_until)
    return datetime.combine(day, space.reminders_from, tzinfo=session.zone)


@transaction.atomic
def offer_freed_seats(*, session: Session, at: datetime) -> list[SeatOffer]:
    """Offer each free seat to the first who fits. A party too big is passed over and keeps its rank."""
    session = Session.objects.locked(session.pk)
    asked_at = waking(session, at=at)
    until = answer_by(session, at=asked_at)
    if session.state != SessionState.PUBLISHED or until is None or not session.waiting_count:
        return []
    free, offers = session.free_seats, []
    for registration in to_ask(session, at=at):
        if registration.party_size <= free:
            offers.append(open_offer(registration, session=session, until=until, at=at, asked_at=asked_at))
            free -= registration.party_size
    return offers


def to_ask(session: Session, *, at: datetime) -> Iterator[Registration]:
    """Who waits, in order. Who nothing reaches keeps her rank: kept for her in silence, a seat would stay empty."""
    waiting = session.registrations.offerable(at=at).select_related("person__guardianship__adult")
    return (registration for registration in waiting if notifications.reaches(registration))


def open_offer(
    registration: Registration, *, session: Session, until: datetime, asked_at: datetime, at: datetime
) -> SeatOffer:
    offer = SeatOffer.objects.create(
        space=session.space, registration=registration, session=session, seats=registration.party_size,
        offered_at=asked_at, expires_at=until,
    )  # fmt: skip
    notifications.seat_offered(offer, registration=registration, session=session, at=at)
    return offer


def close_offer(offer: SeatOffer, state: OfferState, *, at: datetime) -> None:
    offer.state, offer.closed_at = state, at
    offer.save(update_fields=["state", "closed_at"])


def locked_offer(offer: SeatOffer) -> tuple[SeatOffer, Session]:
    session = Session.objects.locked(offer.session_id)
    return SeatOffer.objects.select_related("registration__person").get(pk=offer.pk), session


@speaks
@transaction.atomic
def accept_offer(*, offer: SeatOffer, at: datetime, by: User | None = None) -> Registration:
    """The seat is hers. Refused once the time is up, the seat went to somebody else or the session was called off;
    accepted twice is once."""
    offer, session = locked_offer(offer)
    registration = offer.registration
    if registration.state == RegistrationState.CONFIRMED:
        return registration
    refuse_unless_open(session, at=at)
    if offer.state != OfferState.OPEN or (offer.expires_at <= at and by is None):
        raise ValidationError("Cette place n'est plus libre, mais vous restez sur la liste.", code="too_late")
    close_offer(offer, OfferState.ACCEPTED, at=at)
    return confirm(registration, session=session, at=at)


@speaks
@transaction.atomic
def give_seat(*, registration: Registration, at: datetime, by: User) -> Registration:
    """She who waits is there, and a seat is free, or was being offered to her. Refused when none is; given twice, it
    is given once."""
    session = Session.objects.locked(registration.session_id)
    registration = Registration.objects.select_related("person__guardianship__adult").get(pk=registration.pk)
    if registration.state == RegistrationState.CONFIRMED:
        return registration
    refuse_unless_open(session, at=at)
    if registration.state != RegistrationState.WAITING:
        raise ValidationError("Cette personne n'est plus sur la liste.", code="closed")
    offered = registration.offers.filter(state=OfferState.OPEN).first()
    if offered:
        close_offer(offered, OfferState.ACCEPTED, at=at)
    elif session.free_seats < registration.party_size:
        raise ValidationError("Il n'y a plus assez de places libres.", code="full")
    return confirm(registration, session=session, at=at)


def confirm(registration: Registration, *, session: Session, at: datetime) -> Registration:
    registration.state = RegistrationState.CONFIRMED
    registration.save(update_fields=["state"])
    notifications.offer_accepted(registration, session=session, at=at)
    return registration


@transaction.atomic
def decline_offer(*, offer: SeatOffer, at: datetime, by: User | None = None) -> None:
    """Not this date: she keeps her rank, and the next is asked."""
    offer, session = locked_offer(offer)
    if offer.state == OfferState.OPEN:
        close_offer(offer, OfferState.DECLINED, at=at)
        offer_freed_seats(session=session, at=at)


def expire_offers(*, at: datetime) -> int:
    """Close the offers whose time is up and ask the next, one session at a time; how many closed."""
    sessions = Session.objects.filter(offers__state=OfferState.OPEN, offers__expires_at__lte=at).distinct()
    return sum(expire_in(session, at=at) for session in sessions)


@transaction.atomic
def expire_in(session: Session, *, at: datetime) -> int:
    session = Session.objects.locked(session.pk)
    ended = list(
        session.offers.filter(state=OfferState.OPEN, expires_at__lte=at).select_related("registration__person")
    )
    for offer in ended:
        close_offer(offer, OfferState.EXPIRED, at=at)
        notifications.offer_expired(offer, session=session, at=at)
    offer_freed_seats(session=session, at=at)
    return len(ended)
