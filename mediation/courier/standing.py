"""How the sending goes, channel by channel: for who watches a server, and for a team, its own messages."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q, QuerySet

from . import pace
from .enums import SENT_BY_MACHINE, Channel, MessageState
from .models import Breaker, Message
from .providers import Rate

LATE = timedelta(minutes=15)
LATELY = timedelta(days=1)


@dataclass(frozen=True)
class Standing:
    """Of one channel. `failures`: why messages of the last day did not leave, and how many times. `rests_until`: its
    provider asked for fewer."""

    channel: Channel
    due: int = 0
    later: int = 0
    sending: int = 0
    uncertain: int = 0
    waiting: timedelta = timedelta()  # of the oldest that is due
    failures: list[tuple[str, int]] = field(default_factory=list)
    breaker: Breaker | None = None
    rests_until: datetime | None = None
    rate: Rate | None = None

    @property
    def is_late(self) -> bool:
        return self.waiting > LATE


def standings(messages: QuerySet[Message], *, at: datetime) -> list[Standing]:
    """Of each channel that a machine serves, among these messages; a breaker is the whole server's."""
    ours = messages.filter(channel__in=SENT_BY_MACHINE).order_by()
    to_come = Q(state=MessageState.QUEUED, expires_at__gt=at)
    due = to_come & Q(due_at__lte=at)
    counts = (ours.filter(is_open=True) | ours.doubtful()).values("channel")
    found = counts.annotate(
        due=Count("pk", filter=due),
        later=Count("pk", filter=to_come & Q(due_at__gt=at)),
        sending=Count("pk", filter=Q(state=MessageState.SENDING)),
        uncertain=Count("pk", filter=Q(is_doubtful=True)),
        oldest=Min("due_at", filter=due),
    )
    by_channel = {row.pop("channel"): row for row in found}
    failures, breakers = failed_lately(ours, at=at), Breaker.objects.in_bulk()
    return [
        Standing(
            channel=channel, failures=failures[channel].most_common(), breaker=breakers.get(channel),
            rests_until=rest_of(breakers.get(channel), at=at), rate=pace.rate_of(channel),
            **as_told(by_channel.get(channel, {}), at=at),
        )
        for channel in SENT_BY_MACHINE
    ]  # fmt: skip


def rest_of(breaker: Breaker | None, *, at: datetime) -> datetime | None:
    """Left alone without having failed: it asked for it."""
    is_resting = breaker and not breaker.failures and breaker.paused_until and breaker.paused_until > at
    return breaker.paused_until if is_resting else None


def as_told(row: dict, *, at: datetime) -> dict:
    oldest = row.get("oldest")
    counts = {name: count for name, count in row.items() if name != "oldest"}
    return counts | ({"waiting": at - oldest} if oldest else {})


def failed_lately(messages: QuerySet[Message], *, at: datetime) -> dict[Channel, Counter]:
    """What failed always says why: these alone are in an index, a handful among a million."""
    failed = messages.exclude(reason="").filter(state=MessageState.FAILED, due_at__gt=at - LATELY)
    every = failed.values_list("channel", "reason").annotate(count=Count("pk"))
    return {
        channel: Counter({reason: count for at_channel, reason, count in every if at_channel == channel})
        for channel in SENT_BY_MACHINE
    }
