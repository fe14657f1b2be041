"""What there is to announce to the media: each app that has something tells it, in its `AppConfig.ready`.

Media stay below what they announce: they ask, and keep only an opaque reference (`session:12`).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mediation.accounts.models import Space


@dataclass(frozen=True)
class Announcement:
    ref: str
    title: str
    on: date
    address: str  # its page for the team
    texts: Callable[[], Iterable[str]]  # ready to send, the longest first

    def text_within(self, longest: int | None) -> str:
        """The fullest text that a medium has room for; the shortest there is when it has not even that."""
        text = ""
        for text in self.texts():
            if longest is None or len(text) <= longest:
                break
        return text


Source = Callable[..., list[Announcement]]

_sources: list[Source] = []


def announce(source: Source) -> None:
    """`source(space=…, at=…)` gives what is to come and may be announced."""
    _sources.append(source)


def announcements(*, space: "Space", at: datetime) -> list[Announcement]:
    """All that is to come, soonest first."""
    told = [announcement for source in _sources for announcement in source(space=space, at=at)]
    return sorted(told, key=lambda each: (each.on, each.ref))
