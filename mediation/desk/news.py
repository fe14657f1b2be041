"""Of whom to take news: who came once and nothing followed, who has not come for long."""

from datetime import datetime, timedelta

from dateutil.relativedelta import relativedelta
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Greatest, Least

from mediation.accounts.models import Space
from mediation.team.enums import TaskReason
from mediation.team.models import Task
from publics.models import Person, Visit
from workshops.models import Attendance, Registration

SOONEST, LATEST = timedelta(weeks=2), timedelta(weeks=6)  # before, it is early; after, it is no more a first contact
SAME_VISIT = timedelta(hours=12)
MONTHS = (3, 6, 12)


def first_contacts(*, space: Space, at: datetime) -> QuerySet:
    """Seen two to six weeks ago for the first and only time, and registered nowhere since; the oldest first."""
    once = seen(space).filter(first_at__range=(at - LATEST, at - SOONEST), last_at__lte=F("first_at") + SAME_VISIT)
    registered = (
        Registration.objects.of(space).live().filter(person=OuterRef("pk"), created_at__gte=OuterRef("first_at"))
    )
    return with_follow_up(once.exclude(Exists(registered)), TaskReason.FIRST_CONTACT).order_by("first_at", "pk")


def not_seen_for(months: int, *, space: Space, at: datetime) -> QuerySet:
    """Last seen before that many months ago, and expected nowhere; the last seen first."""
    expected = Registration.objects.of(space).live().filter(person=OuterRef("pk"), session__ends_at__gt=at)
    gone = seen(space).filter(last_at__lt=at - relativedelta(months=months)).exclude(Exists(expected))
    return with_follow_up(gone, TaskReason.NOT_SEEN).order_by("-last_at", "pk")


def seen(space: Space) -> QuerySet:
    """People with `first_at` and `last_at`: the first and the last time, at the desk or at a session."""
    visits = Visit.objects.of(space).filter(person=OuterRef("pk"))
    attended = Attendance.objects.of(space).came().filter(person=OuterRef("pk"))
    return (
        Person.objects.of(space)
        .current()
        .annotate(
            first_at=Least(edge(visits, "at"), edge(attended, "session__starts_at")),
            last_at=Greatest(edge(visits, "-at"), edge(attended, "-session__starts_at")),
        )
    )


def edge(rows: QuerySet, order: str) -> Subquery:
    """The first value in that order."""
    return Subquery(rows.order_by(order).values(order.removeprefix("-"))[:1])


def with_follow_up(people: QuerySet, reason: TaskReason) -> QuerySet:
    """`planned_on`: the day for which somebody has planned to take news of her."""
    planned = Task.objects.open().filter(space=OuterRef("space"), person=OuterRef("pk"), reason=reason)
    return people.annotate(planned_on=edge(planned, "due_on"))
