"""Whom a campaign tells, by which channel; whom it does not, and why. One reading says both.

What nobody asked for needs a yes, for that channel and the address she has today (article L34-5 of the code of posts
and electronic communications). At most once a subject, and twice in thirty days, whatever the campaigns.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.conf import settings
from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Count,
    Exists,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat

from mediation.accounts.models import Space
from mediation.courier.enums import Channel, MessageState
from mediation.courier.models import Message
from publics.enums import ContactChannel, Purpose
from publics.models import Consent, Person
from publics.models.people import last_word
from publics.reach import BY_EMAIL, BY_LETTER, BY_PHONE, BY_SMS, IN_ORDER

from . import registry
from .enums import Excluded
from .models import Campaign

ANNOUNCED = "campaign.announced"
AT_MOST, WITHIN = 2, timedelta(days=30)
REACHES = {Channel.SMS: BY_SMS, Channel.EMAIL: BY_EMAIL, Channel.PHONE: BY_PHONE, Channel.LETTER: BY_LETTER}
WROTE = [MessageState.QUEUED, MessageState.SENDING, MessageState.SENT, MessageState.UNCERTAIN]
NOBODY = Q(pk__in=[])
REF = Concat(Value("person:"), Cast("pk", CharField()))
WRITTEN_TO = Case(
    When(way=Channel.EMAIL, then=F("email")),
    When(way=Channel.LETTER, then=Concat("address", Value(", "), "postal_code", Value(" "), "city")),
    default=F("phone"),
    output_field=CharField(),
)


def judged(campaign: Campaign, *, at: datetime) -> QuerySet[Person]:
    """Everybody of the group, with `way`, the channel she is told by, and `why` she is not: one of the two is empty.

    `variant` is the text that is hers, 0 for everybody's. Raises `BrokenRuleError` when the rule of the group, or of a
    variant, cannot be read: never everybody in its stead.
    """
    everybody = Person.objects.of(campaign.space).current()
    group = campaign.segment.people(at=at, fields=campaign.rule_fields) if campaign.segment else everybody
    said = {f"yes_{channel}": said_yes(channel) for channel in IN_ORDER}
    hers = variant(campaign, at=at)
    told = group.annotate(**said, ref=REF, variant=hers).annotate(lately=told_lately(campaign.space, at=at))
    return told.annotate(why=why_not(campaign)).annotate(way=way(campaign))


def variant(campaign: Campaign, *, at: datetime) -> Case:
    """The first whose rule she answers."""
    hers = [When(one.condition(at=at), then=Value(one.pk)) for one in campaign.for_some]
    return Case(*hers, default=Value(0), output_field=BigIntegerField())


def by_text(campaign: Campaign) -> list[tuple[Q, list[Channel]]]:
    """By what each text leaves; that of everybody last."""
    narrowed = [(Q(variant=one.pk), one.leaves_by) for one in campaign.for_some]
    return [*narrowed, (Q(variant=0), campaign.channels)]


def reaches(campaign: Campaign) -> Q:
    """She is reached by one of the channels of her text."""
    each = [hers & reduce(or_, map(may_use, channels), NOBODY) for hers, channels in by_text(campaign)]
    return reduce(or_, each)


def announced(space: Space) -> QuerySet[Message]:
    return Message.objects.of(space).filter(kind=ANNOUNCED, recipient_ref=OuterRef("ref"), state__in=WROTE)


def told_lately(space: Space, *, at: datetime) -> Coalesce:
    """How many announcements she received, or is about to, of all campaigns."""
    lately = announced(space).filter(created_at__gt=at - WITHIN).order_by().values("recipient_ref")
    return Coalesce(Subquery(lately.annotate(count=Count("pk")).values("count")), 0)


def said_yes(channel: Channel) -> Coalesce:
    """Her last word for that channel and what she has there today; False when nobody asked."""
    return Coalesce(last_word(Purpose.ANNOUNCEMENTS, channel), False)


def may_use(channel: Channel) -> Q:
    if channel == Channel.SMS and not settings.SMS_URL:
        return NOBODY
    return Q(**{f"yes_{channel}": True}) & REACHES[channel] & ~Q(stopped_channels__contains=[channel])


def way(campaign: Campaign) -> Case:
    """The channel she prefers when it is one of those of her text, else the first that she said yes to."""
    told_nothing = When(~Q(why=""), then=Value(""))
    each = [When(hers, then=preferred(channels)) for hers, channels in by_text(campaign)]
    return Case(told_nothing, *each, default=Value(""), output_field=CharField())


def preferred(chosen: list[Channel]) -> Case:
    channels = [channel for channel in IN_ORDER if channel in chosen]
    first = [When(may_use(channel) & Q(preferred_channel=channel), then=Value(channel)) for channel in channels]
    others = [When(may_use(channel), then=Value(channel)) for channel in channels]
    return Case(*first, *others, default=Value(""), output_field=CharField())


def why_not(campaign: Campaign) -> Case:
    same = Campaign.objects.of(campaign.space).filter(subject_ref=campaign.subject_ref)
    told_of_it = announced(campaign.space).filter(subject_id__in=same.values("pk"))
    by_any = reduce(or_, map(may_use, IN_ORDER))
    asked = Consent.objects.filter(space=OuterRef("space"), person=OuterRef("pk"), purpose=Purpose.ANNOUNCEMENTS)
    return Case(
        When(preferred_channel=ContactChannel.NONE, then=Value(Excluded.WANTS_NOTHING)),
        When(Exists(told_of_it), then=Value(Excluded.TOLD)),
        When(pk__in=registry.answered(campaign.subject_ref), then=Value(Excluded.COMES)),
        When(lately__gte=AT_MOST, then=Value(Excluded.ENOUGH)),
        When(reaches(campaign), then=Value("")),
        When(by_any, then=Value(Excluded.OTHER_WAY)),
        When(Exists(asked), then=Value(Excluded.SAID_NO)),
        default=Value(Excluded.NOT_ASKED),
        output_field=CharField(),
    )


@dataclass(frozen=True)
class Audience:
    """How many are told, by each channel; how many are not, and why. `examples`: one of those told, by text and
    channel."""

    by_channel: list[tuple[Channel, int]] = field(default_factory=list)
    excluded: list[tuple[Excluded, int]] = field(default_factory=list)
    examples: dict[tuple[int, Channel], int] = field(default_factory=dict)

    @property
    def told_count(self) -> int:
        return sum(count for _, count in self.by_channel)

    @property
    def excluded_count(self) -> int:
        return sum(count for _, count in self.excluded)

    def example(self, variant: int, channels: list[Channel]) -> int | None:
        """Somebody who is told in that text by one of these."""
        return next((self.examples[variant, each] for each in channels if (variant, each) in self.examples), None)


def audience_of(campaign: Campaign, *, at: datetime) -> Audience:
    """Everybody is judged once."""
    rows = judged(campaign, at=at).order_by().values_list("way", "why", "variant")
    counts, examples = Counter(), {}
    for way, why, variant, count, first in rows.annotate(count=Count("pk"), first=Min("pk")):
        counts[way, why] += count
        if way:
            examples[variant, Channel(way)] = first
    return Audience(
        [(channel, counts[channel, ""]) for channel in IN_ORDER if (channel, "") in counts],
        [(why, counts["", why]) for why in Excluded if ("", why) in counts],
        examples,
    )
