"""La Coop offers no way to write to it: people copy, and tick what is done."""

from collections.abc import Collection
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

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
    return chosen.filter(reported_at=None).update(reported_at=at, reported_by=by)


@transaction.atomic
def untick_reported(*, space: Space, report: ActivityReport, at: datetime, by: User | None) -> None:
    """It was not copied after all. Said twice, it is said once."""
    ActivityReport.objects.of(space).filter(pk=report.pk).update(reported_at=None, reported_by=None)
