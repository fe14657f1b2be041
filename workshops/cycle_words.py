"""The words of our messages about a cycle, read when they leave: a date moved since is said as it is."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from mediation.accounts.models import Space
from mediation.common import dates
from mediation.common.phones import spaced
from mediation.common.sms import fitted
from mediation.courier.enums import Channel, Intent, Priority
from mediation.courier.models import Message
from mediation.courier.registry import Content, Kind, Subject

from .answers import when, where
from .cycle_notes import DATE_ADDED, ENROLLED, LEFT
from .enums import RegistrationState, SessionState
from .models import Cycle, Enrolment, Registration, Session
from .replies import about_registration
from .wording import address_of, in_full, in_short, live_of_open_sessions, ordinal, page_of, rank_of, written
from .wording import facts_of as facts_of_date

SUBJECTS = {ENROLLED: "Vos dates : {title}", LEFT: "C'est noté : vos places sont libérées"}
TEXT_MESSAGES = {
    ENROLLED: "{S} : {P}, c'est noté pour {T} : {N}, la 1re {D}, {L}. Une question ? {TEL} ou {U}",
    LEFT: "{S} : merci {P}, vos places sont libérées ({T}). Une autre fois ? {TEL}",
    DATE_ADDED: "{S} : {P}, une date de plus pour {T} : {D}, {W}. Pas libre ? {TEL} ou {U}",
}


def about_enrolment(message: Message) -> Content:
    enrolment = Enrolment.objects.select_related("cycle", "person", "space").get(pk=message.subject_id)
    taken = dates_of(enrolment, at=message.created_at)
    if message.channel == Channel.SMS:
        return Content(text=text_message(message.kind, enrolment, taken))
    facts = facts_of(enrolment, taken) | {"is_letter": message.channel == Channel.LETTER}
    return written(message, facts=facts, subject=SUBJECTS[message.kind].format(title=enrolment.cycle.title))


def dates_of(enrolment: Enrolment, *, at: datetime) -> list[Registration]:
    """Those she has still, the first on top."""
    to_come = enrolment.registrations.live().filter(session__state=SessionState.PUBLISHED, session__starts_at__gt=at)
    sessions = Session.objects.with_details()
    found = list(to_come.order_by("session__starts_at", "pk"))
    known = sessions.in_bulk([one.session_id for one in found])
    for one in found:
        one.session = known[one.session_id]
    return found


def facts_of(enrolment: Enrolment, taken: list[Registration]) -> dict:
    """What the words of e-mails, letters and calls are made of."""
    return {
        "cycle": enrolment.cycle,
        "person": enrolment.person,
        "space": enrolment.space,
        "dates": [
            {
                "when": when(one.session),
                "where": where(one.session),
                "title": one.session.workshop.title,
                "is_waiting": one.state == RegistrationState.WAITING,
            }
            for one in taken
        ],
        "phone": spaced(enrolment.space.phone),
        "link": in_full(page_of(taken[0], taken[0].session), with_scheme=True) if taken else "",
    }


def text_message(kind: str, enrolment: Enrolment, taken: list[Registration]) -> str:
    first = taken[0].session if taken else None
    return fitted(
        TEXT_MESSAGES[kind],
        S=enrolment.space.sms_name,
        P=enrolment.person.first_name,
        T=enrolment.cycle.short_title,
        N=f"{len(taken)} dates" if len(taken) > 1 else "1 date",
        D=dates.for_sms(first.starts_at.astimezone(first.zone)) if first else "",
        L=first.short_place if first else "",
        TEL=spaced(enrolment.space.phone),
        U=in_full(page_of(taken[0], first), with_scheme=False) if first else "",
    )


def about_date(message: Message) -> Content:
    """One more date: that day, that place, or the rank she has there."""
    registration = Registration.objects.select_related("person", "enrolment__cycle").get(pk=message.subject_id)
    session, cycle = Session.objects.with_details().get(pk=registration.session_id), registration.enrolment.cycle
    if message.channel == Channel.SMS:
        return Content(text=text_message_of_date(registration, session, cycle))
    is_letter = message.channel == Channel.LETTER
    facts = facts_of_date(registration, session, None) | {"cycle": cycle, "is_letter": is_letter}
    return written(message, facts=facts, subject=f"Une date de plus : {cycle.title}")


def text_message_of_date(registration: Registration, session: Session, cycle: Cycle) -> str:
    rank = rank_of(registration)
    return fitted(
        TEXT_MESSAGES[DATE_ADDED],
        **in_short(session) | {"T": cycle.short_title},
        P=registration.person.first_name,
        W=f"complet, {ordinal(rank)} sur la liste" if rank else session.short_place,
        U=address_of(registration, session, with_scheme=False),
    )


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
    return [
        Kind(ENROLLED, "Cycle confirmé", Priority.REMINDER, live_enrolled, about_enrolment, answered, is_awaited=True),
        Kind(LEFT, "Cycle quitté", Priority.CANCELLATION, live_left, about_enrolment, is_awaited=True),
        Kind(DATE_ADDED, "Une date de plus", Priority.REMINDER, live_of_open_sessions, about_date, about_registration),
    ]
