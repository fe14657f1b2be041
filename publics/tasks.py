from celery import shared_task
from django.utils import timezone

from mediation.common.isolation import everything

from . import services


@shared_task
def forget_supposed() -> None:
    """Each day, what was supposed of somebody and never verified with her."""
    with everything():
        services.forget_supposed(at=timezone.now())
