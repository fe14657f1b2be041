"""How somebody is told of her appointment, as the team reads it before it acts."""

from datetime import datetime

from mediation.common.templatetags.french import day_fr, hour_fr
from mediation.courier.enums import Channel, MessageState
from publics.notifications import recipient_of, told_for

from .appointment_notes import BOOKED, MOVED, about
from .models import Appointment, ReminderRule
from .notifications import moments_of

WAYS = {
    Channel.SMS: "Elle est prévenue par SMS.",
    Channel.EMAIL: "Elle est prévenue par e-mail.",
    Channel.LETTER: "Elle est prévenue par courrier, à imprimer.",
    Channel.PHONE: "Elle est prévenue par téléphone\u00a0: l’appel vient dans votre liste.",
}
SAID = "Dit de vive voix\u00a0: rien ne lui est écrit."
NOBODY = "Rien ne permet de la joindre\u00a0: donnez-lui l’heure sur un papier."
UNREACHED = "Rien ne permet de la joindre\u00a0: dites-le-lui quand elle passera ou appellera."


def end_told(appointment: Appointment) -> str:
    """How she would be told that we cannot: by post only when nothing else reaches her."""
    recipient = recipient_of(appointment.person, is_urgent=True)
    return WAYS[recipient.channel] if recipient else UNREACHED


def telling_of(appointment: Appointment, *, at: datetime) -> list[str]:
    """What is done for her to know, through whom, and when she is reminded."""
    recipient = recipient_of(appointment.person)
    if recipient is None:
        return [NOBODY]
    is_to_call = about(appointment, BOOKED, MOVED).filter(state=MessageState.QUEUED).exists()
    is_said = recipient.channel == Channel.PHONE and not is_to_call
    said, told = [SAID if is_said else WAYS[recipient.channel]], told_for(appointment.person)
    if told != appointment.person:
        said.append(f"Les messages vont à {told}.")
    rules = ReminderRule.objects.of(appointment.space_id).general().to_come(appointment)
    for due_at, _ in moments_of(rules, appointment, recipient.channel, at=at):
        local = due_at.astimezone(appointment.zone)
        said.append(f"Rappel {day_fr(local)}, à {hour_fr(local)}.")
    return said
