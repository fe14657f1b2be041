from datetime import timedelta

from celery import shared_task
from dateutil.relativedelta import relativedelta
from django.core.management import call_command
from django.utils import timezone

from mediation.common.isolation import everything

from .models import AccessLink, Space, Submission

SENDINGS_KEPT = timedelta(days=30)  # nobody sends again a form shown a month ago


@shared_task
def purge() -> None:
    """Each day, what no longer serves: sendings of forms, links that ended, sessions of the team that are over."""
    with everything():
        at = timezone.now()
        Submission.objects.filter(created_at__lt=at - SENDINGS_KEPT).delete()
        for space in Space.objects.all():
            until = at - relativedelta(months=space.retention_months)
            AccessLink.objects.of(space).filter(expires_at__lt=until).delete()
        call_command("clearsessions")
