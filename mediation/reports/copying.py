"""What is left to copy into La Coop, day by day: it takes nothing from another application."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Min, Q, QuerySet

from mediation.accounts.models import Space, User
from publics.models import ActivityReport

from .forms import Whose


@dataclass(frozen=True)
class Left:
    """What is left in all, and the nearest days where something is."""

    count: int
    days_count: int
    before: date | None
    after: date | None


def of_whom(space: Space, *, whose: str, user: User) -> QuerySet[ActivityReport]:
    reports = ActivityReport.objects.of(space).reportable()
    return reports.filter(noted_by=user) if whose == Whose.MINE else reports


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
