from datetime import date, datetime

from django.db import transaction

from mediation.accounts.models import Space, User
from mediation.common.refusals import speaks
from publics.models import Person
from publics.services.people import hold_as_known
from publics.traces import Trace

from ..enums import TaskReason
from ..models import Task

FOLLOW_UPS = {
    TaskReason.FIRST_CONTACT: "Reprendre des nouvelles après sa première venue",
    TaskReason.NOT_SEEN: "Reprendre des nouvelles : elle n’est pas revenue",
    TaskReason.ABSENCES: "Un appel à passer\u00a0: attendue trois fois, elle n’est pas venue et n’a rien dit",
}


@speaks
@transaction.atomic
def create_task(
    *,
    space: Space,
    title: str,
    due_on: date | None = None,
    assigned_to: User | None = None,
    person: Person | None = None,
    reason: TaskReason | str = "",
    at: datetime,
    by: User | None,
) -> Task:
    person = person and hold_as_known(person)
    task = Task(
        space=space, title=title, due_on=due_on, assigned_to=assigned_to, person=person, reason=reason,
        created_at=at, created_by=by,
    )  # fmt: skip
    task.full_clean(exclude=["space", "created_by"])
    task.save()
    return task


def plan_follow_up(*, person: Person, reason: TaskReason, due_on: date, at: datetime, by: User | None) -> Task:
    """Take news of somebody. One at a time: a second one is refused, by its sentence, while the first is open."""
    title = FOLLOW_UPS[reason]
    return create_task(space=person.space, title=title, due_on=due_on, person=person, reason=reason, at=at, by=by)


@transaction.atomic
def finish_task(*, task: Task, at: datetime, by: User | None) -> Task:
    """Done twice, it keeps its first time."""
    task = Task.objects.locked(task.pk)
    if task.done_at is None:
        task.done_at, task.done_by = at, by
        task.save(update_fields=["done_at", "done_by"])
    return task


@speaks
@transaction.atomic
def reopen_task(*, task: Task, at: datetime, by: User | None) -> Task:
    """It was not done after all. Refused when another follow-up of the same person has been planned meanwhile."""
    task = Task.objects.locked(task.pk)
    task.done_at = task.done_by = None
    task.save(update_fields=["done_at", "done_by"])
    return task


def follow_person(trace: Trace, *, kept: Person, merged: Person, at: datetime, by: User | None) -> None:
    """A follow-up that both had stays as a plain task: the rest has followed already."""
    left = Task.objects.of(kept.space).filter(person=merged)
    for task in left:
        trace.change(task, reason="")
    trace.move(left, "person_id", was=merged.pk, to=kept.pk)
