"""What the reminders do, as their page shows it: what leaves before a session, and whom a change concerns."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Count, Exists, OuterRef

from mediation.accounts.models import Space
from mediation.common.templatetags.french import hour_fr, plural_fr
from mediation.courier.enums import Channel
from mediation.courier.hours import reminding_hour

from .models import Registration, ReminderOccurrence, ReminderRule, Session
from .notifications import dated

AHEAD, AT_TWO = timedelta(days=10), time(14)  # of the example, where nothing is planned
LEAVE_TOGETHER = {Channel.SMS: "les SMS", Channel.EMAIL: "les e-mails"}
BY_HAND = {Channel.PHONE: "les appels sont à faire", Channel.LETTER: "les lettres sont à poster"}
WILL, WILL_NOT = (
    f"personne déjà inscrite {one},personnes déjà inscrites {several}"
    for one, several in (("aura", "auront"), ("n’aura", "n’auront"))
)
EACH_HER_WAY = "chaque personne est prévenue, par son canal"


# --- a session, and what leaves before it -------------------------------------------------------------------------


@dataclass(frozen=True)
class Departure:
    """`despite`: what becomes of an SMS that would ring too early or too late."""

    rule: ReminderRule
    due: datetime
    what: str
    despite: str


def session_shown(space: Space, *, at: datetime) -> Session:
    """The next one of which all is still to leave, else the next; where there is none, an example that is not kept."""
    coming = Session.objects.of(space).public().filter(starts_at__gt=at).with_details().by_date()
    day = (at + AHEAD).astimezone(space.zone).date()
    example = Session(space=space, time_zone=space.time_zone, starts_at=datetime.combine(day, AT_TWO, space.zone))
    return coming.filter(starts_at__gt=at + AHEAD).first() or coming.first() or example


def departures(rules: Iterable[ReminderRule], session: Session) -> list[Departure]:
    """In the order of the hour, on the clocks of where it takes place; what would come after its beginning is none."""
    return [
        Departure(rule, due.astimezone(session.zone), what_leaves(rule), despite(rule, session, due))
        for due, rule in dated(rules, session)
    ]


def what_leaves(rule: ReminderRule) -> str:
    together = " et ".join(name for channel, name in LEAVE_TOGETHER.items() if channel in rule.channels)
    by_hand = [words for channel, words in BY_HAND.items() if channel in rule.channels]
    return ", ".join([*([f"{together} partent"] if together else []), *by_hand]) or EACH_HER_WAY


def despite(rule: ReminderRule, session: Session, due: datetime) -> str:
    morning = reminding_hour(session.space, at=due)
    if morning == due or not rule.tells_by(Channel.SMS):
        return ""
    if morning >= session.starts_at:
        return "trop tôt pour faire sonner un téléphone\u00a0: aucun SMS ne part"
    return f"les SMS attendent {hour_fr(morning.astimezone(session.zone))}"


# --- whom a change concerns ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Effect:
    """Of a rule as it would be, on who is registered already, in numbers of people and of sessions."""

    rule: ReminderRule
    people: int = 0
    sessions: int = 0
    late_people: int = 0
    late_sessions: int = 0

    @property
    def words(self) -> list[str]:
        """Nothing when nobody is concerned."""
        where = plural_fr(self.sessions, "séance à venir,séances à venir")
        if not self.rule.is_active:
            return [f"{plural_fr(self.people, WILL_NOT)} pas ce rappel, à {where}."] if self.people else []
        also = [f"{plural_fr(self.people, WILL)} aussi ce rappel, à {where}."] if self.people else []
        over = f"Pour {plural_fr(self.late_sessions, 'séance,séances')}, ce moment est déjà passé"
        passed = f"{over}\u00a0: {plural_fr(self.late_people, WILL_NOT)} pas ce rappel."
        return also + ([passed] if self.late_people else [])


def effect_of(rule: ReminderRule, *, at: datetime) -> Effect:
    """Those of whom it already reminded are not concerned: it is said once a date."""
    sessions = list(sessions_of(rule, at=at))
    told = Registration.objects.confirmed().filter(session__in=sessions).with_ways().exclude(way="")
    matching = told.filter(way__in=rule.channels) if rule.channels else told
    counts = dict(matching.order_by().values_list("session").annotate(count=Count("pk")))
    moments = [(rule.moment_for(one), one) for one in sessions if counts.get(one.pk)]
    coming = [counts[one.pk] for due, one in moments if at < due < one.starts_at]
    late = [counts[one.pk] for due, one in moments if due <= at]
    return Effect(rule, sum(coming), len(coming), sum(late), len(late))


def sessions_of(rule: ReminderRule, *, at: datetime):
    here = Session.objects.of(rule.space_id).public().filter(starts_at__gt=at)
    here = here.exclude(reminded_of_its_date(rule)) if rule.pk else here
    narrowed = {"workshop": rule.workshop_id, "cycle": rule.cycle_id}
    return here.filter(**{name: pk for name, pk in narrowed.items() if pk})


def reminded_of_its_date(rule: ReminderRule) -> Exists:
    """Moved to another day since, a session is reminded of anew."""
    of_this = {"space": rule.space_id, "session": OuterRef("pk"), "rule": rule, "local_date": OuterRef("local_date")}
    return Exists(ReminderOccurrence.objects.filter(**of_this))
