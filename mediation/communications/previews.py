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
    channel: Channel
    content: Content
    person: Person | None  # None when it tells nobody by this channel: then words of example

    @property
    def parts(self) -> int:
        """Of a text message: each is paid for."""
        return length(self.content.text).segments


def previews(campaign: Campaign, *, at: datetime) -> list[Preview]:
    first = firsts(campaign, at=at)
    shown = []
    for channel in map(Channel, campaign.channels):
        person = first.get(channel)
        words = words_for(campaign, person.first_name if person else "Amina", at=at)
        shown.append(Preview(channel, content(campaign, channel, words), person))
    return shown


def firsts(campaign: Campaign, *, at: datetime) -> dict[str, Person]:
    try:
        told = judged(campaign, at=at).filter(why="").exclude(way="")
        return {person.way: person for person in told.order_by("way", "sort_key", "pk").distinct("way")}
    except BrokenRuleError:
        return {}
