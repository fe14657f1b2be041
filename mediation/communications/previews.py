"""What each channel would say, as the first person it tells would receive it."""

from dataclasses import dataclass
from datetime import datetime

from mediation.common.gsm import length
from mediation.courier.enums import Channel
from mediation.courier.registry import Content
from publics.models import Person
from publics.segments import BrokenRuleError

from .audience import judged
from .models import Campaign
from .wording import content, words_for


@dataclass(frozen=True)
class Preview:
    """`person` is None when nobody is told by these channels: then words of example."""

    channels: list[Channel]
    content: Content
    person: Person | None

    @property
    def is_sms(self) -> bool:
        return self.channels == [Channel.SMS]

    @property
    def label(self) -> str:
        return ", ".join(channel.label for channel in self.channels)

    @property
    def parts(self) -> int:
        """Of a text message: each is paid for."""
        return length(self.content.text).segments


def previews(campaign: Campaign, *, at: datetime) -> list[Preview]:
    """Its SMS, and the text that its other channels have in common."""
    first = firsts(campaign, at=at)
    chosen = [Channel(channel) for channel in Channel if channel in campaign.channels]
    together = [[channel for channel in chosen if (channel == Channel.SMS) == is_sms] for is_sms in (True, False)]
    return [previewed(campaign, channels, first, at=at) for channels in together if channels]


def previewed(campaign: Campaign, channels: list[Channel], first: dict[str, Person], *, at: datetime) -> Preview:
    person = next((first[channel] for channel in channels if channel in first), None)
    words = words_for(campaign, person.first_name if person else "Amina", at=at)
    return Preview(channels, content(campaign, channels[0], words), person)


def firsts(campaign: Campaign, *, at: datetime) -> dict[str, Person]:
    try:
        told = judged(campaign, at=at).filter(why="").exclude(way="")
        return {person.way: person for person in told.order_by("way", "sort_key", "pk").distinct("way")}
    except BrokenRuleError:
        return {}
