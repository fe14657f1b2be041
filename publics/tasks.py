from celery import shared_task
from django.utils import timezone

from mediation.accounts.models import Space
from mediation.common.isolation import everything

from . import pairs, services
from .models import Merge


@shared_task
def forget_supposed() -> None:
    """Each day, what was supposed of somebody and never verified with her."""
    with everything():
        services.forget_supposed(at=timezone.now())


@shared_task
def anonymise() -> None:
    """Each day, in each space, whom nobody has seen for its months of retention."""
    with everything():
        at = timezone.now()
        for space in Space.objects.order_by("pk"):
            services.anonymise_due(space=space, at=at)


@shared_task
def empty_expired() -> None:
    """Each day, in each space, what was handled, closed or said before its months of retention."""
    with everything():
        at = timezone.now()
        for space in Space.objects.order_by("pk"):
            services.empty_expired(space=space, at=at)


@shared_task
def count_pairs() -> None:
    """Each hour, in each space: who may be noted twice."""
    with everything():
        at = timezone.now()
        for space in Space.objects.order_by("pk"):
            pairs.compare(space, at=at)


@shared_task
def forget_imports() -> None:
    """Each day: files of people that were read and that nobody confirmed."""
    with everything():
        services.forget_imports(at=timezone.now())


@shared_task
def forget_merges() -> None:
    """Each day: what was there before a merge that can no longer be undone serves nobody."""
    with everything():
        Merge.objects.to_forget(at=timezone.now()).update(before={})
