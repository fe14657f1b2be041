"""What we say to people about their seats: which event, to whom, when, with which words. Never how it is sent."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from mediation.courier import batches, services
from mediation.courier.enums import Channel, MessageState
from mediation.courier.models import Message
from mediation.courier.services import Recipient
from publics.models import Enquiry
from publics.notifications import recipient_of, recipient_to_call

from .enums import Change, RegistrationState
from .models import Registration, ReminderRule, SeatOffer, Session
from .models.clock import OnTheClock

CONFIRMED = "registration.confirmed"
WAITING = "registration.waiting"
REMINDER = "registration.reminder"
OFFER = "offer.open"
INVITED = "offer.invited"
ACCEPTED = "offer.accepted"
EXPIRED = "offer.expired"
TO_CALL = "waiting.call"
CANCELLED = "registration.cancelled"
SESSION_CANCELLED = "session.cancelled"
OTHER_DATE = "session.other_date"
SESSION_MOVED = "session.moved"
SESSION_PLACE = "session.place"

MOVED = "la séance a changé de date"
JOINED = "d’autres viennent avec elle depuis l’impression"
UNDONE = "annulée avant d'être partie"
LEAVES_BY_ITSELF = {Channel.SMS, Channel.EMAIL}
HELD = timedelta(seconds=15)  # what a desk has just done may be undone before it is told


# --- whom, for all those of one booking ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """She who is told, for herself and for those who were named with her."""

    registration: Registration
    recipient: Recipient


def first_reached(together: Iterable[Registration], *, is_urgent: bool = False) -> Told | None:
    """The first of a booking whom something reaches; None when nothing reaches anybody."""
    for registration in together:
        if recipient := recipient_of(registration.person, is_urgent=is_urgent):
            return Told(registration, recipient)
    return None


def by_booking(registrations: Iterable[Registration]) -> list[list[Registration]]:
    """In their order: those of one booking are told once."""
    bookings = defaultdict(list)
    for registration in registrations:
        bookings[registration.session_id, registration.booking].append(registration)
    return list(bookings.values())


def each_told(registrations: Iterable[Registration]) -> list[Told]:
    return [told for together in by_booking(registrations) if (told := first_reached(together))]


# --- when something happens -------------------------------------------------------------------------------------


def registered(
    together: list[Registration], *, session: Session, at: datetime, is_told: bool, beside: Sequence[Registration] = ()
) -> None:
    """Said at once; she is reminded by `services.remind_due`. Who is on the telephone or at the desk was just told.

    A cycle says all its dates at once (`cycle_notes`): none of them is said again. Seated with those who came before
    (`beside`), they are said by the one who was told for all of these.
    """
    is_with_them = beside and together[0].state == RegistrationState.CONFIRMED
    if is_with_them and (before := first_reached(beside)):
        joined(together, told=before, session=session, at=at)
        return
    told = first_reached(together)
    if told is None:
        return
    registration, recipient = told.registration, told.recipient
    is_confirmed = registration.state == RegistrationState.CONFIRMED
    if not registration.enrolment_id and (recipient.channel != Channel.PHONE or not is_told):
        kind, due_at = CONFIRMED if is_confirmed else WAITING, leaves_at(registration, told, at=at)
        write([note(kind, told, session, due_at=due_at)], session=session, at=at)


def joined(newcomers: list[Registration], *, told: Told, session: Session, at: datetime) -> None:
    """She is told of all of them, unless what told her of her own place has not left: it will say them too. A letter
    that is printed says her place alone."""
    hers = unsaid(told.registration)
    if told.recipient.channel == Channel.PHONE or hers.in_no_waiting_batch().exists():
        return
    batches.take_out(hers, reason=JOINED)
    again = note(CONFIRMED, told, session, due_at=leaves_at(newcomers[0], told, at=at))
    write([replace(again, key=f"{again.key}:{newcomers[0].pk}")], session=session, at=at)


def leaves_at(registration: Registration, told: Told, *, at: datetime) -> datetime:
    is_held = registration.created_by_id and told.recipient.channel in LEAVES_BY_ITSELF
    return at + HELD if is_held else at


def write(notes: list[services.Note], *, session: Session, at: datetime) -> None:
    if notes:
        services.queue(*notes, space=session.space, at=at)


def moments_of(
    rules: Iterable[ReminderRule], occasion: OnTheClock, channel: Channel, *, at: datetime
) -> list[tuple[datetime, ReminderRule]]:
    """When somebody told by that channel is still to be reminded of it, and by which of these rules; the next first.
    Of two at the same instant one is written: that of its workshop or of its cycle names it."""
    hers = {}
    for due, rule in dated(rules, occasion):
        if due > at and rule.tells_by(channel):
            hers.setdefault(due, rule)
    return list(hers.items())


def dated(rules: Iterable[ReminderRule], occasion: OnTheClock) -> list[tuple[datetime, ReminderRule]]:
    """When each of them falls due, the first before, then what is its own; none that would come once it has begun."""
    moments = ((rule.moment_for(occasion), rule) for rule in rules)
    return sorted((one for one in moments if one[0] < occasion.starts_at), key=lambda one: (one[0], one[1].is_general))


def reaches(registration: Registration) -> bool:
    """Whether anything lets us ask her in time."""
    return recipient_of(registration.person, is_urgent=True) is not None


def note(kind: str, told: Told, session: Session, *, due_at: datetime | None = None) -> services.Note:
    pk = told.registration.pk
    return services.Note(kind, pk, told.recipient, f"{pk}", expires_at=session.starts_at, due_at=due_at)


def seats_offered(offers: list[SeatOffer], *, told: Told, session: Session, at: datetime) -> None:
    """One message for the booking: what she answers is for all of them."""
    [hers] = [offer for offer in offers if offer.registration_id == told.registration.pk]
    kind = INVITED if told.registration.invited_at else OFFER
    lasting = {"due_at": hers.offered_at, "expires_at": hers.expires_at}
    write([services.Note(kind, hers.pk, told.recipient, f"{hers.pk}", **lasting)], session=session, at=at)


def offers_accepted(together: list[Registration], *, session: Session, at: datetime) -> None:
    """Who said yes on the telephone was told then; the others get it written."""
    told = first_reached(together)
    if told and told.recipient.channel != Channel.PHONE:
        write([note(ACCEPTED, told, session)], session=session, at=at)


def offers_expired(offers: list[SeatOffer], *, session: Session, at: datetime) -> None:
    told = first_reached(offer.registration for offer in offers)
    if told and told.recipient.channel != Channel.PHONE:
        [hers] = [offer for offer in offers if offer.registration_id == told.registration.pk]
        over = services.Note(EXPIRED, hers.pk, told.recipient, f"{hers.pk}", expires_at=session.starts_at)
        write([over], session=session, at=at)


def to_call(together: list[Registration], *, session: Session, at: datetime) -> None:
    """A call to make, whatever she prefers: our messages led nowhere. None when no number may be called."""
    for registration in together:
        if recipient := recipient_to_call(registration.person):
            write([note(TO_CALL, Told(registration, recipient), session)], session=session, at=at)
            return


def cancelled_by_person(leaving: list[Registration], *, session: Session, at: datetime) -> None:
    """Who was not told yet that she had a place has nothing to be told of its end.

    When she who was told for all leaves alone, the next of them is told what she was not.
    """
    staying = list(Registration.objects.live().booked_with(leaving[0]).with_people())
    told = first_reached(sorted([*leaving, *staying], key=lambda one: one.pk))
    if told is None or told.registration in staying:
        return
    is_untold = withheld(told.registration)
    if staying and is_untold:
        registered(staying, session=session, at=at, is_told=False)
    is_written_to = told.recipient.channel not in (Channel.PHONE, Channel.LETTER)
    if not is_untold and is_written_to and session.starts_at > at:
        write([note(CANCELLED, told, session)], session=session, at=at)


def withheld(registration: Registration) -> bool:
    """Whether what was to tell her of her place had not left; it does not leave any more."""
    return bool(unsaid(registration).update(state=MessageState.SKIPPED, reason=UNDONE))


def unsaid(registration: Registration) -> QuerySet[Message]:
    """What is to tell her of her place and has not left."""
    hers = Message.objects.of(registration.space).filter(kind__in=[CONFIRMED, WAITING], subject_id=registration.pk)
    return hers.filter(state=MessageState.QUEUED)


def session_cancelled(registrations: Iterable[Registration], *, session: Session, at: datetime) -> None:
    notes = [note(SESSION_CANCELLED, told, session) for told in each_told(registrations)]
    write(notes, session=session, at=at)


def other_date(told: Iterable[tuple[Enquiry, Recipient]], *, session: Session, at: datetime) -> None:
    """There is the date they asked to be told of."""
    notes = [
        services.Note(OTHER_DATE, session.pk, recipient, f"{session.pk}:{wish.pk}", expires_at=session.starts_at)
        for wish, recipient in told
    ]
    write(notes, session=session, at=at)


def concerned(session: Session, change: Change) -> Iterable[Registration]:
    """Who waits is told of another date; of another place, who comes alone: an offer says where it is."""
    live = session.registrations.live() if change == Change.DATE else session.registrations.confirmed()
    return live.aware().with_people().order_by("pk")


def session_changed(session: Session, change: Change, *, at: datetime) -> None:
    """Each once. Changed again before the first was read, only the last is said."""
    kind = SESSION_MOVED if change == Change.DATE else SESSION_PLACE
    registrations = list(concerned(session, change))
    unread = Message.objects.of(session.space).filter(
        kind__in=[SESSION_MOVED, SESSION_PLACE], state=MessageState.QUEUED
    )
    of_these = unread.filter(subject_id__in=[registration.pk for registration in registrations])
    (of_these if change == Change.DATE else of_these.filter(kind=kind)).update(state=MessageState.SKIPPED, reason=MOVED)
    notes = [
        services.Note(
            kind, told.registration.pk, told.recipient, f"{told.registration.pk}:{at.isoformat()}",
            expires_at=session.starts_at,
        )
        for told in each_told(registrations)
    ]  # fmt: skip
    write(notes, session=session, at=at)


def session_moved(session: Session) -> None:
    remind_of_its_date(session, reminders_of(session), reason=MOVED)


def reminders_of(session: Session) -> QuerySet[Message]:
    return Message.objects.of(session.space).filter(kind=REMINDER, subject_id__in=session.registrations.values("pk"))


def of_the_date(occasion: OnTheClock) -> Q:
    """Which reminders are of its date: written again for another way, they bear that way after it."""
    return Q(dedup_key__contains=f":{occasion.local_date:%Y-%m-%d}")


def remind_of_its_date(occasion: OnTheClock, written: QuerySet[Message], *, reason: str) -> None:
    """Reminders of the former date are no longer to be said. Back to a date it had before, those of it are again."""
    here = of_the_date(occasion)
    written.filter(~here, state=MessageState.QUEUED).update(state=MessageState.SKIPPED, reason=reason)
    written.filter(here, state=MessageState.SKIPPED, reason=reason).update(state=MessageState.QUEUED, reason="")
    written.filter(state=MessageState.QUEUED).update(expires_at=occasion.starts_at)
