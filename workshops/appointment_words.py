"""The words of our messages about appointments, read when they leave: an hour changed since is said as it is."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.urls import reverse

from mediation.accounts.enums import LinkPurpose
from mediation.accounts.models import AccessLink, Space
from mediation.accounts.public import link_path
from mediation.common import dates
from mediation.common.phones import spaced
from mediation.common.sms import fitted
from mediation.courier.enums import Channel, Intent, Priority
from mediation.courier.models import Message
from mediation.courier.registry import Content, Kind, Subject

from . import services
from .answers import when, where
from .appointment_notes import BOOKED, CALLED_OFF, EXCUSED, MOVED, REMINDER
from .enums import AppointmentState
from .models import Appointment
from .wording import LINK_LIFE, in_full, written

SUBJECTS = {
    BOOKED: "Votre rendez-vous : {day}",
    REMINDER: "On vous attend {day}",
    MOVED: "Votre rendez-vous change : {day}",
    EXCUSED: "C'est noté : votre rendez-vous est annulé",
    CALLED_OFF: "Votre rendez-vous n'aura pas lieu",
}
TEXT_MESSAGES = {
    BOOKED: "{S} : rendez-vous noté, {P} : {D}, {L}. Pas libre ? {TEL} ou {U}",
    REMINDER: "{S} vous attend, {P} : rendez-vous {D}, {L}. Pas libre ? {TEL} ou {U}",
    MOVED: "{S} : {P}, votre rendez-vous change : {D}, {L}. Pas libre ? {TEL} ou {U}",
    EXCUSED: "{S} : merci {P}, votre rendez-vous {D} est annulé. Une autre date ? {TEL}",
    CALLED_OFF: "{S} : désolés {P}, votre rendez-vous {D} n'aura pas lieu. On vous rappelle pour une autre date. {TEL}",
}
BY_PHONE = {
    BOOKED: "{S} : c'est noté, {P}, on vous appelle {D}. Pas libre ? {TEL} ou {U}",
    REMINDER: "{S} : {P}, on vous appelle {D}, comme prévu. Pas libre ? {TEL} ou {U}",
    MOVED: "{S} : {P}, votre rendez-vous change, on vous appelle {D}. Pas libre ? {TEL} ou {U}",
}


def about_appointment(message: Message) -> Content:
    appointment = Appointment.objects.with_details().get(pk=message.subject_id)
    if message.channel == Channel.SMS:
        return Content(text=text_message(message.kind, appointment))
    facts = facts_of(appointment) | {"is_letter": message.channel == Channel.LETTER}
    return written(message, facts=facts, subject=SUBJECTS[message.kind].format(day=facts["day"]))


def facts_of(appointment: Appointment) -> dict:
    """What the words of e-mails, letters and calls are made of."""
    start = appointment.starts_at.astimezone(appointment.zone)
    return {
        "appointment": appointment,
        "person": appointment.person,
        "host": appointment.host.get_short_name(),
        "space": appointment.space,
        "when": when(appointment),
        "day": dates.without_year(start),
        "weekday": dates.WEEKDAYS[start.weekday()],
        "hour": dates.hour(start),
        "where": "" if appointment.is_by_phone else where(appointment),
        "phone": spaced(appointment.space.phone),
        "link": in_full(page_of(appointment), with_scheme=True),
    }


def text_message(kind: str, appointment: Appointment) -> str:
    words = BY_PHONE.get(kind) if appointment.is_by_phone else None
    return fitted(
        words or TEXT_MESSAGES[kind],
        S=appointment.space.sms_name,
        P=appointment.person.first_name,
        D=dates.for_sms(appointment.starts_at.astimezone(appointment.zone)),
        L=appointment.venue.short_name,
        TEL=spaced(appointment.space.phone),
        U=in_full(page_of(appointment), with_scheme=False),
    )


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
    expected = {BOOKED: "Rendez-vous pris", REMINDER: "Rappel du rendez-vous", MOVED: "Rendez-vous changé"}
    return [
        *(
            Kind(name, label, Priority.REMINDER, live_planned, about_appointment, answered, is_awaited=name == BOOKED)
            for name, label in expected.items()
        ),
        Kind(EXCUSED, "Rendez-vous rendu", Priority.CANCELLATION, live_excused, about_appointment, is_awaited=True),
        Kind(CALLED_OFF, "Rendez-vous annulé", Priority.CANCELLATION, live_called_off, about_appointment),
    ]
