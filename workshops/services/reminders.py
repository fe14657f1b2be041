"""The reminders that the team decided, and writing them once their hour has come."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Case, CharField, F, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Coalesce, Concat

from mediation.accounts.models import Space, User
from mediation.common.refusals import speaks
from mediation.courier.enums import Channel
from mediation.courier.services import queue_all

from ..models import Registration, ReminderRule, Session
from ..models.reminders import MOST_DAYS
from ..notifications import REMINDER

MOST_BY_A_WAY = 3  # for one session: beyond, nobody reads them any more
LOOKED_BACK = timedelta(days=30)  # what was never written of these sessions is still said to be too late
LOOKED_AHEAD = timedelta(days=MOST_DAYS + 1)  # none of what begins later is due

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


@transaction.atomic
def remind_due(*, at: datetime) -> int:
    """Write the reminders that fell due and were not written yet, of all spaces; how many.

    Driven by what is written alone: however long nobody looked, each is written once. Who had her seat after that
    moment was told by her confirmation, and is not reminded of it.
    """
    marked = mark_due(at=at)
    return queue_all(told_of(marked), kind=REMINDER, at=at) if marked else 0


def mark_due(*, at: datetime, session: Session | None = None) -> list[int]:
    """The dates of sessions whose reminders fell due, each marked once. Whoever registers at that moment is waited
    for: she holds the session."""
    with connection.cursor() as cursor:
        around = {"back": at - LOOKED_BACK, "ahead": at + LOOKED_AHEAD}
        cursor.execute(MARK_DUE, {"at": at, **around, "session": session and session.pk})
        return [pk for (pk,) in cursor]


MARK_DUE = """
    INSERT INTO workshops_reminderoccurrence (space_id, rule_id, session_id, local_date, due_at)
    SELECT session.space_id, rule.id, session.id, session.local_date, due.at
    FROM workshops_reminderrule AS rule
        JOIN workshops_session AS session ON session.space_id = rule.space_id
            AND session.workshop_id = coalesce(rule.workshop_id, session.workshop_id)
            AND (rule.cycle_id IS NULL OR session.cycle_id = rule.cycle_id)
        CROSS JOIN LATERAL (SELECT coalesce(
            session.starts_at - make_interval(hours => rule.hours_before::int),
            (session.local_date - rule.days_before + make_time(rule.hour::int, 0, 0)) AT TIME ZONE session.time_zone
        )) AS due (at)
    WHERE rule.is_active AND session.state IN ('published', 'done') AND session.starts_at > %(back)s
        AND session.starts_at < %(ahead)s AND due.at <= %(at)s AND due.at < session.starts_at
        AND (rule.since IS NULL OR due.at > rule.since)
        AND (%(session)s::bigint IS NULL OR session.id = %(session)s)
        AND NOT EXISTS (
            SELECT FROM workshops_reminderoccurrence AS known
            WHERE known.space_id = session.space_id AND known.session_id = session.id AND known.rule_id = rule.id
                AND known.local_date = session.local_date
        )
    ORDER BY session.id, rule.id
    FOR SHARE OF session
    ON CONFLICT DO NOTHING
    RETURNING id
"""


def told_of(marked: list[int]) -> QuerySet[Registration]:
    """For each date, the first of each booking whom something reaches, as `notifications.first_reached` says it; her
    channel, unless the reminder is not for it."""
    occurrence = "session__reminder_occurrences"
    here = Registration.objects.confirmed().annotate(
        occurrence=F(occurrence), due=F(f"{occurrence}__due_at"), date=F(f"{occurrence}__local_date"),
        rule=F(f"{occurrence}__rule"), channels=F(f"{occurrence}__rule__channels"), until=F("session__starts_at"),
    )  # fmt: skip
    seated = here.filter(occurrence__in=marked, due__gt=Coalesce("seated_at", "created_at"))
    reached = seated.with_ways().exclude(way="")
    firsts = reached.order_by(occurrence, "booking", "pk").distinct(occurrence, "booking")
    row = ("space", "pk", "ref", "channel", "written_to", "key", "due", "until")
    return firsts.annotate(ref=REF, channel=CHANNEL, key=KEY).values_list(*row)


def words(*parts) -> Concat:
    return Concat(*(Cast(part, CharField()) for part in parts), output_field=CharField())


REF = words(Value("person:"), "person")
KEY = words("rule", Value(":"), "pk", Value(":"), "date")  # without the channel nor the person: see courier.Message
MEANT = Q(channels=[]) | Q(channels__contains=[F("way")])
CHANNEL = Case(When(MEANT, then=F("way")), default=Value(""), output_field=CharField())
