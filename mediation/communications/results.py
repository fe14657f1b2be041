"""How a campaign goes, and what came of it."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import BigIntegerField, Count, Min, Q
from django.db.models.functions import Cast, Substr

from mediation.courier.enums import Channel, Intent, MessageState
from mediation.courier.models import Inbound
from publics.models import Person
from publics.registry import sightings

from . import registry
from .enums import CampaignState
from .models import Campaign
from .services.campaigns import messages_of

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
    if campaign.state in (CampaignState.DRAFT, CampaignState.PROPOSED, CampaignState.PLANNED):
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
    """

    yes: int = 0
    no: int = 0
    stop: int = 0
    unclear: int = 0
    came: int = 0
    new: int = 0
    arrived: int = 0


def result_of(campaign: Campaign) -> Result:
    """Counted, never kept: an answer that comes tomorrow is in it tomorrow."""
    sent = messages_of(campaign).filter(state__in=GONE)
    if campaign.state in (CampaignState.DRAFT, CampaignState.PROPOSED, CampaignState.PLANNED):
        return Result()
    answers = Inbound.objects.of(campaign.space_id).filter(message__in=sent).values_list("intent")
    said = dict(answers.annotate(count=Count("pk")))
    told = sent.annotate(person=Cast(Substr("recipient_ref", len("person:") + 1), BigIntegerField()))
    people = Person.objects.of(campaign.space_id).filter(pk__in=told.values("person"))
    comes, was_met = Q(pk__in=registry.answered(campaign.subject_ref)), seen(campaign, seen_at__lt=campaign.due_at)
    counts = people.aggregate(
        came=Count("pk", filter=comes), new=Count("pk", filter=comes & ~was_met),
        arrived=Count("pk", filter=~was_met & seen(campaign, seen_at__gte=campaign.due_at)),
    )  # fmt: skip
    return Result(
        yes=said.get(Intent.YES, 0), no=said.get(Intent.NO, 0), stop=said.get(Intent.STOP, 0),
        unclear=said.get(Intent.UNCLEAR, 0), **counts,
    )  # fmt: skip


def seen(campaign: Campaign, **when) -> Q:
    """At the desk or at a session."""
    rows = [sighting.filter(**when) for sighting in sightings(space=campaign.space)]
    return reduce(or_, (Q(pk__in=each.values("person")) for each in rows))
