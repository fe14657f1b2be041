"""The reminders that the team decided, and writing them once their hour has come."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import BigIntegerField, Case, CharField, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Coalesce, Concat, Extract

from mediation.accounts.models import Space, User
from mediation.common.refusals import speaks
from mediation.courier.enums import Channel
from mediation.courier.models import Message
from mediation.courier.services import queue_all

from .. import appointment_notes, notifications
from ..models import Appointment, Registration, ReminderRule, Session
from ..models.reminders import MOST_DAYS

MOST_BY_A_WAY = 3  # for one session: beyond, nobody reads them any more
LOOKED_BACK = timedelta(days=30)  # what was never written of these is still said to be too late
LOOKED_AHEAD = timedelta(days=MOST_DAYS + 1)  # none of what comes later is due, on whatever clock

ENOUGH = f"{MOST_BY_A_WAY} rappels au plus par le même canal pour une séance\u00a0: au-delà, on ne les lit plus."
AT_THE_SAME_TIME = "Un autre rappel part déjà à ce moment-là pour ces séances."


@speaks
@transaction.atomic
def create_rule(*, rule: ReminderRule, at: datetime, by: User | None) -> ReminderRule:
    """Whoever is registered already has it too, if its moment is still to come."""
    settle(rule, at=at)
    rule.save()
    return rule


@speaks
@transaction.atomic
def change_rule(*, rule: ReminderRule, at: datetime, by: User | None) -> ReminderRule:
    """From now on: what fell due before is written as it was. What it already reminded of is not said again; what is
    in the list of calls stays there."""
    remind_due(at=at)
    settle(rule, at=at)
    rule.save()
    return rule


def settle(rule: ReminderRule, *, at: datetime) -> None:
    """It holds from now on; refused when a session would remind too often, or twice at once."""
    Space.objects.select_for_update(no_key=True).get(pk=rule.space_id)  # two desks do not add the same
    rule.since = at
    rule.full_clean()
    if rule.is_active:
        refuse_too_many(rule)


def refuse_too_many(rule: ReminderRule) -> None:
    others = ReminderRule.objects.active().overlapping(rule)
    moment = {"days_before": rule.days_before, "hour": rule.hour, "hours_before": rule.hours_before}
    if others.filter(**moment).telling_by(rule.channels).exists():
        raise ValidationError(AT_THE_SAME_TIME, code="same_time")
    beside = list(others)
    for channel in rule.channels or Channel:
        if sum(other.tells_by(channel) for other in beside) >= MOST_BY_A_WAY:
            raise ValidationError(ENOUGH, code="enough")


# --- when the hour has come ---------------------------------------------------------------------------------------


def remind_due(*, at: datetime) -> int:
    """Write the reminders that fell due and were not written yet, of all spaces; how many.

    Driven by what is written alone: however long nobody looked, each is written once. Who had her seat or her hour
    after that moment was told of it then, and is not reminded of it.
    """
    written = remind(SESSIONS, to_those_seated, kind=notifications.REMINDER, at=at)
    return written + remind(APPOINTMENTS, to_those_met, kind=appointment_notes.REMINDER, at=at)


@transaction.atomic
def remind(mark: str, told: Callable[[list[int]], QuerySet], *, kind: str, at: datetime) -> int:
    """Sessions and appointments apart: nobody who changes one waits for the other."""
    marked = mark_due(mark, at=at)
    return queue_all(told(marked), kind=kind, at=at) if marked else 0


def mark_due(mark: str, *, at: datetime, only: int | None = None) -> list[int]:
    """The dates whose reminders fell due, each marked once. Whoever registers or moves one at that moment is waited
    for: she holds it."""
    with connection.cursor() as cursor:
        looked = {"first": (at - LOOKED_BACK).date(), "last": (at + LOOKED_AHEAD).date()}
        cursor.execute(mark, {"at": at, **looked, "only": only})
        return [pk for (pk,) in cursor]


def mark_anew(mark: str, moved: Session | Appointment, *, written: QuerySet[Message], at: datetime) -> None:
    """It is held, at another hour. What reminded of that date does not again; what another hour had made late, and told
    nobody, is to come again unless it is late now. What is late is not caught up: the change was told."""
    of_it = written.filter(notifications.of_the_date(moved))
    said = of_it.filter(dedup_key__startswith=words("kind", Value(":"), OuterRef("moment"), Value(":")))
    of_its_date = moved.reminder_occurrences.filter(local_date=moved.local_date).alias(moment=epoch_of("due_at"))
    of_its_date.exclude(Exists(said)).delete()
    mark_due(mark, at=at, only=moved.pk)


MARK_DUE = """
    INSERT INTO workshops_reminderoccurrence (space_id, rule_id, {name}_id, local_date, due_at)
    SELECT occasion.space_id, rule.id, occasion.id, occasion.local_date, due.at
    FROM workshops_reminderrule AS rule
        JOIN workshops_{name} AS occasion ON occasion.space_id = rule.space_id AND {follows}
        CROSS JOIN LATERAL (SELECT coalesce(
            occasion.starts_at - make_interval(hours => rule.hours_before::int),
            (occasion.local_date - rule.days_before + make_time(rule.hour::int, 0, 0)) AT TIME ZONE occasion.time_zone
        )) AS due (at)
    WHERE rule.is_active AND occasion.state IN ({states})
        AND occasion.local_date BETWEEN %(first)s AND %(last)s
        AND due.at <= %(at)s AND due.at < occasion.starts_at AND (rule.since IS NULL OR due.at > rule.since)
        AND (%(only)s::bigint IS NULL OR occasion.id = %(only)s)
        AND NOT EXISTS (
            SELECT FROM workshops_reminderoccurrence AS known
            WHERE known.space_id = occasion.space_id AND known.{name}_id = occasion.id AND known.rule_id = rule.id
                AND known.local_date = occasion.local_date
        )
    ORDER BY occasion.id, rule.id
    FOR SHARE OF occasion
    ON CONFLICT DO NOTHING
    RETURNING id
