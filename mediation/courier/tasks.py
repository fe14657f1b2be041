from celery import shared_task
from django.utils import timezone

from mediation.common.isolation import everything

from . import services
from .enums import SENT_BY_MACHINE


@shared_task
def drain() -> None:
    with everything():
        for channel in SENT_BY_MACHINE:
            services.drain(channel)


@shared_task
def sweep() -> None:
    with everything():
        services.sweep(at=timezone.now())
        services.reroute(at=timezone.now())


@shared_task
def forget() -> None:
    with everything():
        services.forget(at=timezone.now())
