from celery import shared_task
from django.db.models import F
from django.utils import timezone

from mediation.common.isolation import everything

from . import services
from .models import Session


@shared_task
def offer_freed_seats() -> None:
    """Close what is over, then look once more at every session where somebody waits beside a free seat."""
    with everything():
        at = timezone.now()
        services.expire_offers(at=at)
        services.release_due_holds(at=at)
        for session in Session.objects.public().filter(
            starts_at__gt=at, waiting_count__gt=0, seats_taken__lt=F("capacity")
        ):
            services.offer_freed_seats(session=session, at=at)
