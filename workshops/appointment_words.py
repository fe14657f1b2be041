"""The words of our messages about appointments, read when they leave: an hour changed since is said as it is."""

from datetime import datetime
from functools import partial

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.urls import reverse

from mediation.accounts.enums import LinkPurpose
from mediation.accounts.models import AccessLink, Space
from mediation.accounts.public import link_path
from mediation.common import dates
from mediation.common.phones import spaced
from mediation.courier.enums import Channel, Intent, Moment, Priority
from mediation.courier.models import Message
from mediation.courier.registry import Kind, Subject
from mediation.courier.scripts import Script

from . import services, wording
from .answers import when, where
from .appointment_notes import BOOKED, CALLED_OFF, EXCUSED, MOVED, REMINDER
from .enums import AppointmentState
from .examples import of_an_appointment
from .models import Appointment
from .reminding import before_appointments
from .wording import LINK_LIFE, greeting, on_a_screen

FOLDER = "workshops/messages"
KINDS = frozenset({BOOKED, REMINDER, MOVED, EXCUSED, CALLED_OFF})


def of_appointment(message: Message) -> dict[str, str]:
    """A place only where she goes: by telephone, somebody calls her."""
    appointment = Appointment.objects.with_details().get(pk=message.subject_id)
    return (in_short if message.channel == Channel.SMS else in_full)(message, appointment)


def in_full(message: Message, appointment: Appointment) -> dict[str, str]:
    """What the words of e-mails, letters and calls are made of."""
    start, goes = appointment.starts_at.astimezone(appointment.zone), not appointment.is_by_phone
    host = appointment.host.get_short_name()
    return {
        "espace": appointment.space.name,
        "téléphone": spaced(appointment.space.phone),
        "prénom": appointment.person.first_name,
        "bonjour": greeting(appointment.space, appointment.person),
        "hôte": host,
        "accueil": f"{host} vous attend" if goes else f"{host} vous appelle",
        "quand": when(appointment),
        "date": dates.without_year(start),
        "jour": dates.WEEKDAYS[start.weekday()],
        "heure": dates.hour(start),
        "où": where(appointment) if goes else "",
        "lieu": appointment.place if goes else "",
        "déplacement": "Ne vous déplacez pas." if goes else "",
        "lien": on_a_screen(message, wording.in_full(page_of(appointment), with_scheme=True)),
    }


def in_short(message: Message, appointment: Appointment) -> dict[str, str]:
    return {
        "espace": appointment.space.sms_name,
        "téléphone": spaced(appointment.space.phone),
        "prénom": appointment.person.first_name,
        "quand": dates.for_sms(appointment.starts_at.astimezone(appointment.zone)),
        "où": "" if appointment.is_by_phone else appointment.venue.short_name,
        "lien": wording.in_full(page_of(appointment), with_scheme=False),
    }


def page_of(appointment: Appointment) -> str:
    """The path of her own page: what she may do about this appointment."""
    link = AccessLink.objects.issue(
        space=appointment.space,
        purpose=LinkPurpose.APPOINTMENT,
        subject_ref=f"appointment:{appointment.pk}",
        expires_at=appointment.ends_at + LINK_LIFE,
    )
    return link_path(link)


# --- as other pages name them, and what is answered --------------------------------------------------------------


def titles(ids: list[int]) -> dict[int, Subject]:
    return {pk: subject_of(appointment) for pk, appointment in Appointment.objects.in_bulk(ids).items()}


def subject_of(appointment: Appointment) -> Subject:
    """« Rendez-vous, jeudi 26 novembre à 10 heures »."""
    start = appointment.starts_at.astimezone(appointment.zone)
    title = f"Rendez-vous, {dates.without_year(start)} à {dates.hour(start)}"
    return Subject(title, reverse("workshops:appointment", args=[appointment.code]))


def appointments_of(space: Space, code: str) -> QuerySet:
    return Appointment.objects.of(space).filter(code=code).values("pk")


def answered(message: Message, intent: Intent, *, at: datetime) -> bool:
    """« Non » frees the hour. « Oui » changes nothing: she was expected. Once settled, somebody reads the answer."""
    if intent == Intent.NO:
        try:
            services.excuse(appointment=Appointment.objects.get(pk=message.subject_id), at=at)
        except ValidationError:
            return False
    return intent in (Intent.YES, Intent.NO)


# --- still to be said? -------------------------------------------------------------------------------------------


def live_planned(at: datetime) -> QuerySet:
    return Appointment.objects.planned().filter(starts_at__gt=at)


def live_excused(at: datetime) -> QuerySet:
    return Appointment.objects.filter(state=AppointmentState.EXCUSED, starts_at__gt=at)


def live_called_off(at: datetime) -> QuerySet:
    return Appointment.objects.filter(state=AppointmentState.CANCELLED, starts_at__gt=at)


def kinds() -> list[Kind]:
    """What the courier is to know of them."""
    of_one = partial(Script, FOLDER, moment=Moment.APPOINTMENT, words=of_appointment, example=of_an_appointment())
    hers = "La personne qui a rendez-vous"
    booked = of_one(
        whom=hers, when="Dès qu’il est pris", subject="Votre rendez-vous\u00a0: {date}",
        short="{espace} : [rendez-vous noté, {prénom} : {quand}, {où}|c'est noté, {prénom}, on vous appelle {quand}]. "
        "Pas libre ? {téléphone}[ ou {lien}]",
    )  # fmt: skip
    reminder = of_one(
        whom=hers, when=before_appointments, subject="On vous attend {date}",
        short="{espace}[ vous attend, {prénom} : rendez-vous {quand}, {où}| : {prénom}, on vous appelle {quand}, comme "
        "prévu]. Pas libre ? {téléphone}[ ou {lien}]",
    )  # fmt: skip
    moved = of_one(
        whom=hers, when="Dès que l’heure change", subject="Votre rendez-vous change\u00a0: {date}",
        short="{espace} : {prénom}, votre rendez-vous change[ : {quand}, {où}|, on vous appelle {quand}]. Pas libre ? "
        "{téléphone}[ ou {lien}]",
    )  # fmt: skip
    excused = of_one(
        whom="La personne qui ne peut pas venir", when="Dès qu’elle nous le dit",
        subject="C’est noté\u00a0: votre rendez-vous est annulé",
        short="{espace} : merci {prénom}, votre rendez-vous {quand} est annulé. Une autre date ? {téléphone}",
    )  # fmt: skip
    called_off = of_one(
        whom=hers, when="Dès que nous l’annulons", subject="Votre rendez-vous n’aura pas lieu",
        short="{espace} : désolés {prénom}, votre rendez-vous {quand} n'aura pas lieu. On vous rappelle pour une autre "
        "date. {téléphone}",
    )  # fmt: skip
    planned = partial(Kind, priority=Priority.REMINDER, live=live_planned, answer=answered)
    given_up = partial(Kind, priority=Priority.CANCELLATION)
    return [
        planned(BOOKED, "Rendez-vous pris", compose=booked, is_awaited=True),
        planned(REMINDER, "Rappel du rendez-vous", compose=reminder),
        planned(MOVED, "Rendez-vous changé", compose=moved),
        given_up(EXCUSED, "Rendez-vous rendu", live=live_excused, compose=excused, is_awaited=True),
        given_up(CALLED_OFF, "Rendez-vous annulé", live=live_called_off, compose=called_off),
    ]
