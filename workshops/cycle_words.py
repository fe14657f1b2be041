"""The words of our messages about a cycle, read when they leave: a date moved since is said as it is."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from mediation.accounts.models import Space
from mediation.common import dates
from mediation.common.phones import spaced
from mediation.courier.enums import Channel, Intent, Moment, Priority
from mediation.courier.models import Message
from mediation.courier.registry import Kind, Subject
from mediation.courier.scripts import Script

from . import wording
from .answers import when, where
from .cycle_notes import DATE_ADDED, ENROLLED, LEFT
from .enums import RegistrationState, SessionState
from .examples import example, of_seat
from .models import Cycle, Enrolment, Registration, Session
from .replies import about_registration
from .wording import greeting, live_of_open_sessions, on_a_screen, page_of, rank_of, words_of

FOLDER = "workshops/messages"
KINDS = frozenset({ENROLLED, LEFT})
FULL = "C’est complet ce jour-là\u00a0: vous êtes sur la liste, et nous vous prévenons si une place se libère."


def of_enrolment(message: Message) -> dict[str, str]:
    enrolment = Enrolment.objects.select_related("cycle", "person", "space").get(pk=message.subject_id)
    taken = dates_of(enrolment, at=message.created_at)
    return (in_short if message.channel == Channel.SMS else in_full)(message, enrolment, taken)


def dates_of(enrolment: Enrolment, *, at: datetime) -> list[Registration]:
    """Those she has still, the first on top."""
    to_come = enrolment.registrations.live().filter(session__state=SessionState.PUBLISHED, session__starts_at__gt=at)
    sessions = Session.objects.with_details()
    found = list(to_come.order_by("session__starts_at", "pk"))
    known = sessions.in_bulk([one.session_id for one in found])
    for one in found:
        one.session = known[one.session_id]
    return found


def in_full(message: Message, enrolment: Enrolment, taken: list[Registration]) -> dict[str, str]:
    """What the words of e-mails, letters and calls are made of."""
    space, person, is_call = enrolment.space, enrolment.person, message.channel == Channel.PHONE
    shown = [spoken_date(one) if is_call else written_date(one, enrolment.cycle) for one in taken]
    link = wording.in_full(page_of(taken[0], taken[0].session), with_scheme=True) if taken else ""
    return {
        "espace": space.name,
        "téléphone": spaced(space.phone),
        "prénom": person.first_name,
        "bonjour": greeting(space, person),
        "quoi": enrolment.cycle.title,
        "dates": ("\n" if is_call else "\n\n").join(shown),
        "lien": on_a_screen(message, link),
    }


def spoken_date(taken: Registration) -> str:
    waits = taken.state == RegistrationState.WAITING
    return when(taken.session) + (", sur la liste d’attente pour ce jour-là" if waits else "")


def written_date(taken: Registration, cycle: Cycle) -> str:
    title = taken.session.workshop.title
    lines = [when(taken.session) + (f"\u00a0: {title}" if title != cycle.title else ""), where(taken.session)]
    if taken.state == RegistrationState.WAITING:
        lines.append(FULL)
    return "\n".join(lines)


def in_short(message: Message, enrolment: Enrolment, taken: list[Registration]) -> dict[str, str]:
    first = taken[0].session if taken else None
    return {
        "espace": enrolment.space.sms_name,
        "téléphone": spaced(enrolment.space.phone),
        "prénom": enrolment.person.first_name,
        "quoi": enrolment.cycle.short_title,
        "nombre": f"{len(taken)} dates" if len(taken) > 1 else "1 date",
        "quand": dates.for_sms(first.starts_at.astimezone(first.zone)) if first else "",
        "où": first.short_place if first else "",
        "lien": wording.in_full(page_of(taken[0], first), with_scheme=False) if first else "",
    }


def of_date(message: Message) -> dict[str, str]:
    """One more date: that day, that place, or the rank she has there."""
    registration = Registration.objects.select_related("person", "enrolment__cycle").get(pk=message.subject_id)
    cycle, words = registration.enrolment.cycle, words_of(message, registration)
    if message.channel != Channel.SMS:
        return words | {"quoi": cycle.title}
    return words | {"quoi": cycle.short_title, "rang": words["rang"] if rank_of(registration) else ""}


# --- as other pages name them, and what is answered --------------------------------------------------------------


def titles(ids: list[int]) -> dict[int, Subject]:
    enrolments = Enrolment.objects.select_related("cycle").in_bulk(ids)
    return {
        pk: Subject(f"Cycle «\u00a0{one.cycle}\u00a0»", reverse("workshops:cycle", args=[one.cycle.code]))
        for pk, one in enrolments.items()
    }


def enrolments_of(space: Space, code: str) -> QuerySet:
    return Enrolment.objects.of(space).filter(cycle__code=code).values("pk")


def answered(message: Message, intent: Intent, *, at: datetime) -> bool:
    """« Oui » changes nothing: she is expected. « Non » may be to one date or to all: somebody reads it and calls."""
    return intent == Intent.YES


# --- still to be said? -------------------------------------------------------------------------------------------


def live_enrolled(at: datetime) -> QuerySet:
    to_come = {"session__state": SessionState.PUBLISHED, "session__starts_at__gt": at}
    hers = Registration.objects.live().filter(enrolment=OuterRef("pk"), **to_come)
    return Enrolment.objects.live().filter(Exists(hers))


def live_left(at: datetime) -> QuerySet:
    return Enrolment.objects.filter(cancelled_at__isnull=False)


def kinds() -> list[Kind]:
    """What the courier is to know of them."""
    enrolled = Script(
        FOLDER, moment=Moment.REGISTRATION, whom="La personne inscrite à un cycle", when="Dès qu’elle est inscrite",
        words=of_enrolment,
        example=example(long=("dates", "lien"), short=("nombre", "quand", "où", "lien"), said=("dates",)),
        subject="Vos dates\u00a0: {quoi}",
        short="{espace} : {prénom}, c'est noté pour {quoi} : {nombre}, la 1re {quand}, {où}. Une question ? {téléphone}"
        "[ ou {lien}]",
    )  # fmt: skip
    left = Script(
        FOLDER, moment=Moment.CANCELLATION, whom="La personne qui quitte un cycle", when="Tout de suite",
        words=of_enrolment, example=example(),
        subject="C’est noté\u00a0: vos places sont libérées",
        short="{espace} : merci {prénom}, vos places sont libérées ({quoi}). Une autre fois ? {téléphone}",
    )  # fmt: skip
    added = Script(
        FOLDER, moment=Moment.CHANGE, whom="Toutes les personnes inscrites au cycle", when="Dès qu’une date s’ajoute",
        words=of_date, example=of_seat("rang"),
        subject="Une date de plus\u00a0: {quoi}",
        short="{espace} : {prénom}, une date de plus pour {quoi} : {quand}, [complet, {rang} sur la liste|{où}]. "
        "Pas libre ? {téléphone}[ ou {lien}]",
    )  # fmt: skip
    return [
        Kind(ENROLLED, "Cycle confirmé", Priority.REMINDER, live_enrolled, enrolled, answered, is_awaited=True),
        Kind(LEFT, "Cycle quitté", Priority.CANCELLATION, live_left, left, is_awaited=True),
        Kind(DATE_ADDED, "Une date de plus", Priority.REMINDER, live_of_open_sessions, added, about_registration),
    ]
