"""What we say to people about their appointments: which event, when. What it is for is never written: others read."""

from datetime import datetime

from mediation.courier import batches, services
from mediation.courier.enums import Channel, MessageState
from mediation.courier.models import Message
from mediation.courier.services import Note, Recipient
from publics.notifications import recipient_of

from .models import Appointment
from .notifications import HELD, LEAVES_BY_ITSELF, UNDONE, remind_of_its_date

BOOKED = "appointment.booked"
REMINDER = "appointment.reminder"
MOVED = "appointment.moved"
EXCUSED = "appointment.excused"
CALLED_OFF = "appointment.cancelled"

ANOTHER_DAY = "le rendez-vous a changé de jour"
ANOTHER_HOUR = "le rendez-vous a changé depuis l’impression"


def booked(appointment: Appointment, *, at: datetime, is_told: bool) -> None:
    """Said at once; she is reminded by `services.remind_due`. Who is called was told on the telephone, unless she is
    not on it."""
    recipient = recipient_of(appointment.person)
    if recipient and (recipient.channel != Channel.PHONE or not is_told):
        due_at = at + HELD if recipient.channel in LEAVES_BY_ITSELF else at
        services.queue(note(BOOKED, appointment, recipient, due_at=due_at), space=appointment.space, at=at)


def note(
    kind: str, appointment: Appointment, recipient: Recipient, *, due_at: datetime | None = None, of: str = ""
) -> Note:
    key = f"{appointment.pk}:{of}" if of else f"{appointment.pk}"
    return Note(kind, appointment.pk, recipient, key, due_at=due_at, expires_at=appointment.starts_at)


def about(appointment: Appointment, *kinds: str):
    return Message.objects.of(appointment.space).filter(kind__in=kinds, subject_id=appointment.pk)


def moved(appointment: Appointment, *, at: datetime, is_told: bool) -> None:
    """Told once: what had not left yet says the new hour. A letter that is printed says the former one."""
    recipient = recipient_of(appointment.person)
    remind_of_its_date(appointment, about(appointment, REMINDER), reason=ANOTHER_DAY)
    unsaid = about(appointment, BOOKED, MOVED).filter(state=MessageState.QUEUED)
    if unsaid.in_no_waiting_batch().update(expires_at=appointment.starts_at):
        return
    batches.take_out(unsaid, reason=ANOTHER_HOUR)
    if recipient and (recipient.channel != Channel.PHONE or not is_told):
        told = note(MOVED, appointment, recipient, of=f"{appointment.version}")
        services.queue(told, space=appointment.space, at=at)


def excused(appointment: Appointment, *, at: datetime) -> None:
    """She said it: only who reads messages is written that it is noted."""
    if withheld(appointment) or appointment.starts_at <= at:
        return
    recipient = recipient_of(appointment.person)
    if recipient and recipient.channel in LEAVES_BY_ITSELF:
        services.queue(note(EXCUSED, appointment, recipient), space=appointment.space, at=at)


def called_off(appointment: Appointment, *, at: datetime) -> None:
    """By us: everybody is told, or called. Who was not told yet that she had it has nothing to be told of its end."""
    if withheld(appointment) or appointment.starts_at <= at:
        return
    if recipient := recipient_of(appointment.person, is_urgent=True):
        services.queue(note(CALLED_OFF, appointment, recipient), space=appointment.space, at=at)


def withheld(appointment: Appointment) -> bool:
    """Whether what was to tell her of it had not left; it does not leave any more."""
    told = about(appointment, BOOKED).filter(state=MessageState.QUEUED, channel__in=LEAVES_BY_ITSELF)
    return bool(told.update(state=MessageState.SKIPPED, reason=UNDONE))
