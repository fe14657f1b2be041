"""Somebody's story with us, in sentences, newest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from textwrap import shorten

from django.utils import timezone

from mediation.common.templatetags.french import day_fr, hour_fr
from mediation.courier import registry
from mediation.courier.enums import Channel, MessageState
from mediation.courier.models import Message
from partners.models import Referral
from publics.models import Person, PersonInterest, Visit
from workshops.enums import Presence, RegistrationState
from workshops.models import Attendance, Registration

READ_AT_MOST = 200  # of each source: a story is read, not searched
TOLD = [MessageState.SENT, MessageState.FAILED, MessageState.UNCERTAIN]
STATES = {
    RegistrationState.CONFIRMED: ("ok", "confirmée"),
    RegistrationState.WAITING: ("wait", "en attente"),
    RegistrationState.CANCELLED: ("", "annulée"),
}
PRESENCES = {
    Presence.CAME: ("ok", "présence"),
    Presence.WALKED_IN: ("ok", "présence, sans inscription"),
    Presence.EXCUSED: ("", "a prévenu"),
    Presence.ABSENT: ("late", "absence"),
}
LONGEST_NOTE = 180  # the beginning is enough to know which message it was


@dataclass(frozen=True)
class Moment:
    """One line: `kind` colours its dot, `label` is its pill."""

    at: datetime
    title: str
    kind: str = ""
    label: str = ""
    label_kind: str = ""
    note: str = ""
    zone: tzinfo | None = None  # of a session held elsewhere; else the space's

    @property
    def when(self) -> str:
        local = timezone.localtime(self.at, self.zone)
        return f"{day_fr(local)} {local.year}, {hour_fr(local)}"


def story_of(person: Person) -> list[Moment]:
    """All her moments, with those of the rows recognised as hers."""
    sources = (first_meeting, visits, envies, registrations, presences, messages, referrals)
    every = [moment for source in sources for moment in source(person)]
    return sorted(every, key=lambda moment: moment.at, reverse=True)


def first_meeting(person: Person) -> Iterator[Moment]:
    known = f" · {person.get_heard_from_display()}" if person.heard_from else ""
    yield Moment(person.created_at, f"Première rencontre, {person.get_origin_display().lower()}{known}")


def visits(person: Person) -> Iterator[Moment]:
    rows = Visit.objects.of(person.space).filter(person=person).select_related("demarche").order_by("-at", "pk")
    for visit in rows[:READ_AT_MOST]:
        asked_by = f" · {visit.demarche.imposed_by}" if visit.demarche else ""
        how_done = visit.get_how_done_display()
        yield Moment(visit.at, f"{sentence(visit)}{asked_by}", label=how_done, label_kind="demarche")


def sentence(subject: object) -> str:
    """With a capital, the rest as it was written."""
    words = str(subject)
    return words[:1].upper() + words[1:]


def envies(person: Person) -> Iterator[Moment]:
    rows = PersonInterest.objects.of(person.space).filter(person=person).select_related("interest")
    for said in rows[:READ_AT_MOST]:
        words = f"«\u00a0{said.words}\u00a0»" if said.words else ""
        yield Moment(said.said_at, f"Une envie\u00a0: {said.interest}", kind="envie", note=words)


def registrations(person: Person) -> Iterator[Moment]:
    rows = Registration.objects.of(person.space).filter(person=person).select_related("session__workshop")
    for one in rows.order_by("-created_at", "pk")[:READ_AT_MOST]:
        label_kind, label = STATES[one.state]
        day = day_fr(one.session.starts_at.astimezone(one.session.zone))
        title = f"Inscription à «\u00a0{one.session.workshop}\u00a0», {day}"
        yield Moment(one.created_at, title, kind="envie", label=label, label_kind=label_kind)
        if one.cancelled_at:
            yield Moment(one.cancelled_at, f"Inscription annulée à «\u00a0{one.session.workshop}\u00a0», {day}")


def presences(person: Person) -> Iterator[Moment]:
    rows = Attendance.objects.of(person.space).filter(person=person).select_related("session__workshop")
    for one in rows.order_by("-session__starts_at", "pk")[:READ_AT_MOST]:
        kind, word = PRESENCES[one.presence]
        first = "première venue, " if one.is_first_time else ""
        title, zone = f"Séance «\u00a0{one.session.workshop}\u00a0»", one.session.zone
        yield Moment(one.session.starts_at, title, kind=kind, label=f"{first}{word}", label_kind=kind, zone=zone)


def messages(person: Person) -> Iterator[Moment]:
    refs = [f"person:{pk}" for pk in [person.pk, *person.also_known_as.values_list("pk", flat=True)]]
    rows = Message.objects.of(person.space).filter(recipient_ref__in=refs, state__in=TOLD).order_by("-created_at", "pk")
    for message in rows[:READ_AT_MOST]:
        kind, label = message_state(message)
        yield Moment(
            message.sent_at or message.created_at,
            f"{message.get_channel_display()}\u00a0: {name_of(message)}",
            kind="besoin",
            label=label,
            label_kind=kind,
            note=shorten(message.payload.get("text", ""), LONGEST_NOTE, placeholder="…") or message.reason,
        )


def message_state(message: Message) -> tuple[str, str]:
    if message.channel == Channel.PHONE and message.outcome:
        return "ok", message.get_outcome_display().lower()
    kinds = {MessageState.SENT: "ok", MessageState.FAILED: "late", MessageState.UNCERTAIN: "wait"}
    return kinds[message.state], message.get_state_display().lower()


def name_of(message: Message) -> str:
    return registry.kind(message.kind).label.lower() if message.kind in registry.known() else "message"


def referrals(person: Person) -> Iterator[Moment]:
    for slip in Referral.objects.of(person.space).filter(registration__person=person)[:READ_AT_MOST]:
        yield Moment(
            slip.created_at, f"Orientation par {slip.structure_name}", kind="ok", note=f"«\u00a0{slip.words}\u00a0»"
        )
