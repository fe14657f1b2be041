"""Somebody's story with us, in sentences, newest first."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from textwrap import shorten

from django.db.models import QuerySet
from django.utils import timezone

from mediation.common.templatetags.french import day_fr, hour_fr
from mediation.courier import registry
from mediation.courier.enums import Channel, Intent, MessageState
from mediation.courier.models import Inbound, Message
from partners.models import Referral
from publics.enums import EnquiryChannel, FacetKind, HowDone, Origin
from publics.models import Enquiry, Person, PersonFacet
from workshops.enums import AppointmentState, Presence, RegistrationState

from .kept import hers, may_have, other_records
from .past import READ_AT_MOST, Past, PastVisit

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
EXPECTED = {
    AppointmentState.PLANNED: ("", "prévu"),
    AppointmentState.CAME: ("ok", "venue"),
    AppointmentState.EXCUSED: ("", "a prévenu"),
    AppointmentState.NOT_COME: ("late", "absence"),
    AppointmentState.CANCELLED: ("", "annulé par nous"),
}
DONE = dict(HowDone.choices)
LONGEST_NOTE = 180  # the beginning is enough to know which message it was
ON_SITE, ONLINE, PARTNER = "sur-place", "en-ligne", "partenaire"
CHANNELS = {
    ON_SITE: "Sur place",
    "telephone": "Téléphone",
    "sms": "SMS",
    "e-mail": "E-mail",
    "courrier": "Courrier",
    ONLINE: "En ligne",
    PARTNER: "Partenaire",
}
BY = {Channel.PHONE: "telephone", Channel.SMS: "sms", Channel.EMAIL: "e-mail", Channel.LETTER: "courrier"}
ANSWERED = {
    Channel.PHONE: "au téléphone",
    Channel.SMS: "par SMS",
    Channel.EMAIL: "par e-mail",
    Channel.LETTER: "par courrier",
}
FROM = {Origin.DESK: ON_SITE, Origin.WEB: ONLINE, Origin.PARTNER: PARTNER} | {
    Origin(channel.value): name for channel, name in BY.items()
}

HEARD_BY = {
    EnquiryChannel.PHONE: "telephone",
    EnquiryChannel.DESK: ON_SITE,
    EnquiryChannel.WEB: ONLINE,
    EnquiryChannel.EMAIL: "e-mail",
    EnquiryChannel.SMS: "sms",
    EnquiryChannel.MESSAGING: ONLINE,
    EnquiryChannel.COMMENT: ONLINE,
    EnquiryChannel.LETTER: "courrier",
}


@dataclass(frozen=True)
class Moment:
    """One line: `kind` colours its dot, `label` is its pill, `by` names the channel it came through."""

    at: datetime
    title: str
    kind: str = ""
    label: str = ""
    label_kind: str = ""
    note: str = ""
    zone: tzinfo | None = None  # of a session held elsewhere; else the space's
    by: str = ON_SITE
    is_door: bool = False  # somebody may first come this way
    before: tuple[datetime, ...] = ()  # the same, each time

    @property
    def when(self) -> str:
        return said_when(self.at, self.zone)

    @property
    def repeats(self) -> list[str]:
        return [said_when(each) for each in self.before]


def said_when(at: datetime, zone: tzinfo | None = None) -> str:
    local = timezone.localtime(at, zone)
    return f"{day_fr(local)} {local.year}, {hour_fr(local)}"


def story_of(person: Person, past: Past, facets: Iterable[PersonFacet]) -> list[Moment]:
    """All her moments, with those of the rows recognised as hers. She comes with her envies and her other records."""
    every = [
        *first_meeting(person), *envies(person), *projects(facets), *enquiries(person), *visits(past),
        *registrations(past), *presences(past), *appointments(past), *correspondence(person), *referrals(person, past),
    ]  # fmt: skip
    return sorted(every, key=lambda moment: moment.at, reverse=True)


def channels_of(story: list[Moment]) -> list[tuple[str, str]]:
    """(key, name) of those her story came through."""
    used = {moment.by for moment in story}
    return [(key, name) for key, name in CHANNELS.items() if key in used]


def door_of(story: list[Moment]) -> Moment | None:
    """What first brought her: the oldest visit, slip or registration."""
    return next((moment for moment in reversed(story) if moment.is_door), None)


def first_meeting(person: Person) -> Iterator[Moment]:
    known = f" · {person.get_heard_from_display()}" if person.heard_from else ""
    title = f"Première rencontre, {person.get_origin_display().lower()}{known}"
    yield Moment(person.created_at, title, by=FROM[person.origin])


def visits(past: Past) -> Iterator[Moment]:
    """One moment a visit; the same démarche done again in her place is folded under the last time."""
    folded = defaultdict(list)
    for visit in past.visits:
        done_for_her = visit.demarche_id if visit.how_done == HowDone.FOR_THEM else None
        folded[done_for_her or f"visit {visit.pk}"].append(visit)
    for visit, *before in folded.values():
        yield of_visit(visit, before)


def of_visit(visit: PastVisit, before: list[PastVisit]) -> Moment:
    asked_by = f" · {visit.imposed_by}" if visit.demarche else ""
    return Moment(
        visit.at,
        f"{sentence(visit.motive)}{asked_by}",
        label=DONE.get(visit.how_done, ""),
        label_kind="demarche",
        is_door=True,
        before=tuple(each.at for each in before),
    )


def sentence(words: str) -> str:
    """With a capital, the rest as it was written."""
    return words[:1].upper() + words[1:]


def envies(person: Person) -> Iterator[Moment]:
    for said in person.interests.all():
        yield Moment(said.said_at, f"Une envie\u00a0: {said.interest}", kind="envie", note=quoted(said.words))


def quoted(words: str) -> str:
    return f"«\u00a0{words}\u00a0»" if words else ""


def enquiries(person: Person) -> Iterator[Moment]:
    """What she asked us, and why it came back after it was answered."""
    for one in hers(Enquiry, person, last_enquiries):
        kind = "wait" if one.is_open else "ok"
        title, state = f"{one.get_kind_display()}, {one.get_channel_display().lower()}", one.get_state_display().lower()
        yield Moment(
            one.received_at, title, kind="besoin", label=state, label_kind=kind, note=quoted(one.words),
            by=HEARD_BY[one.channel],
        )  # fmt: skip
        if one.reopened_at:
            taken = f" par {one.reopened_by}" if one.reopened_by else ""
            yield Moment(one.reopened_at, f"Message rouvert{taken}", kind="besoin", note=one.reopened_why)


def last_enquiries(rows: QuerySet[Enquiry]) -> QuerySet[Enquiry]:
    return rows.select_related("reopened_by").order_by("-received_at", "pk")[:READ_AT_MOST]


def projects(facets: Iterable[PersonFacet]) -> Iterator[Moment]:
    for said in (one for one in facets if one.facet.kind == FacetKind.PROJECT):
        title, state = f"Un projet\u00a0: {said.facet}", said.get_state_display()
        yield Moment(said.said_at, title, kind="envie", label=state, note=quoted(said.words))


def registrations(past: Past) -> Iterator[Moment]:
    for one in past.registrations:
        label_kind, label = STATES[one.state]
        day = day_fr(one.session.starts_at.astimezone(one.session.zone))
        title = f"Inscription à «\u00a0{one.session.workshop}\u00a0», {day}"
        yield Moment(
            one.created_at, title, kind="envie", label=label, label_kind=label_kind, by=FROM[one.origin], is_door=True
        )
        if one.cancelled_at:
            yield Moment(one.cancelled_at, f"Inscription annulée à «\u00a0{one.session.workshop}\u00a0», {day}")


def presences(past: Past) -> Iterator[Moment]:
    for one in past.attendances:
        kind, word = PRESENCES[one.presence]
        first = "première venue, " if one.is_first_time else ""
        title, zone = f"Séance «\u00a0{one.session.workshop}\u00a0»", one.session.zone
        yield Moment(one.session.starts_at, title, kind=kind, label=f"{first}{word}", label_kind=kind, zone=zone)


def appointments(past: Past) -> Iterator[Moment]:
    """When each was taken, and what became of it; the visit it became is a moment of its own."""
    for one in past.appointments:
        kind, label = EXPECTED[one.state]
        title = f"Rendez-vous pris pour {day_fr(one.start)}, {hour_fr(one.start)}, avec {one.host}"
        note = sentence(one.motive)
        yield Moment(one.created_at, title, label=label, label_kind=kind, note=note, is_door=True)


def correspondence(person: Person) -> Iterator[Moment]:
    """What she was told and what she wrote back, also under a name she had before she was recognised."""
    others = other_records(person)
    refs = [f"person:{one.pk}" for one in (person, *others)]
    if others or may_have(person, Message):
        yield from messages(person, refs)
    if others or may_have(person, Inbound):
        yield from answers(person, refs)


def messages(person: Person, refs: list[str]) -> Iterator[Moment]:
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
            by=BY[message.channel],
        )


def answers(person: Person, refs: list[str]) -> Iterator[Moment]:
    rows = Inbound.objects.of(person.space).filter(message__recipient_ref__in=refs).exclude(intent=Intent.RETURNED)
    for inbound in rows.order_by("-received_at", "pk")[:READ_AT_MOST]:
        note = quoted(shorten(inbound.text, LONGEST_NOTE, placeholder="…"))
        title = f"Sa réponse, {ANSWERED[inbound.channel]}"
        yield Moment(inbound.received_at, title, kind="besoin", note=note, by=BY[inbound.channel])


def message_state(message: Message) -> tuple[str, str]:
    if message.channel == Channel.PHONE and message.outcome:
        return "ok", message.get_outcome_display().lower()
    if message.receipt:
        return "late" if message.came_back else "ok", message.get_receipt_display().lower()
    kinds = {MessageState.SENT: "ok", MessageState.FAILED: "late", MessageState.UNCERTAIN: "wait"}
    return kinds[message.state], message.get_state_display().lower()


def name_of(message: Message) -> str:
    return registry.kind(message.kind).label.lower() if message.kind in registry.known() else "message"


def referrals(person: Person, past: Past) -> Iterator[Moment]:
    if not may_have(person, Referral):
        return
    for slip in Referral.objects.of(person.space).filter(registration__in=past.registrations):
        title = f"Orientation par {slip.structure_name}"
        yield Moment(slip.created_at, title, kind="ok", note=quoted(slip.words), by=PARTNER, is_door=True)
