"""How somebody is told of her appointment, as the team reads it before it acts."""

from datetime import datetime

from mediation.common.templatetags.french import day_fr, hour_fr
from mediation.courier.enums import Channel
from publics.notifications import recipient_of, told_for

from .models import Appointment
from .notifications import reminder_at

WAYS = {
    Channel.SMS: "Elle est prévenue par SMS.",
    Channel.EMAIL: "Elle est prévenue par e-mail.",
    Channel.LETTER: "Elle est prévenue par courrier, à imprimer.",
    Channel.PHONE: "Elle est prévenue par téléphone\u00a0: l’appel vient dans votre liste.",
}
NOBODY = "Rien ne permet de la joindre\u00a0: donnez-lui l’heure sur un papier."


def telling_of(appointment: Appointment, *, at: datetime) -> list[str]:
    """By which channel, through whom, and when she is reminded."""
    recipient = recipient_of(appointment.person)
    if recipient is None:
        return [NOBODY]
    said, told = [WAYS[recipient.channel]], told_for(appointment.person)
    if told != appointment.person:
        said.append(f"Les messages vont à {told}.")
    reminder = reminder_at(appointment, recipient.channel)
    if reminder > at:
        local = reminder.astimezone(appointment.zone)
        said.append(f"Rappel {day_fr(local)}, à {hour_fr(local)}.")
    return said
