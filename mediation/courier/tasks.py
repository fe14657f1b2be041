from time import monotonic

from celery import shared_task
from django.utils import timezone

from mediation.common.isolation import everything

from . import doubts, services
from .enums import SENT_BY_MACHINE
from .waking import wake

A_TURN = 15  # seconds


@shared_task
def drain() -> None:
    """All that is due; after a while, what else waits for this worker has its turn, and this one is asked again."""
    gives_way_at = monotonic() + A_TURN
    with everything():
        while may_be_more := send_by_turns():
            if monotonic() >= gives_way_at:
                break
    if may_be_more:
        wake()


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
