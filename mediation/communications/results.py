"""How a campaign goes, and what came of it."""

from dataclasses import astuple, dataclass, field
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import BigIntegerField, Count, Min, Q, QuerySet
from django.db.models.functions import Cast, Substr

from mediation.courier.enums import Channel, Intent, MessageState
from mediation.courier.models import Inbound, Message
from publics.registry import sightings

from . import registry
from .models import Campaign
from .services.campaigns import messages_of

INTENTS = {"yes": Intent.YES, "no": Intent.NO, "stop": Intent.STOP, "unclear": Intent.UNCLEAR}
GONE = [MessageState.SENT, MessageState.UNCERTAIN]
LEFT_OUT = [MessageState.FAILED, MessageState.EXPIRED, MessageState.SKIPPED]


@dataclass(frozen=True)
class Line:
    """Of one channel: how many have left, are still to leave, will not."""

    channel: Channel
    gone: int
    waiting: int
    left_out: int
    next_at: datetime | None  # when what waits may leave

    @property
    def total(self) -> int:
        return self.gone + self.waiting + self.left_out

    @property
    def is_by_hand(self) -> bool:
        return self.channel in (Channel.PHONE, Channel.LETTER)


@dataclass(frozen=True)
class Progress:
    lines: list[Line] = field(default_factory=list)

    @property
    def gone(self) -> int:
        return sum(line.gone for line in self.lines)

    @property
    def total(self) -> int:
        return sum(line.total for line in self.lines)


def progress_of(campaign: Campaign) -> Progress:
    if campaign.is_ahead:
        return Progress()
    rows = messages_of(campaign).order_by().values("channel").annotate(
        gone=Count("pk", filter=Q(state__in=GONE)), left_out=Count("pk", filter=Q(state__in=LEFT_OUT)),
        total=Count("pk"), next_at=Min("due_at", filter=Q(state=MessageState.QUEUED)),
    )  # fmt: skip
    by_channel = {row["channel"]: row for row in rows}
    return Progress([
        Line(channel, row["gone"], row["total"] - row["gone"] - row["left_out"], row["left_out"], row["next_at"])
        for channel in Channel if (row := by_channel.get(channel))
    ])  # fmt: skip


@dataclass(frozen=True)
class Result:
    """`came` of those it told are expected or wait at what it announced; `new` of them we had never met when it left.

    `arrived` of those it told, never met until then, came since: to that session, to another, or to the desk.

    `whom` names those of one text, when some are told something of their own.
    """

    whom: str = ""
    gone: int = 0
    yes: int = 0
    no: int = 0
    stop: int = 0
    unclear: int = 0
    came: int = 0
    new: int = 0
    arrived: int = 0

    def __add__(self, other: "Result") -> "Result":
        return Result("", *(mine + theirs for mine, theirs in zip(astuple(self)[1:], astuple(other)[1:], strict=True)))


def results_of(campaign: Campaign) -> list[Result]:
    """Of each of its texts, that of everybody last. Counted, never kept: an answer that comes tomorrow is in it
    tomorrow."""
    if campaign.is_ahead:
        return []
    sent = messages_of(campaign).filter(state__in=GONE).order_by()
    answers = (
        Inbound.objects.of(campaign.space_id).filter(message__in=sent).values_list("message__variant_id", "intent")
    )
    said = {(variant, intent): count for variant, intent, count in answers.annotate(count=Count("pk"))}
    counts = {row.pop("variant_id"): row for row in counted(sent, campaign)}
    texts = [(one.pk, one.label()) for one in campaign.for_some] + [
        (None, "Tous les autres" if campaign.for_some else "")
    ]
    return [
        Result(whom, **{name: said.get((pk, intent), 0) for name, intent in INTENTS.items()}, **counts.get(pk, {}))
        for pk, whom in texts
    ]


def counted(sent: QuerySet[Message], campaign: Campaign) -> QuerySet:
    """By text: how many were told; of them, how many come, are new, arrived."""
    person = Cast(Substr("recipient_ref", len("person:") + 1), BigIntegerField())
    comes = Q(person__in=registry.answered(campaign.subject_ref))
    was_met, came_since = seen(campaign, seen_at__lt=campaign.due_at), seen(campaign, seen_at__gte=campaign.due_at)
    return sent.annotate(person=person).values("variant_id").annotate(
        gone=Count("pk"), came=Count("pk", filter=comes), new=Count("pk", filter=comes & ~was_met),
        arrived=Count("pk", filter=~was_met & came_since),
    )  # fmt: skip


def seen(campaign: Campaign, **when) -> Q:
    """At the desk or at a session."""
    rows = [sighting.filter(**when) for sighting in sightings(space=campaign.space)]
    return reduce(or_, (Q(person__in=each.values("person")) for each in rows))
