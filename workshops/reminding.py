"""What the reminders do, as their page shows it: what leaves before a session, and whom a change concerns."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Count, Exists, OuterRef, QuerySet

from mediation.accounts.models import Space
from mediation.common.templatetags.french import hour_fr, plural_fr
from mediation.courier.enums import Channel
from mediation.courier.hours import reminding_hour

from .models import Appointment, Registration, ReminderOccurrence, ReminderRule, Session
from .models.clock import OnTheClock
from .notifications import dated

AHEAD, AT_TWO = timedelta(days=10), time(14)  # of the example, where nothing is planned
LEAVE_TOGETHER = {Channel.SMS: "les SMS", Channel.EMAIL: "les e-mails"}
BY_HAND = {Channel.PHONE: "les appels sont à faire", Channel.LETTER: "les lettres sont à poster"}
WILL, WILL_NOT = (
    f"personne déjà inscrite {one},personnes déjà inscrites {several}"
    for one, several in (("aura", "auront"), ("n’aura", "n’auront"))
)
BOOKED_WILL, BOOKED_WILL_NOT = (
    f"rendez-vous déjà pris {one},rendez-vous déjà pris {several}"
    for one, several in (("aura", "auront"), ("n’aura", "n’auront"))
)
EACH_HER_WAY = "chaque personne est prévenue, par son canal"
OF_SOME = "pour certains ateliers ou cycles"
ONCE = "à la même heure que le précédent\u00a0: chaque personne n’en reçoit qu’un"


# --- when, in a line -----------------------------------------------------------------------------------------------


def before_sessions(space: Space) -> str:
    """« Deux jours avant, à 18 heures, par SMS ou par e-mail »: as the space decided."""
    rules = list(ReminderRule.objects.of(space).active().in_order())
    of_all = [in_words(rule) for rule in rules if rule.is_general]
    of_some = f"d’autres moments {OF_SOME}" if of_all else f"{OF_SOME} seulement"
    return in_a_line(of_all if len(of_all) == len(rules) else [*of_all, of_some])


def before_appointments(space: Space) -> str:
    return in_a_line([in_words(rule) for rule in ReminderRule.objects.of(space).active().general().in_order()])


def in_words(rule: ReminderRule) -> str:
    return ", ".join(filter(None, [str(rule).lower(), rule.ways]))


def in_a_line(said: list[str]) -> str:
    line = "\u00a0; ".join(said) or "aucun rappel n’est en service"
    return line[0].upper() + line[1:]


# --- a session, and what leaves before it -------------------------------------------------------------------------


@dataclass(frozen=True)
class Departure:
    """`despite`: what becomes of an SMS that would ring too early or too late, or of two at the same instant."""

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
    found = []
    for due, rule in dated(rules, session):
        is_said = any(one.due == due and shares_a_way(one.rule, rule) for one in found)
        why = ONCE if is_said else despite(rule, session, due)
        found.append(Departure(rule, due.astimezone(session.zone), what_leaves(rule), why))
    return found


def shares_a_way(one: ReminderRule, other: ReminderRule) -> bool:
    return any(one.tells_by(channel) and other.tells_by(channel) for channel in Channel)


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
    """Of a rule as it would be, on who is registered or expected already: in numbers of people and of sessions, then
    of appointments. `late`: for them its moment is past."""

    rule: ReminderRule
    people: int
    sessions: int
    late_people: int
    late_sessions: int
    appointments: int
    late_appointments: int

    @property
    def words(self) -> list[str]:
        """Nothing when nobody is concerned."""
        where = plural_fr(self.sessions, "séance à venir,séances à venir")
        if not self.rule.is_active:
            theirs = [f"{plural_fr(self.people, WILL_NOT)} pas ce rappel, à {where}."] if self.people else []
            hers = [f"{plural_fr(self.appointments, BOOKED_WILL_NOT)} pas ce rappel."] if self.appointments else []
            return theirs + hers
        also = [f"{plural_fr(self.people, WILL)} aussi ce rappel, à {where}."] if self.people else []
        also += [f"{plural_fr(self.appointments, BOOKED_WILL)} aussi ce rappel."] if self.appointments else []
        return also + self.words_of_late

    @property
    def words_of_late(self) -> list[str]:
        over = f"Pour {plural_fr(self.late_sessions, 'séance,séances')}, ce moment est déjà passé"
        passed = f"{over}\u00a0: {plural_fr(self.late_people, WILL_NOT)} pas ce rappel."
        alone = f"{plural_fr(self.late_appointments, BOOKED_WILL_NOT)} pas ce rappel\u00a0: ce moment est déjà passé."
        return ([passed] if self.late_people else []) + ([alone] if self.late_appointments else [])


def effect_of(rule: ReminderRule, *, at: datetime) -> Effect:
    """Those of whom it already reminded are not concerned: it is said once a date."""
    sessions = list(sessions_of(rule, at=at))
    told = told_by(rule, Registration.objects.confirmed().filter(session__in=sessions))
    counts = dict(told.order_by().values_list("session").annotate(count=Count("pk")))
    coming, late = parted(rule, [one for one in sessions if counts.get(one.pk)], at=at)
    booked, booked_late = parted(rule, appointments_of(rule, at=at) if rule.is_general else [], at=at)
    people, late_people = (sum(counts[one.pk] for one in those) for those in (coming, late))
    return Effect(rule, people, len(coming), late_people, len(late), len(booked), len(booked_late))


def told_by(rule: ReminderRule, people: QuerySet) -> QuerySet:
    """Those of them whom it is for, and whom something reaches."""
    reached = people.with_ways().exclude(way="")
    return reached.filter(way__in=rule.channels) if rule.channels else reached


def parted(rule: ReminderRule, occasions: Iterable[OnTheClock], *, at: datetime) -> tuple[list, list]:
    """Those of which its moment is still to come, and those of which it is past."""
    moments = [(rule.moment_for(one), one) for one in occasions]
    return [one for due, one in moments if at < due < one.starts_at], [one for due, one in moments if due <= at]


def sessions_of(rule: ReminderRule, *, at: datetime) -> QuerySet[Session]:
    here = not_reminded(rule, Session.objects.of(rule.space_id).public().filter(starts_at__gt=at))
    narrowed = {"workshop": rule.workshop_id, "cycle": rule.cycle_id}
    return here.filter(**{name: pk for name, pk in narrowed.items() if pk})


def appointments_of(rule: ReminderRule, *, at: datetime) -> QuerySet[Appointment]:
    expected = Appointment.objects.of(rule.space_id).planned().filter(starts_at__gt=at)
    return told_by(rule, not_reminded(rule, expected))


def not_reminded(rule: ReminderRule, occasions: QuerySet) -> QuerySet:
    """By that rule, of the date they have now: moved to another day since, they are reminded of anew."""
    of_it = {occasions.model._meta.model_name: OuterRef("pk"), "local_date": OuterRef("local_date")}
    known = ReminderOccurrence.objects.filter(space=rule.space_id, rule=rule.pk, **of_it)
    return occasions.exclude(Exists(known)) if rule.pk else occasions
