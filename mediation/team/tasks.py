from celery import shared_task
from django.utils import timezone

from mediation.common.isolation import everything

from .models import Handover, LogEntry, Task
from .models.log import KEPT


@shared_task
def purge() -> None:
    """Each day: what was written in the log a month ago, tasks done a month ago, why somebody was away until then."""
    with everything():
        limit = timezone.now() - KEPT
        LogEntry.objects.filter(at__lte=limit).delete()
        Task.objects.filter(done_at__lte=limit).delete()
        Handover.objects.filter(until_on__lt=limit.date()).exclude(words="").update(words="")