"""
SESSIONS = MARK_DUE.format(
    name="session",
    states="'published', 'done'",
    follows="""occasion.workshop_id = coalesce(rule.workshop_id, occasion.workshop_id)
            AND (rule.cycle_id IS NULL OR occasion.cycle_id = rule.cycle_id)""",
)
APPOINTMENTS = MARK_DUE.format(
    name="appointment", states="'planned'", follows="rule.workshop_id IS NULL AND rule.cycle_id IS NULL"
)


def to_those_seated(marked: list[int]) -> QuerySet[Registration]:
    """For each date, the first of each booking whom something reaches, as `notifications.first_reached` says it."""
    occurrence = "session__reminder_occurrences"
    comes = Registration.objects.confirmed().annotate(until=F("session__starts_at"))
    reached = beside(marked, comes, occurrence).filter(due__gt=Coalesce("seated_at", "created_at"))
    return rows(reached.order_by(occurrence, "booking", "pk").distinct(occurrence, "booking"))


def to_those_met(marked: list[int]) -> QuerySet[Appointment]:
    expected = Appointment.objects.planned().annotate(until=F("starts_at"))
    return rows(beside(marked, expected, "reminder_occurrences").filter(due__gt=F("created_at")))


def beside(marked: list[int], people: QuerySet, occurrence: str) -> QuerySet:
    """Those whom something reaches, with each of these dates that is theirs."""
    here = people.annotate(
        occurrence=F(occurrence), due=F(f"{occurrence}__due_at"), date=F(f"{occurrence}__local_date"),
        channels=F(f"{occurrence}__rule__channels"),
    )  # fmt: skip
    return here.filter(occurrence__in=marked).with_ways().exclude(way="")


def rows(told: QuerySet) -> QuerySet:
    """As `queue_all` reads them: her channel, unless the reminder is not for it."""
    read = told.annotate(variant=NONE_APART, ref=REF, channel=CHANNEL, key=KEY)
    return read.values_list("space", "pk", "variant", "ref", "channel", "written_to", "key", "due", "until")


def words(*parts) -> Concat:
    return Concat(*(Cast(part, CharField()) for part in parts), output_field=CharField())


def epoch_of(instant: str) -> Cast:
    return Cast(Extract(instant, "epoch"), BigIntegerField())


NONE_APART = Value(None, BigIntegerField())  # one text for everybody
REF = words(Value("person:"), "person")
# Without the rule: of two that fall due at the same instant, one is written. Nor the channel, nor the person.
KEY = words(epoch_of("due"), Value(":"), "pk", Value(":"), "date")
MEANT = Q(channels=[]) | Q(channels__contains=[F("way")])
CHANNEL = Case(When(MEANT, then=F("way")), default=Value(""), output_field=CharField())
