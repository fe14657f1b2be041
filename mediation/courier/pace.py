"""How fast messages leave.

How many a worker takes at once: what leaves in a second, so that a STOP or a pause comes too late for few. It learns it
from the lease before; the first is small. And, where a provider has a rate, when each may leave, whoever sends it.
"""

from datetime import timedelta
from time import sleep

from django.conf import settings
from django.db import connection

from .enums import Channel
from .providers import Rate

FIRST, FEWEST, MOST = 20, 5, 1000
LASTS = 1  # seconds
PATIENCE = timedelta(seconds=15)  # a turn farther than that is for whoever asks later

_sizes: dict[Channel, int] = {}


def rate_of(channel: Channel) -> Rate | None:
    return settings.SEND_RATES[channel]


def size_of_lease(channel: Channel) -> int:
    rate = rate_of(channel)
    most = max(1, int(LASTS * rate.a_second)) if rate else MOST
    return min(_sizes.get(channel, FIRST), most, MOST)


def learn(channel: Channel, *, count: int, seconds: float) -> None:
    """That many left in that time, from the claim to the last mark."""
    _sizes[channel] = max(FEWEST, min(MOST, round(LASTS * count / seconds)))


def takes_turn(channel: Channel) -> bool:
    """Where a provider has a rate: a turn is taken in one statement, then awaited, holding nothing. None is taken when
    the next is too far."""
    rate = rate_of(channel)
    if rate is None:
        return True
    apart = timedelta(seconds=1 / rate.a_second)
    with connection.cursor() as cursor:
        cursor.execute(TAKE_TURN, [channel, apart, apart, PATIENCE, apart])
        taken = cursor.fetchone()
    if taken:
        sleep(max(0, taken[0].total_seconds()))
    return bool(taken)


# On the clock of PostgreSQL, which all workers share.
TAKE_TURN = """
    INSERT INTO courier_breaker (channel, failures, reason, next_turn_at)
    VALUES (%s, 0, '', clock_timestamp() + %s)
    ON CONFLICT (channel) DO UPDATE
    SET next_turn_at = greatest(courier_breaker.next_turn_at, clock_timestamp()) + %s
    WHERE courier_breaker.next_turn_at IS NULL OR courier_breaker.next_turn_at <= clock_timestamp() + %s
    RETURNING next_turn_at - %s - clock_timestamp()
"""
