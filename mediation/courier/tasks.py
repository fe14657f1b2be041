from celery import shared_task
from django.utils import timezone

from mediation.common.isolation import everything

from . import doubts, services
from .enums import SENT_BY_MACHINE


@shared_task
def drain() -> None:
    with everything():
        while send_by_turns():
            pass


def send_by_turns() -> bool:
    """A lease of each channel, so that a long campaign by e-mail never holds back the SMS of a freed seat; whether
    there may be more."""
    sent = [services.send_next(channel) for channel in SENT_BY_MACHINE]
    return any(lease and not lease.unreached for lease in sent)


@shared_task
def sweep() -> None:
    with everything():
        services.sweep(at=timezone.now())
        services.reroute(at=timezone.now())
        doubts.assume(at=timezone.now())


@shared_task
def forget() -> None:
    with everything():
        services.forget(at=timezone.now())
