"""How many messages a worker takes at once: what leaves in a second, so that a STOP or a pause comes too late for few.

It learns it from the lease before. The first is small.
"""

from .enums import Channel

FIRST, FEWEST, MOST = 20, 5, 250
LASTS = 1  # seconds

_sizes: dict[Channel, int] = {}


def size_of_lease(channel: Channel) -> int:
    return min(_sizes.get(channel, FIRST), MOST)


def learn(channel: Channel, *, count: int, seconds: float) -> None:
    """That many left in that time, from the claim to the last mark."""
    _sizes[channel] = max(FEWEST, min(MOST, round(LASTS * count / seconds)))
