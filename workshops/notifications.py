"""What we say to people about their seats: which event, to whom, when, with which words. Never how it is sent."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from mediation.courier import services
from mediation.courier.enums import Channel, MessageState
from mediation.courier.models import Message
from publics.models import Enquiry
from publics.notifications import recipient_of

from .enums import Change, RegistrationState
from .models import Registration, SeatOffer, Session

CONFIRMED = "registration.confirmed"
WAITING = "registration.waiting"
REMINDER = "registration.reminder"
OFFER = "offer.open"
ACCEPTED = "offer.accepted"
EXPIRED = "offer.expired"
CANCELLED = "registration.cancelled"
SESSION_CANCELLED = "session.cancelled"
OTHER_DATE = "session.other_date"
SESSION_MOVED = "session.moved"
SESSION_PLACE = "session.place"

MOVED = "la séance a changé de date"
UNDONE = "annulée avant d'être partie"
LEAVES_BY_ITSELF = {Channel.SMS, Channel.EMAIL}
HELD = timedelta(seconds=15)  # what a desk has just done may be undone before it is told
REMINDER_DAYS = 2
REMINDER_HOUR = time(18)
REMINDED = {
    Channel.PHONE: (2, time(9)),  # a call to make in the day
    Channel.LETTER: (7, time(9)),  # the post takes its time
}


# --- when something happens -------------------------------------------------------------------------------------


def registered(registration: Registration, *, session: Session, at: datetime, is_told: bool) -> None:
    """Said at once, and again two days before. Who is on the telephone or at the desk was just told.

    A cycle says all its dates at once (`cycle_notes`): each of them only reminds.
    """
    recipient = recipient_of(registration.person)
    if recipient is None:
        return
    is_confirmed = registration.state == RegistrationState.CONFIRMED
    notes = []
    if not registration.enrolment_id and (recipient.channel != Channel.PHONE or not is_told):
        is_held = registration.created_by_id and recipient.channel in LEAVES_BY_ITSELF
        kind, due_at = CONFIRMED if is_confirmed else WAITING, at + HELD if is_held else at
        notes.append(note(kind, registration, recipient, session, due_at=due_at))
    if is_confirmed:
        notes += reminders(registration, recipient, session, at=at)
    if notes:
        services.queue(*notes, space=session.space, at=at)


def reminders(registration: Registration, recipient, session: Session, *, at: datetime) -> list[services.Note]:
    """One, on its hour; none when that is already past: the confirmation said it."""
    due_at = reminder_at(session, recipient.channel)
    if due_at <= at:
        return []
    key = f"{registration.pk}:{session.local_date:%Y-%m-%d}"
    return [
        services.Note(REMINDER, registration.pk, recipient, key, due_at=due_at, expires_at=session.starts_at),
    ]


def reminder_at(session: Session, channel: Channel) -> datetime:
    before, hour = REMINDED.get(channel, (REMINDER_DAYS, REMINDER_HOUR))
    day = session.starts_at.astimezone(session.zone).date() - timedelta(days=before)
    return datetime.combine(day, hour, tzinfo=session.zone)


def reaches(registration: Registration) -> bool:
    """Whether anything lets us ask her in time."""
    return recipient_of(registration.person, is_urgent=True) is not None


def note(
    kind: str, registration: Registration, recipient, session: Session, *, due_at: datetime | None = None
) -> services.Note:
    key = f"{registration.pk}"
    return services.Note(kind, registration.pk, recipient, key, expires_at=session.starts_at, due_at=due_at)


def seat_offered(offer: SeatOffer, *, registration: Registration, session: Session, at: datetime) -> None:
    recipient = recipient_of(registration.person, is_urgent=True)
    if recipient:
        offered = services.Note(
            OFFER, offer.pk, recipient, f"{offer.pk}", due_at=offer.offered_at, expires_at=offer.expires_at
        )
        services.queue(offered, space=session.space, at=at)


def offer_accepted(registration: Registration, *, session: Session, at: datetime) -> None:
    """Who said yes on the telephone was told then; the others get it written. Both are reminded."""
    recipient = recipient_of(registration.person)
    if recipient is None:
        return
    notes = reminders(registration, recipient, session, at=at)
    if recipient.channel != Channel.PHONE:
        notes.append(note(ACCEPTED, registration, recipient, session))
    if notes:
        services.queue(*notes, space=session.space, at=at)


def offer_expired(offer: SeatOffer, *, session: Session, at: datetime) -> None:
    recipient = recipient_of(offer.registration.person)
    if recipient and recipient.channel != Channel.PHONE:
        over = services.Note(EXPIRED, offer.pk, recipient, f"{offer.pk}", expires_at=session.starts_at)
        services.queue(over, space=session.space, at=at)


def cancelled_by_person(registration: Registration, *, session: Session, at: datetime) -> None:
    """Who was not told yet that she had a place has nothing to be told of its end."""
    if withheld(registration):
        return
    recipient = recipient_of(registration.person)
    if recipient and recipient.channel not in (Channel.PHONE, Channel.LETTER) and session.starts_at > at:
        services.queue(note(CANCELLED, registration, recipient, session), space=session.space, at=at)


def withheld(registration: Registration) -> bool:
    """Whether what was to tell her of her place had not left; it does not leave any more."""
    told = Message.objects.of(registration.space).filter(
        kind__in=[CONFIRMED, WAITING], subject_id=registration.pk, state=MessageState.QUEUED
    )
    return bool(told.update(state=MessageState.SKIPPED, reason=UNDONE))


def session_cancelled(registration: Registration, *, session: Session, at: datetime) -> None:
    recipient = recipient_of(registration.person)
    if recipient:
        services.queue(note(SESSION_CANCELLED, registration, recipient, session), space=session.space, at=at)


def other_date(told: Iterable[tuple[Enquiry, services.Recipient]], *, session: Session, at: datetime) -> None:
    """There is the date they asked to be told of."""
    notes = [
        services.Note(OTHER_DATE, session.pk, recipient, f"{session.pk}:{wish.pk}", expires_at=session.starts_at)
        for wish, recipient in told
    ]
    if notes:
        services.queue(*notes, space=session.space, at=at)


def concerned(session: Session, change: Change) -> Iterable[Registration]:
    """Who waits is told of another date; of another place, who comes alone: an offer says where it is."""
    live = session.registrations.live() if change == Change.DATE else session.registrations.confirmed()
    return live.select_related("person__guardianship__adult")


def session_changed(session: Session, change: Change, *, at: datetime) -> None:
    """Each once. Changed again before the first was read, only the last is said."""
    kind = SESSION_MOVED if change == Change.DATE else SESSION_PLACE
    registrations = list(concerned(session, change))
    unsaid = Message.objects.of(session.space).filter(
        kind__in=[SESSION_MOVED, SESSION_PLACE], state=MessageState.QUEUED
    )
    of_these = unsaid.filter(subject_id__in=[registration.pk for registration in registrations])
    (of_these if change == Change.DATE else of_these.filter(kind=kind)).update(state=MessageState.SKIPPED, reason=MOVED)
    reached = [(registration, recipient_of(registration.person)) for registration in registrations]
    notes = [
        services.Note(
            kind, registration.pk, recipient, f"{registration.pk}:{at.isoformat()}", expires_at=session.starts_at
        )
        for registration, recipient in reached
        if recipient
    ]
    if notes:
        services.queue(*notes, space=session.space, at=at)


def session_moved(registrations: Iterable[Registration], *, session: Session, at: datetime) -> None:
    """Reminders of the former date are no longer to be said; those of the new date are."""
    registrations = list(registrations)
    written = Message.objects.of(session.space).filter(
        kind=REMINDER, subject_id__in=[registration.pk for registration in registrations]
    )
    of_this_date = {"dedup_key__endswith": f":{session.local_date:%Y-%m-%d}"}
    written.filter(state=MessageState.QUEUED).exclude(**of_this_date).update(state=MessageState.SKIPPED, reason=MOVED)
    written.filter(state=MessageState.SKIPPED, reason=MOVED, **of_this_date).update(
        state=MessageState.QUEUED, reason=""
    )
    reached = [(registration, recipient_of(registration.person)) for registration in registrations]
    notes = [
        note
        for registration, recipient in reached
        if recipient
        for note in reminders(registration, recipient, session, at=at)
    ]
    if notes:
        services.queue(*notes, space=session.space, at=at)
