"""A provider nobody can reach, or that asks for fewer, is left alone for a while: messages wait, and none loses an
attempt."""

from datetime import datetime, timedelta

from django.db import transaction

from .enums import Channel
from .models import Breaker

FORGIVEN = 4  # failures in a row; the next opens it
PAUSES = [timedelta(minutes=minutes) for minutes in (1, 2, 5, 10)]


def is_open(channel: Channel, *, at: datetime) -> bool:
    return Breaker.objects.filter(channel=channel, paused_until__gt=at).exists()


@transaction.atomic
def failed(channel: Channel, reason: str, *, at: datetime) -> None:
    breaker = locked(channel)
    breaker.failures, breaker.reason = breaker.failures + 1, reason[:200]
    times = breaker.failures - FORGIVEN
    if times > 0:
        breaker.paused_until = at + PAUSES[min(times, len(PAUSES)) - 1]
    breaker.save()


@transaction.atomic
def throttled(channel: Channel, reason: str, *, until: datetime) -> None:
    """It answers, and takes no more until then: that is no failure. Of what two workers are told, the later stands."""
    breaker = locked(channel)
    breaker.failures, breaker.reason = 0, reason[:200]
    breaker.paused_until = max(until, breaker.paused_until or until)
    breaker.save()


def locked(channel: Channel) -> Breaker:
    Breaker.objects.get_or_create(channel=channel)
    return Breaker.objects.select_for_update().get(channel=channel)


def answered(channel: Channel) -> None:
    """The next failure is a first one again."""
    Breaker.objects.filter(channel=channel, failures__gt=0).update(failures=0, paused_until=None, reason="")
