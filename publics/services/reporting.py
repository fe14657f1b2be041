"""La Coop offers no way to write to it: people copy, and tick what is done."""

from collections.abc import Collection
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from mediation.accounts.models import Space, User
from mediation.common.refusals import speaks

from ..models import ActivityReport

CORRECTED = "Cette activité a été corrigée ou annulée depuis\u00a0: rechargez la page."


@speaks
@transaction.atomic
def tick_reported(*, space: Space, reports: Collection[int], at: datetime, by: User | None) -> int:
    """These are copied there; how many were not yet. Ticked twice, who ticked first stays.

    Refused when one was corrected meanwhile: what was copied is not what is counted.
    """
    chosen = ActivityReport.objects.of(space).reportable().filter(pk__in=reports)
    if chosen.count() != len(set(reports)):
        raise ValidationError(CORRECTED, code="corrected")
    return copied(chosen, at=at, by=by)


def copied(reports: QuerySet[ActivityReport], *, at: datetime, by: User | None) -> int:
    """Theirs is what La Coop holds from now on: what was copied before a correction is no longer there."""
    left = reports.filter(reported_at=None)
    before = ActivityReport.objects.exclude(voided_at=None).exclude(reported_at=None).filter(removed_at=None)
    told_again = left.filter(space=OuterRef("space"), source_ref=OuterRef("source_ref"))
    before.filter(Exists(told_again)).update(removed_at=at, removed_by=by)
    return left.update(reported_at=at, reported_by=by)


@transaction.atomic
def tick_until(*, space: Space, day: date, noted_by: User | None = None, at: datetime, by: User | None) -> int:
    """All that was done up to that day is there already; how many were not ticked. Never beyond today.

    `noted_by`: what somebody noted, alone.
    """
    if day > at.astimezone(space.zone).date():
        raise ValidationError({"day": "Choisissez aujourd’hui, ou un jour passé."})
    chosen = ActivityReport.objects.of(space).reportable().filter(on__lte=day)
    return copied(chosen.filter(noted_by=noted_by) if noted_by else chosen, at=at, by=by)


@transaction.atomic
def untick_together(*, space: Space, reported_at: datetime, at: datetime, by: User | None) -> int:
    """What was ticked in one gesture was not copied after all; how many. Refused once its day is over."""
    if reported_at.astimezone(space.zone).date() != at.astimezone(space.zone).date():
        raise ValidationError("La journée est passée\u00a0: décochez activité par activité.", code="too_late")
    theirs = ActivityReport.objects.of(space).filter(reported_at=reported_at, removed_at=None)
    ActivityReport.objects.of(space).filter(removed_at=reported_at).update(removed_at=None, removed_by=None)
    return theirs.update(reported_at=None, reported_by=None)


@transaction.atomic
def note_removed(*, space: Space, report: ActivityReport, at: datetime, by: User | None) -> None:
    """It is no longer in La Coop either. Said twice, who said it first stays."""
    ActivityReport.objects.of(space).to_remove().filter(pk=report.pk).update(removed_at=at, removed_by=by)


@transaction.atomic
def untick_reported(*, space: Space, report: ActivityReport, at: datetime, by: User | None) -> None:
    """It was not copied after all. Said twice, it is said once."""
    before = ActivityReport.objects.of(space).filter(source_ref=report.source_ref, removed_at=report.reported_at)
    before.exclude(removed_at=None).update(removed_at=None, removed_by=None)
    ActivityReport.objects.of(space).filter(pk=report.pk).update(reported_at=None, reported_by=None)
