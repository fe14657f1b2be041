"""A freed seat goes to who waits, in order: offered, kept until an hour that is told, then to the next.

People of one booking are seated together or not at all: all their seats are offered at once, and answered at once.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Least

from mediation.common.hours import Hours
from mediation.courier.enums import Channel
from mediation.courier.hours import reminding_hour
from publics.staffing import staffed_hours

from .. import notifications
from ..enums import OfferState, SessionState
from ..models import Registration, SeatOffer, Session
from ..models.registrations import MOST_OFFERS

EVENING = time(17)  # of the day before: later, nobody could be asked in turn
SHORTEST = timedelta(hours=2)
TO_BE_CALLED = 4 * 60  # minutes with somebody there: a call is made by one of us, and may be missed once


def answer_by(session: Session, *, at: datetime, calling: Hours | None = None) -> datetime | None:
    """Until when an offered seat is kept: 24 hours, or 17 h the evening before, whichever is sooner.

    Who has to be called (`calling`, when we are there) is left the time to be: half a day of ours at least.
    On the last day, two hours at most, before it starts; None once it is too late to offer.
    """
    start = session.starts_at.astimezone(session.zone)
    evening_before = datetime.combine(start.date() - timedelta(days=1), EVENING, tzinfo=session.zone)
    if evening_before - at >= SHORTEST:
        a_day_later = at + timedelta(days=1)
        called = calling.after(at.astimezone(session.zone), TO_BE_CALLED) if calling else a_day_later
        return min(max(a_day_later, called), evening_before)
    limit = min(at + SHORTEST, session.starts_at)
    return limit if limit > at else None


def waking(session: Session, *, at: datetime) -> datetime:
    """Now, or the next morning: nobody is asked at night, nor loses hours of her answer by sleeping."""
    return reminding_hour(session.space, at=at, zone=session.zone)


@transaction.atomic
def offer_freed_seats(*, session: Session, at: datetime) -> list[SeatOffer]:
    """Offer each free seat to the first who fits. A party too big is passed over and keeps its rank."""
    session = Session.objects.locked(session.pk)
    asked_at = waking(session, at=at)
    until = answer_by(session, at=asked_at)
    if session.state != SessionState.PUBLISHED or until is None or not session.waiting_count:
        return []
    free, offers = session.free_seats, []
    for together in to_ask(session, at=at):
        if seats_for(together) <= free:
            offers += open_offers(together, session=session, until=until, at=at, asked_at=asked_at)
            free -= seats_for(together)
    return offers


def to_ask(session: Session, *, at: datetime) -> Iterator[list[Registration]]:
    """Who waits, in order, each with those of her booking. Who nothing reaches keeps her rank: kept for her in
    silence, a seat would stay empty."""
    waiting = session.registrations.waiting().with_offers(at=at).with_people()
    for together in notifications.by_booking(waiting):
        if all(may_be_asked(each) for each in together) and notifications.first_reached(together, is_urgent=True):
            yield together


def may_be_asked(registration: Registration) -> bool:
    return not registration.is_asked and registration.offers_count < MOST_OFFERS


def seats_for(together: list[Registration]) -> int:
    return sum(registration.party_size for registration in together)


def open_offers(
    together: list[Registration], *, session: Session, until: datetime, asked_at: datetime, at: datetime
) -> list[SeatOffer]:
    told = notifications.first_reached(together, is_urgent=True)
    if told.recipient.channel == Channel.PHONE:
        until = answer_by(session, at=asked_at, calling=staffed_hours(session.space))
    offers = [
        SeatOffer.objects.create(
            space=session.space, registration=registration, session=session, seats=registration.party_size,
            offered_at=asked_at, expires_at=until,
        )
        for registration in together
    ]  # fmt: skip
    notifications.seats_offered(offers, told=told, session=session, at=at)
    return offers


def shorten_offers(session: Session, *, at: datetime) -> None:
    """The session has another date: what is offered is kept no longer than it allows, from the morning on."""
    limit = answer_by(session, at=waking(session, at=at), calling=staffed_hours(session.space)) or session.starts_at
    session.offers.filter(state=OfferState.OPEN).update(expires_at=Least(F("expires_at"), limit))


def close_offer(offer: SeatOffer, state: OfferState, *, at: datetime) -> None:
    offer.state, offer.closed_at = state, at
    offer.save(update_fields=["state", "closed_at"])


def expire_offers(*, at: datetime) -> int:
    """Close the offers whose time is up and ask the next, one session at a time; how many closed."""
    sessions = Session.objects.filter(offers__state=OfferState.OPEN, offers__expires_at__lte=at).distinct()
    return sum(expire_in(session, at=at) for session in sessions)


@transaction.atomic
def expire_in(session: Session, *, at: datetime) -> int:
    session = Session.objects.locked(session.pk)
    ended = list(session.offers.open().filter(expires_at__lte=at).with_people())
    for offer in ended:
        close_offer(offer, OfferState.EXPIRED, at=at)
    for together in by_booking(ended):
        notifications.offers_expired(together, session=session, at=at)
        call_after_the_last(together, session=session, at=at)
    offer_freed_seats(session=session, at=at)
    return len(ended)


def by_booking(offers: Iterable[SeatOffer]) -> Iterable[list[SeatOffer]]:
    bookings = defaultdict(list)
    for offer in offers:
        bookings[offer.registration.booking].append(offer)
    return bookings.values()


def call_after_the_last(offers: list[SeatOffer], *, session: Session, at: datetime) -> None:
    """Three times a seat was kept for them: from now on somebody calls, rather than a fourth message."""
    registrations = [offer.registration for offer in offers]
    if registrations[0].offers.count() >= MOST_OFFERS:
        notifications.to_call(registrations, session=session, at=at)
