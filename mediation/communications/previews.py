"""What each channel would say, as somebody of those it tells would receive it."""

from dataclasses import dataclass
from datetime import datetime

from mediation.common.gsm import length
from mediation.courier.enums import Channel
from mediation.courier.registry import Content
from publics.models import Person

from .audience import Audience
from .models import Campaign, CampaignVariant, Picture
from .wording import FIRST_NAME, Said, content, words_for


@dataclass(frozen=True)
class Preview:
    """`person` is None when nobody is told so by these channels: then words of example."""

    said: Said
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
    def picture(self) -> Picture | None:
        return self.said.texts.picture if Channel.EMAIL in self.channels else None

    def whom(self) -> str:
        """Those who are told so; empty when everybody is."""
        return self.said.label() if isinstance(self.said, CampaignVariant) else ""

    @property
    def parts(self) -> int:
        """Of a text message: each is paid for."""
        return length(self.content.text).segments


def previews(campaign: Campaign, audience: Audience, *, at: datetime) -> list[Preview]:
    """Of each text, its SMS, and what its other channels have in common; to somebody of those whom it would tell."""
    people = Person.objects.in_bulk(set(audience.examples.values()))
    facts = words_for(campaign, "", at=at)
    return [
        previewed(said, channels, people.get(audience.example(variant, channels)), facts)
        for variant, said in (*((one.pk, one) for one in campaign.for_some), (0, campaign))
        for channels in shown(said)
    ]


def shown(said: Said) -> list[list[Channel]]:
    """By what a text leaves, its SMS apart; of some people's, what it says otherwise."""
    chosen = [Channel(channel) for channel in Channel if channel in said.leaves_by]
    together = [
        (said.sms_text, [channel for channel in chosen if channel == Channel.SMS]),
        (said.heading or said.text or said.image_id, [channel for channel in chosen if channel != Channel.SMS]),
    ]
    return [channels for words, channels in together if words and channels]


def previewed(said: Said, channels: list[Channel], person: Person | None, facts: dict[str, str]) -> Preview:
    words = facts | {FIRST_NAME: person.first_name if person else "Amina"}
    return Preview(said, channels, content(said, channels[0], words), person)
