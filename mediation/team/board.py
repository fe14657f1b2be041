"""What the team shares of the day: who has taken over from whom, what was written, what is to be done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from mediation.accounts.models import Space, User
from mediation.accounts.permissions import WELCOMES

from .models import Closure, Handover, LogEntry, Task

UNDONE_FOR = timedelta(hours=12)  # a task done today may be taken back from the same page
SHOWN_AT_MOST = 30


def colleagues(space: Space, *, at: datetime) -> QuerySet:
    """Accounts that welcome people here now, by name."""
    in_force = space.memberships.filter(role__in=WELCOMES).in_force(at=at)
    return User.objects.filter(pk__in=[each.user_id for each in in_force], is_active=True).order_by("name", "pk")


def handovers_to(user: User, *, space: Space, day: date) -> list[Handover]:
    """The posts she has taken over that day."""
    return list(Handover.objects.of(space).in_force(day).filter(to_user=user).order_by("until_on", "pk"))


def posts_of(user: User, handovers: Iterable[Handover]) -> list[int]:
    """The accounts whose work is hers: her own, and those of the posts she has taken over."""
    return [user.pk, *(handover.from_user_id for handover in handovers)]


@dataclass(frozen=True)
class TaskLine:
    """A task on a page of that day, told from the others by when it is due."""

    task: Task
    day: date

    @property
    def kind(self) -> str:
        if self.task.due_on is None or self.task.done_at:
            return ""
        return "late" if self.task.due_on < self.day else "wait" if self.task.due_on == self.day else ""


def task_lines(tasks: Iterable[Task], *, day: date) -> list[TaskLine]:
    return [TaskLine(task, day) for task in tasks]


def just_done(space: Space, *, at: datetime) -> QuerySet:
    """What was done today, to be taken back when it was not."""
    done = Task.objects.of(space).filter(done_at__gt=at - UNDONE_FOR)
    return done.with_details().order_by("-done_at", "pk")[:SHOWN_AT_MOST]


@dataclass(frozen=True)
class TeamDay:
    """The team's part of « Aujourd'hui », for one of us."""

    entries: list[LogEntry]
    tasks: list[TaskLine]
    closures: list[Closure]
    handovers: list[Handover]

    @property
    def posts(self) -> list[int]:
        return [handover.from_user_id for handover in self.handovers]


def team_day(*, space: Space, user: User, at: datetime) -> TeamDay:
    """Five readings, however much there is."""
    day = at.astimezone(space.zone).date()
    handovers = handovers_to(user, space=space, day=day)
    due = Task.objects.of(space).due_by(day).mine(posts_of(user, handovers)).with_details().by_date()
    return TeamDay(
        entries=list(LogEntry.objects.of(space).unread_by(user, at=at)[:SHOWN_AT_MOST]),
        tasks=task_lines(due[:SHOWN_AT_MOST], day=day),
        closures=list(Closure.objects.of(space).to_tell(day)),
        handovers=handovers,
    )
