"""What somebody agreed to be told, as her page says it."""

from dataclasses import dataclass, field

from mediation.courier.enums import Channel
from publics.enums import Purpose
from publics.models import Consent, Person

from .forms import WORDS


@dataclass(frozen=True)
class Agreement:
    """`last` is her last answer about announcements, None when nobody asked her; `channels` those that hold today."""

    last: Consent | None = None
    channels: list[str] = field(default_factory=list)
    lapsed: list[str] = field(default_factory=list)  # agreed to, for a number or an address she no longer has
    stopped: list[str] = field(default_factory=list)


def of(person: Person, newest_first: list[Consent]) -> Agreement:
    """Read from her answers, the last first."""
    about = [one for one in newest_first if one.purpose == Purpose.ANNOUNCEMENTS]
    last_words = {(one.channel, one.address): one for one in reversed(about)}
    yes = [one for one in last_words.values() if one.is_given]
    given = {one.channel for one in yes if holds(person, one)}
    return Agreement(
        last=about[0] if about else None,
        channels=spoken(given),
        lapsed=spoken({one.channel for one in yes} - given),
        stopped=spoken(set(person.stopped_channels)),
    )


def holds(person: Person, one: Consent) -> bool:
    return bool(one.address) and one.address == person.address_for(Channel(one.channel))


def spoken(channels: set[str]) -> list[str]:
    """« par SMS », always in the same order."""
    return [f"p{words[1:]}" for channel, words in WORDS.items() if channel in channels]
