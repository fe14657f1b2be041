from celery import shared_task
from django.utils import timezone

from mediation.common.isolation import everything

from . import services
from .models import Campaign


@shared_task
def send_digests() -> int:
    with everything():
        return services.send_due_digests(at=timezone.now())


@shared_task
def run_campaigns() -> int:
    """Those whose hour has come leave, those of which all has left are over; how many left."""
    at = timezone.now()
    with everything():
        due = list(Campaign.objects.due(at=at).select_related("space", "segment"))
        for campaign in due:
            services.depart(campaign=campaign, at=at)
        services.close_campaigns()
    return len(due)
