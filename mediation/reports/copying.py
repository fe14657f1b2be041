"""What is left to copy into La Coop, day by day: it takes nothing from another application."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, Min, Q, QuerySet

from mediation.accounts.models import Space, User
from publics.models import ActivityReport

from .forms import Whose

SHOWN_AT_MOST = 100


@dataclass(frozen=True)
class Left:
    """What is left in all, and the nearest days where something is."""

    count: int
    days_count: int
    before: date | None
    after: date | None


@dataclass(frozen=True)
class Together:
    """What was ticked today in one gesture: how many, up to which day, by whom."""

    reported_at: datetime
    count: int
    until: date
    by: str


def of_whom(space: Space, *, whose: str, user: User) -> QuerySet[ActivityReport]:
    return noted_by(ActivityReport.objects.of(space).reportable(), whose=whose, user=user)


def noted_by(reports: QuerySet[ActivityReport], *, whose: str, user: User) -> QuerySet[ActivityReport]:
    return reports.filter(noted_by=user) if whose == Whose.MINE else reports


def to_remove(space: Space, *, whose: str, user: User) -> QuerySet[ActivityReport]:
    """What La Coop still holds and that we do not count any more, the oldest first."""
    gone = noted_by(ActivityReport.objects.of(space).to_remove(), whose=whose, user=user)
    return with_all(gone).order_by("on", "pk")[:SHOWN_AT_MOST]


def ticked_together(space: Space, *, at: datetime) -> Together | None:
    """The last gesture of today that ticked several days: it can still be taken back."""
    midnight = at.astimezone(space.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    ticked = ActivityReport.objects.of(space).filter(reported_at__gte=midnight, removed_at=None)
    gestures = ticked.values("reported_at", "reported_by__name").annotate(count=Count("pk"), until=Max("on"))
    last = gestures.filter(count__gt=1).exclude(until=Min("on")).order_by("-reported_at").first()
    return last and Together(last["reported_at"], last["count"], last["until"], last["reported_by__name"] or "")


def left(reports: QuerySet[ActivityReport], *, day: date) -> Left:
    found = reports.filter(reported_at=None).aggregate(
        count=Count("pk"),
        days_count=Count("on", distinct=True),
        before=Max("on", filter=Q(on__lt=day)),
        after=Min("on", filter=Q(on__gt=day)),
    )
    return Left(**found)


def with_all(reports: QuerySet[ActivityReport]) -> QuerySet[ActivityReport]:
    """All that a line of La Coop's form reads."""
    return reports.select_related("venue", "reported_by").prefetch_related("supports__person", "counts")
