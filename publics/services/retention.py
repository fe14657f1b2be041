"""People are forgotten some time after they were last in touch; what was done with them stays counted."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from dateutil.relativedelta import relativedelta
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import Exists, F, Max, Model, OuterRef, Q, QuerySet

from mediation.accounts.enums import JournalAction
from mediation.accounts.models import JournalEntry, Space, User
from mediation.common import isolation

from .. import registry, retention
from ..models import Person
from .people import hold_as_known

TOLD_BEFORE = timedelta(days=30)
BATCH = 500
JOURNAL = """
    UPDATE accounts_journalentry SET before = before - %s::text[], after = after - %s::text[]
    WHERE space_id = ANY(%s) AND table_name = %s AND row_id = ANY(%s)
"""


def not_seen_since(since: datetime, *, space: Space) -> QuerySet[Person]:
    """Whom nobody has seen or heard since then."""
    people = Person.objects.of(space).current().filter(created_at__lt=since)
    people = people.filter(Q(returned_at=None) | Q(returned_at__lt=since))
    for rows in touches(space):
        hers = rows.filter(space=OuterRef("space"), person=OuterRef("pk"), seen_at__gte=since)
        people = people.exclude(Exists(hers))
    return people


def touches(space: Space) -> list[QuerySet]:
    return [*registry.sightings(space=space), *retention.contacts(space=space)]


def forgotten_soon(*, space: Space, at: datetime) -> QuerySet[Person]:
    """Those to be anonymised within thirty days, whoever that should have been first."""
    return not_seen_since(at + TOLD_BEFORE - relativedelta(months=space.retention_months), space=space)


def last_touches(people: Iterable[Person], *, space: Space) -> dict[int, datetime]:
    """When each was last in touch with us: one reading a source."""
    last = {person.pk: max(filter(None, [person.created_at, person.returned_at])) for person in people}
    for rows in touches(space):
        for pk, seen_at in rows.filter(person__in=list(last)).values_list("person").annotate(Max("seen_at")):
            last[pk] = max(last[pk], seen_at)
    return last


@transaction.atomic
def keep_person(*, person: Person, at: datetime, by: User | None) -> Person:
    """« On garde : elle est revenue »: her months begin again."""
    person = hold_as_known(person)
    person.returned_at = at
    person.save(update_fields=["returned_at"])
    return person


def anonymise_due(*, space: Space, at: datetime) -> int:
    """Forget whom nobody has seen for the months of the space; how many. Run twice, it does nothing more."""
    since = at - relativedelta(months=space.retention_months)
    count = 0
    while ids := list(not_seen_since(since, space=space).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        count += anonymise(people=ids, at=at, by=None)
    return count


@transaction.atomic
def empty_expired(*, space: Space, at: datetime) -> int:
    """What was closed, handled or said before the months of the space, whoever it tells of; how many rows.

    Run twice, it does nothing more.
    """
    count = 0
    for rule in retention.expired_rules():
        rows = list(rule.rows(space=space, at=at).values_list("pk", flat=True))
        count += rule.model.objects.filter(pk__in=rows).update(**rule.becomes)
        with isolation.everything():
            empty_traces(rule, [str(pk) for pk in rows], spaces=[space.pk])
    return count


@transaction.atomic
def anonymise(*, people: list[int], at: datetime, by: User | None) -> int:
    """Empty all that tells of these people, copies included. Their rows stay, so that what was counted stays counted.

    The rows they were first known under go with them. Who was merged meanwhile is left: she is under another row.
    """
    theirs = Q(pk__in=people, reconciled_with=None) | Q(reconciled_with__in=people)
    held(theirs)
    ids = held(theirs)  # a merge that was under way has brought others
    told = [(rule, keys(rule, ids)) for rule in retention.rules()]
    for rule in retention.rules():
        rows = rule.rows(ids)
        rows.update(**rule.becomes) if rule.becomes else rows.delete()
    Person.objects.filter(pk__in=ids).update(anonymised_at=at, version=F("version") + 1)
    spaces = list(Person.objects.filter(pk__in=ids).values_list("space", flat=True).distinct())
    with isolation.everything():  # the application may not rewrite the journal; forgetting is what may
        for rule, rows in told:
            empty_traces(rule, rows, spaces=spaces)
        forget_taken_away(ids, spaces=spaces)
    return len(set(people) & set(ids))


def held(theirs: Q) -> list[int]:
    """Rows not forgotten yet, until the transaction ends, in the order of a merge."""
    known = Person.objects.filter(theirs, anonymised_at=None)
    rows = known.order_by("pk").select_for_update(no_key=True, of=("self",))
    return list(rows.values_list("pk", flat=True))


def keys(rule: retention.Forgotten, ids: list[int]) -> list[str]:
    return [str(pk) for pk in rule.rows(ids).values_list("pk", flat=True)]


def empty_traces(rule: retention.Forgotten | retention.Expired, rows: list[str], *, spaces: list[int]) -> None:
    """What the journal and the history of the administration say of these rows."""
    empty_journal(rule, rows, spaces=spaces)
    kind = ContentType.objects.get_for_model(rule.model)
    told = LogEntry.objects.filter(content_type=kind, object_id__in=rows)
    told.update(object_repr=retention.ERASED, change_message="")


def forget_taken_away(ids: list[int], *, spaces: list[int]) -> None:
    """Rows that were undone, left or said no more before she was forgotten: no rule finds them, the journal does."""
    for model in {rule.model for rule in retention.rules()} - {Person}:
        entries = JournalEntry.objects.filter(space__in=spaces, table_name=model._meta.db_table)
        gone = list(taken_away(entries, model, ids).values_list("row_id", flat=True))
        if gone:
            entries.filter(row_id__in=gone).update(before=None, after=None)


def taken_away(entries: QuerySet[JournalEntry], model: type[Model], ids: list[int]) -> QuerySet[JournalEntry]:
    """Of the rows of a table that are gone, those that named these people. Few are: they have their own index."""
    theirs = Q(pk__in=[])
    for link in (field for field in model._meta.concrete_fields if field.related_model is Person):
        theirs |= Q(**{f"before__{link.column}__in": ids})
    return entries.filter(theirs, action=JournalAction.DELETE)


def empty_journal(rule: retention.Forgotten | retention.Expired, rows: list[str], *, spaces: list[int]) -> None:
    """That a row changed, when and by whom stays; what it said of her goes. All of it for a row taken away."""
    table = rule.model._meta.db_table
    if not rule.becomes:
        JournalEntry.objects.filter(space__in=spaces, table_name=table, row_id__in=rows).update(before=None, after=None)
        return
    columns = [rule.model._meta.get_field(name).column for name in rule.columns]
    with connection.cursor() as cursor:
        cursor.execute(JOURNAL, [columns, columns, spaces, table, rows])
