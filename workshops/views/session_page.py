"""What the page of a session shows, read in a constant number of queries."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.timezone import localtime

from mediation.common.printing import public_address, spoken
from mediation.common.templatetags.french import day_fr, hour_fr
from mediation.courier.enums import Channel, Intent, MessageState
from mediation.courier.models import Inbound, Message
from mediation.courier.services import Recipient
from publics.models import Person, PersonInterest
from publics.notifications import recipient_of_enquirer

from ..answers import Answer, answers
from ..cycle_notes import DATE_ADDED
from ..enums import OfferState, RegistrationState, SessionState
from ..models import Registration, ReminderRule, SeatHold, SeatOffer, Session
from ..models.registrations import MOST_OFFERS
from ..notifications import (
    ACCEPTED,
    CONFIRMED,
    REMINDER,
    SESSION_MOVED,
    SESSION_PLACE,
    each_told,
    moments_of,
    reaches,
)
from ..wording import enumerated

ABOUT_COMING = (CONFIRMED, DATE_ADDED, ACCEPTED, REMINDER, SESSION_MOVED, SESSION_PLACE)
INTERESTED_SHOWN = 8
WAYS = {Channel.PHONE: "appel", Channel.SMS: "SMS", Channel.EMAIL: "e-mail", Channel.LETTER: "lettre"}


@dataclass(frozen=True)
class Word:
    """What we know of her answer, or of what we told her and when. `kind` is the colour of its pill."""

    kind: str
    text: str
    when: str = ""


@dataclass
class Coming:
    """`company`: the first names of those who were named with her."""

    registration: Registration
    word: Word
    presence: str = ""
    company: str = ""

    @property
    def is_confirmed(self) -> bool:
        """She said that she comes, or we spoke to her."""
        return self.word.kind == "ok"


@dataclass
class Waiting:
    """`seats`: hers and those of her booking. `offers_count`: how often one was offered to her here."""

    registration: Registration
    offer: SeatOffer | None
    is_reached: bool
    seats: int
    free_seats: int
    offers_count: int
    invited_to: Session | None

    @property
    def has_room(self) -> bool:
        return self.seats <= self.free_seats

    @property
    def is_passed_over(self) -> bool:
        """Seats are free, and go to who follows: there are not enough for all of hers."""
        return 0 < self.free_seats < self.seats

    @property
    def is_to_call(self) -> bool:
        return self.offers_count >= MOST_OFFERS


@dataclass
class Interested:
    person: Person
    reason: str


@dataclass
class People:
    """Those of a session, for who may see them."""

    coming: list[Coming] = field(default_factory=list)
    waiting: list[Waiting] = field(default_factory=list)
    holds: list[SeatHold] = field(default_factory=list)
    interested: list[Interested] = field(default_factory=list)

    @property
    def first_times(self) -> int:
        return sum(one.registration.is_first_time for one in self.coming)


def answered(session: Session, *, may_run: bool) -> list[tuple[Answer, str]]:
    """The eight answers, each with the address where it is written, for who may write it."""
    workshop = reverse("workshops:edit_workshop", args=[session.workshop_id])
    places = {"l'atelier": workshop, "la séance": reverse("workshops:edit_session", args=[session.code])}
    return [
        (answer, places.get(answer.inherited_from.partition(" :")[0], "") if may_run else "")
        for answer in answers(session)
    ]


def people_of(session: Session, beside: list[Session], *, at: datetime) -> People:
    live = session.registrations.live().with_people().with_first_times()
    confirmed = list(live.filter(state=RegistrationState.CONFIRMED).by_name())
    words = words_about(session, confirmed, at=at)
    booked = defaultdict(list)
    for one in confirmed:
        booked[one.booking].append(one)
    presences = dict(session.attendances.values_list("person", "presence"))
    return People(
        coming=[
            Coming(one, words[one.pk], presences.get(one.person_id, ""), company_of(one, booked[one.booking]))
            for one in confirmed
        ],
        waiting=waiting_for(session, beside),
        holds=list(session.holds.in_force().with_named().order_by("pk")),
        **interested_in(session),
    )


def company_of(registration: Registration, booked: list[Registration]) -> str:
    return enumerated([one.person.first_name for one in booked if one != registration])


def words_about(session: Session, registrations: list[Registration], *, at: datetime) -> dict[int, Word]:
    """The last word of each: her answer when she gave one, else what became of our last message, else when she is to
    be reminded."""
    ids = [registration.pk for registration in registrations]
    replies = Prefetch("replies", Inbound.objects.order_by("received_at", "pk"))
    sent = Message.objects.of(session.space).filter(kind__in=ABOUT_COMING, subject_id__in=ids)
    by_registration = defaultdict(list)
    for message in sent.prefetch_related(replies).order_by("due_at", "created_at", "pk"):
        by_registration[message.subject_id].append(message)
    together, planned = Counter(one.booking for one in registrations), planned_for(session, registrations, at=at)
    return {
        one.pk: word_of(by_registration[one.pk], planned.get(one.pk), at=at)
        or unwritten(one, is_alone=together[one.booking] == 1)
        for one in registrations
    }


def planned_for(session: Session, registrations: list[Registration], *, at: datetime) -> dict[int, Word]:
    """By registration: the next reminder of each who is told for her booking."""
    rules, planned = list(ReminderRule.objects.about(session).to_come(session)), {}
    for told_for_all in each_told(sorted(registrations, key=lambda one: one.pk)):
        moments = moments_of(rules, session, told_for_all.recipient.channel, at=at)
        if moments:
            planned[told_for_all.registration.pk] = Word("", "rappel prévu", moment(moments[0][0]))
    return planned


def unwritten(registration: Registration, *, is_alone: bool) -> Word:
    """Nothing was to be written to her: she was there, her structure gave her name, or one of hers is told for all."""
    if registration.hold_id:
        return Word("", "sa structure la prévient")
    return Word("", "prévenue de vive voix" if is_alone else "prévenue avec les siens")


def word_of(messages: list[Message], planned: Word | None, *, at: datetime) -> Word | None:
    replies = [reply for message in messages for reply in message.replies.all() if reply.intent != Intent.RETURNED]
    if replies:
        return said(replies[-1])
    gone = [message for message in messages if message.state != MessageState.QUEUED or message.due_at <= at]
    if gone:
        return told(gone[-1], at=at)
    return planned or (told(messages[-1], at=at) if messages else None)


def said(reply: Inbound) -> Word:
    if reply.intent == Intent.YES:
        return Word("ok", "je viens")
    if reply.intent == Intent.NO:
        return Word("late", "a dit non")
    return Word("wait", "réponse à lire")


def told(message: Message, *, at: datetime) -> Word:
    if message.came_back:
        return Word("late", "message revenu\u00a0: à appeler")
    what = "rappel" if message.kind == REMINDER else WAYS[message.channel]
    if message.state == MessageState.SENT:
        kind = "ok" if message.channel == Channel.PHONE else ""
        return Word(kind, f"{what} {gone_word(message)}", moment(message.sent_at))
    if message.state in (MessageState.FAILED, MessageState.UNCERTAIN):
        return Word("late", "message pas arrivé\u00a0: à appeler")
    if message.state in (MessageState.EXPIRED, MessageState.SKIPPED):
        return Word("", "prévenue de vive voix")
    if message.due_at > at:
        return Word("", f"{what} prévu", moment(message.due_at))
    return Word("late", "à appeler") if message.channel == Channel.PHONE else Word("wait", f"{what} en cours d’envoi")


def gone_word(message: Message) -> str:
    if message.channel == Channel.PHONE:
        return "fait"
    is_letter = message.channel == Channel.LETTER and message.kind != REMINDER  # « une lettre », but « un rappel »
    return "partie" if is_letter else "parti"


def moment(at: datetime) -> str:
    """« mercredi 16 décembre à 18 h », on the clocks of the space."""
    local = localtime(at)
    return f"{day_fr(local)} à\u00a0{hour_fr(local.replace(minute=0) if local.minute < 5 else local)}"


def waiting_for(session: Session, beside: list[Session]) -> list[Waiting]:
    """In order, each with the seat that is being offered, if one is, and the other date she was invited to."""
    offers, invited = list(session.offers.order_by("pk")), invited_beside(beside)
    by_registration = {offer.registration_id: offer for offer in offers if offer.state == OfferState.OPEN}
    counts = Counter(offer.registration_id for offer in offers)
    ranked = list(session.registrations.ranked().with_people())
    seats = Counter()
    for registration in ranked:
        seats[registration.booking] += registration.party_size
    return [
        Waiting(
            registration=registration,
            offer=by_registration.get(registration.pk),
            is_reached=reaches(registration),
            seats=seats[registration.booking],
            free_seats=session.free_seats,
            offers_count=counts[registration.pk],
            invited_to=invited.get(registration.person_id),
        )
        for registration in ranked
    ]


def dates_beside(session: Session, *, at: datetime) -> list[Session]:
    """Those opened for the same people, that are still to come."""
    return list(Session.objects.of(session.space).beside(session).upcoming(at=at).by_date())


def needs_another(session: Session, beside: list[Session]) -> bool:
    """Many wait, and no other date has a seat for them."""
    return session.has_a_long_list and all(other.is_full for other in beside)


def invited_beside(beside: list[Session]) -> dict[int, Session]:
    """By person: the last date she was invited to, where she waits for her answer to be given."""
    if not beside:
        return {}
    invited = Registration.objects.waiting().filter(session__in=beside, invited_at__isnull=False)
    dates = {session.pk: session for session in beside}
    return {person: dates[session] for person, session in invited.values_list("person", "session")}


def interested_in(session: Session) -> dict:
    """Who said the same envie, or one of the same branch, and is not on the list of this session."""
    if session.state not in (SessionState.DRAFT, SessionState.PUBLISHED):
        return {}
    workshop = session.workshop
    same = {"interest": workshop.interest_id} if workshop.interest_id else {"interest__parent": workshop.branch_id}
    said = PersonInterest.objects.of(session.space).filter(person__reconciled_with=None, **same)
    others = said.exclude(person__in=session.registrations.live().values("person"))
    once_each = others.order_by("person", "said_at", "pk").distinct("person").values("pk")
    first = others.filter(pk__in=once_each).select_related("person", "interest").order_by("said_at", "pk")
    return {"interested": [Interested(one.person, one.words or one.interest.name) for one in first[:INTERESTED_SHOWN]]}


TOLD_BY = {
    Channel.SMS: "par SMS",
    Channel.EMAIL: "par e-mail",
    Channel.LETTER: "par courrier (à imprimer)",
    Channel.PHONE: "par téléphone (à appeler)",
    None: "quand elle passera ou appellera",
}


def told_by(recipients: Iterable[Recipient | None]) -> str:
    """« 2 par SMS, 1 par téléphone (à appeler) »."""
    ways = Counter(recipient.channel if recipient else None for recipient in recipients)
    return ", ".join(f"{count}\u00a0{TOLD_BY[way]}" for way, count in ways.most_common())


@dataclass(frozen=True)
class WhoWaits:
    """Those who asked for another date, and how they would be told of this one."""

    count: int
    ways: str
    is_anybody_reached: bool


def who_waits(session: Session) -> WhoWaits:
    wishes = session.workshop.other_dates().select_related("person__guardianship__adult")
    recipients = [recipient_of_enquirer(wish) for wish in wishes]
    return WhoWaits(len(recipients), told_by(recipients), any(recipients))


def kit(session: Session) -> dict:
    """What makes the session known."""
    address = public_address(reverse("public:session", args=[session.space.slug, session.code]))
    return {"public_address": address, "public_address_shown": spoken(address)}
