"""What « Aujourd'hui » shows, read in a number of queries that does not depend on how much there is."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from operator import itemgetter

from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from mediation.accounts.models import Space
from mediation.common.phones import spaced
from mediation.common.templatetags.french import plural_fr
from mediation.common.text import preceded
from mediation.courier import doubts
from mediation.courier.enums import Channel, Intent
from mediation.courier.models import Inbound, Message
from mediation.courier.registry import Addressee, addressees_of
from partners.enums import ReferralState
from partners.models import Referral
from publics.enums import VisitKind
from publics.models import Enquiry, Person, Visit
from publics.registry import Named, named
from workshops.enums import AppointmentState, Half, SessionState
from workshops.models import Appointment, Attendance, Registration, Session
from workshops.subjects import of_session

from .calls import Task
from .rounds import half_of

REPLY_WAITS = timedelta(hours=2)
SLIP_WAITS = PERSON_WAITS = timedelta(days=2)
SHOWN_AT_MOST = 30
AWAITED_SHOWN = 5
BEFORE_WELCOMING = timedelta(hours=2)
EARLY = timedelta(minutes=15)
A_WEEK = timedelta(days=7)
CAME_BY = {Channel.PHONE: "Appel"}  # a reply; the other channels are said by their name

# --- who comes --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Coming:
    """A session of the day, and what is to be known of those who come."""

    session: Session
    at: datetime
    first_times: int = 0
    said_yes: int = 0
    to_call: int = 0

    @property
    def is_over(self) -> bool:
        return self.session.ends_at <= self.at

    @property
    def is_near(self) -> bool:
        """Time to take out the list of who comes."""
        return self.session.starts_at - self.at <= BEFORE_WELCOMING

    @property
    def minutes(self) -> int:
        return int(self.session.duration.total_seconds() // 60)

    @property
    def half(self) -> Half:
        return half_of(self.session.starts_at.astimezone(self.session.space.zone))

    @property
    def facts(self) -> list[tuple[str, str]]:
        """(kind of pill, words), for what there is."""
        said = [
            ("envie", self.first_times, "vient pour la première fois,viennent pour la première fois"),
            ("ok", self.said_yes, "a répondu « oui »,ont répondu « oui »"),
            ("wait", self.to_call, "à appeler,à appeler"),
        ]
        return [(kind, plural_fr(count, words)) for kind, count, words in said if count]


@dataclass(frozen=True)
class Meeting:
    """An appointment of the day, among its sessions."""

    appointment: Appointment
    at: datetime

    @property
    def is_due(self) -> bool:
        """She may be there from a quarter of an hour before."""
        return self.appointment.state == AppointmentState.PLANNED and self.appointment.starts_at - self.at <= EARLY


def appointments_of(day: date, *, space: Space, at: datetime) -> list[Meeting]:
    """Those called off beforehand are no longer part of the day; who told us so is on her own page."""
    rows = Appointment.objects.of(space).of_days(day, day).shown().with_details().by_date()
    return [Meeting(appointment, at) for appointment in rows]


def in_order(comings: list[Coming], meetings: list[Meeting]) -> list[Coming | Meeting]:
    """As the day goes."""
    timed = [(one.session.starts_at, one) for one in comings] + [(one.appointment.starts_at, one) for one in meetings]
    return [one for _, one in sorted(timed, key=itemgetter(0))]


def to_settle(day: date, *, space: Space) -> list[Appointment]:
    """Appointments of the days before of which nobody said what became, the last first."""
    left = Appointment.objects.of(space).planned().filter(local_date__lt=day).with_details()
    return list(left.order_by("-starts_at", "pk")[:SHOWN_AT_MOST])


def sessions_of(day: date, *, space: Space) -> list[Session]:
    shown = [SessionState.PUBLISHED, SessionState.DONE, SessionState.CANCELLED]
    return list(
        Session.objects.of(space).filter(local_date=day, state__in=shown).with_details().with_held_seats().by_date()
    )


def sessions_hosted_by(accounts: list[int], *, space: Space, at: datetime) -> list[Session]:
    """What whoever takes over these posts welcomes within a week."""
    if not accounts:
        return []
    coming = Session.objects.of(space).public().filter(host__in=accounts, ends_at__gt=at, starts_at__lt=at + A_WEEK)
    return list(coming.with_details().by_date()[:SHOWN_AT_MOST])


def enquiries_taken_by(accounts: list[int], *, space: Space) -> QuerySet[Enquiry]:
    """What whoever takes over these posts has to answer."""
    if not accounts:
        return Enquiry.objects.none()
    return Enquiry.objects.of(space).open().filter(assigned_to__in=accounts).with_details().in_turn()[:SHOWN_AT_MOST]


def programme(sessions: list[Session], *, at: datetime) -> list[Coming]:
    """For who sees the programme and nothing of those who come."""
    return [Coming(session, at) for session in sessions]


def who_comes(sessions: list[Session], calls: list[Task], *, space: Space, at: datetime) -> list[Coming]:
    counts = {row["session"]: row for row in counts_of(sessions, space=space)}
    to_call = Counter(task.subject.address for task in calls if task.subject)
    return [
        Coming(
            session,
            at,
            first_times=counts.get(session.pk, {}).get("first_times", 0),
            said_yes=counts.get(session.pk, {}).get("said_yes", 0),
            to_call=to_call[of_session(session).address],
        )
        for session in sessions
    ]


def counts_of(sessions: list[Session], *, space: Space) -> QuerySet:
    """For each session: those who never came before, to a session or to the desk, and those who answered « oui »."""
    person, before = OuterRef("person"), OuterRef("session__starts_at")
    came = Attendance.objects.of(space).came().filter(person=person, session__starts_at__lt=before)
    passed = Visit.objects.of(space).filter(person=person, at__lt=before)
    ref = Concat(Value("person:"), Cast(person, CharField()))
    yes = Message.objects.of(space).filter(recipient_ref=ref, subject_id=OuterRef("pk"), replies__intent=Intent.YES)
    expected = Registration.objects.of(space).confirmed().filter(session__in=sessions)
    known = expected.annotate(has_come=Exists(came) | Exists(passed), has_said_yes=Exists(yes))
    return known.values("session").annotate(
        first_times=Count("pk", filter=Q(has_come=False)), said_yes=Count("pk", filter=Q(has_said_yes=True))
    )


def to_validate(day: date, *, space: Space, at: datetime) -> list[Session]:
    """Sessions of the days before whose attendance is still open, the last first."""
    open_ones = Session.objects.of(space).public().filter(local_date__lt=day, ends_at__lte=at)
    return list(open_ones.with_details().order_by("-starts_at", "pk")[:SHOWN_AT_MOST])


def long_lists(*, space: Space, at: datetime) -> list[Session]:
    """Where many wait and no other date has a seat for them: the soonest first."""
    return list(Session.objects.of(space).needing_another(at=at).with_details().by_date()[:AWAITED_SHOWN])


# --- small help -------------------------------------------------------------------------------------------------


KEYS = {VisitKind.PRINT: "p", VisitKind.SCAN: "s", VisitKind.COPY: "c", VisitKind.QUESTION: "q"}


@dataclass(frozen=True)
class Tap:
    kind: VisitKind
    count: int

    @property
    def key(self) -> str:
        """The letter that counts one more."""
        return KEYS[self.kind]


def small_help_of(day: date, *, space: Space) -> list[Tap]:
    start = datetime.combine(day, time(), tzinfo=space.zone)
    noted = Visit.objects.of(space).between(start, start + timedelta(days=1)).exclude(kind=VisitKind.SUPPORT)
    counts = dict(noted.values_list("kind").annotate(count=Count("pk")))
    return [Tap(kind, counts.get(kind, 0)) for kind in VisitKind if kind != VisitKind.SUPPORT]


# --- who waits for an answer ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Waiting:
    """Somebody waits for us since `since`. `inbound` is the reply to read, when that is what it is."""

    title: str
    note: str
    address: str
    since: datetime
    is_late: bool
    age: str
    inbound: Inbound | None = None


def waiting_for_us(*, space: Space, at: datetime) -> list[Waiting]:
    """Replies to read, messages received, slips, people to recognise, doubts to end: the oldest first."""
    sources = (replies, enquiries, slips, newcomers, uncertain)
    every = [waiting for source in sources for waiting in source(space=space, at=at)]
    return sorted(every, key=lambda waiting: waiting.since)


def replies(*, space: Space, at: datetime) -> Iterable[Waiting]:
    unread = Inbound.objects.of(space).filter(handled_at=None).select_related("message").order_by("received_at", "pk")
    unread = list(unread[:SHOWN_AT_MOST])
    senders = addressees_of([inbound.message for inbound in unread if inbound.message])
    asked = [one.sender for one in unread if one.message_id not in senders or one.intent == Intent.STOP]
    owners = owners_of(set(asked), space=space)
    for inbound in unread:
        sender = senders.get(inbound.message_id) or only(owners[inbound.sender])
        yield Waiting(
            title=title_of(inbound, sender.name if sender else spaced(inbound.sender)),
            note=f"{inbound.text}{whom_it_stops(inbound, owners[inbound.sender])}",
            address=sender.address if sender else f"{reverse('desk:search')}?{urlencode({'q': inbound.sender})}",
            inbound=inbound,
            **since(inbound.received_at, at=at, limit=REPLY_WAITS),
        )


def uncertain(*, space: Space, at: datetime) -> Iterable[Waiting]:
    messages = list(doubts.to_settle(Message.objects.of(space), at=at)[:SHOWN_AT_MOST])
    addressees = addressees_of(messages)
    for message in messages:
        yield Waiting(
            title=f"{message.get_channel_display()} peut-être parti\u00a0: {addressees[message.pk].name}",
            note="Demandez-lui si elle l’a reçu, ou dites-le-lui autrement.",
            address=reverse("communications:message", args=[message.pk]),
            **since(message.sent_at, at=at, limit=REPLY_WAITS),
        )


def title_of(inbound: Inbound, name: str) -> str:
    """« SMS d’Amina Kasmi », « E-mail revenu : Amina Kasmi »."""
    came_by = CAME_BY.get(inbound.channel, inbound.get_channel_display())
    return f"{came_by} {preceded(name, 'de')}" if inbound.is_an_answer else f"{came_by} revenu\u00a0: {name}"


def whom_it_stops(inbound: Inbound, owners: list[Person]) -> str:
    """STOP holds for all who share the address: who they are, since they are called from now on."""
    names = " et ".join(map(str, owners)) if inbound.intent == Intent.STOP else ""
    return f"\u00a0: on n’écrit plus par {inbound.get_channel_display()} à {names}." if names else ""


def owners_of(senders: set[str], *, space: Space) -> defaultdict[str, list[Person]]:
    """Who may have written from each number or address: a couple may share a telephone."""
    owners = defaultdict(list)
    if not senders:
        return owners
    emails = [sender for sender in senders if "@" in sender]
    phones = [sender for sender in senders if "@" not in sender]
    people = Person.objects.of(space).current().filter(Q(phone__in=phones) | Q(email__in=emails))
    for person in people.by_name():
        for reached_at in {person.phone, person.email} & senders:
            owners[reached_at].append(person)
    return owners


def only(people: list[Person]) -> Addressee | None:
    return Addressee(str(people[0]), people[0].get_absolute_url()) if len(people) == 1 else None


def enquiries(*, space: Space, at: datetime) -> Iterable[Waiting]:
    """Who waits for another date waits for the programme, not for us: see `awaited`."""
    received = Enquiry.objects.of(space).open().exclude(due_at=None).select_related("person", "topic")
    for enquiry in received.in_turn()[:SHOWN_AT_MOST]:
        yield Waiting(
            title=str(enquiry),
            note=enquiry.words,
            address=enquiry.get_absolute_url(),
            since=enquiry.received_at,
            is_late=enquiry.is_overdue(at=at),
            age=age(enquiry.received_at, at=at),
        )


@dataclass(frozen=True)
class Awaited:
    """What people want another date of, and how many they are."""

    subject: Named
    count: int


def awaited(*, space: Space) -> list[Awaited]:
    """Those that have a date now come first, then those that most people wait for."""
    asked = Enquiry.objects.of(space).for_another_date()
    counts = dict(asked.values_list("subject_ref").annotate(count=Count("pk")))
    every = [Awaited(subject, counts[ref]) for ref, subject in named(counts).items()]
    return sorted(every, key=lambda one: (not one.subject.news, -one.count, one.subject.title))[:AWAITED_SHOWN]


def slips(*, space: Space, at: datetime) -> Iterable[Waiting]:
    received = Referral.objects.of(space).filter(state=ReferralState.RECEIVED).select_related("session__workshop")
    for slip in received.order_by("created_at", "pk")[:SHOWN_AT_MOST]:
        yield Waiting(
            title=f"Fiche pour {slip.first_name} {slip.last_name}",
            note=" → ".join(filter(None, [slip.structure_name, slip.session and slip.session.workshop.title])),
            address=reverse("partners:referral", args=[slip.code]),
            **since(slip.created_at, at=at, limit=SLIP_WAITS),
        )


def newcomers(*, space: Space, at: datetime) -> Iterable[Waiting]:
    unknown = Person.objects.of(space).provisional().order_by("created_at", "pk")
    for person in unknown[:SHOWN_AT_MOST]:
        yield Waiting(
            title=f"{person} : la connaît-on déjà\u00a0?",
            note=f"Inscription {person.get_origin_display().lower()}",
            address=reverse("publics:reconcile", args=[person.code]),
            **since(person.created_at, at=at, limit=PERSON_WAITS),
        )


def since(instant: datetime, *, at: datetime, limit: timedelta) -> dict:
    return {"since": instant, "is_late": at - instant > limit, "age": age(instant, at=at)}


def age(instant: datetime, *, at: datetime) -> str:
    """« 18 min », « 3 h », « hier », « 4 jours », on the clock of the page."""
    days = (timezone.localdate(at) - timezone.localdate(instant)).days
    if days > 1:
        return f"{days} jours"
    if days == 1:
        return "hier"
    minutes = max(int((at - instant).total_seconds() // 60), 0)
    return f"{minutes // 60} h" if minutes >= 60 else f"{minutes} min"
