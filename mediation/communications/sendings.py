"""What each medium is still to receive, and until when."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from mediation.accounts.models import Space
from mediation.common.dates import days_before

from .models import Medium, Publication
from .models.media import FIRST
from .registry import Announcement, announcements

SOON = timedelta(days=7)
NEXT_ONES = 3


@dataclass(frozen=True)
class Expected:
    """One announcement a medium has not received, or not again, and the last day to send it."""

    announcement: Announcement
    closes_on: date
    longest: int | None
    turn: int = FIRST

    @property
    def key(self) -> str:
        """What its box sends: `session:12`, `session:12@15`."""
        return f"{self.announcement.ref}@{self.turn}" if self.turn else self.announcement.ref

    @property
    def again(self) -> str:
        """« une semaine avant », when this medium says it again."""
        return days_before(self.turn) if self.turn else ""

    @cached_property
    def text(self) -> str:
        """Ready to send, at the length this medium takes."""
        return self.announcement.text_within(self.longest)

    @property
    def is_too_long(self) -> bool:
        return self.longest is not None and len(self.text) > self.longest


@dataclass(frozen=True)
class Sending:
    """What one medium is still to receive, the most pressing first."""

    medium: Medium
    expected: list[Expected]

    @property
    def closes_on(self) -> date | None:
        return self.expected[0].closes_on if self.expected else None

    @property
    def near(self) -> list[Expected]:
        """The next ones: those that close within a week of the first, three at least."""
        within_a_week = sum(each.closes_on <= self.closes_on + SOON for each in self.expected)
        return self.expected[: max(within_a_week, NEXT_ONES)]

    @property
    def later(self) -> list[Expected]:
        return self.expected[len(self.near) :]

    def closing_by(self, day: date) -> "Sending":
        return Sending(self.medium, [each for each in self.expected if each.closes_on <= day])


def sendings(*, space: Space, at: datetime) -> list[Sending]:
    """Every medium, the first to close on top; those that have nothing to receive last."""
    today = at.astimezone(space.zone).date()
    told = announcements(space=space, at=at)
    media = list(Medium.objects.of(space).order_by("name", "pk"))
    refs = [announcement.ref for announcement in told]
    received = Publication.objects.of(space).filter(subject_ref__in=refs)
    sent = set(received.values_list("medium_id", "subject_ref", "turn"))
    found = [Sending(medium, expected(medium, told, sent, today=today)) for medium in media]
    return sorted(found, key=lambda sending: sending.closes_on or date.max)


def expected(
    medium: Medium, told: list[Announcement], sent: set[tuple[int, str, int]], *, today: date
) -> list[Expected]:
    """Each turn, without what the medium has received, nor what it can take no more."""
    dated = [
        Expected(announcement, last_day, medium.longest, turn)
        for announcement in told
        for turn, last_day in medium.turns(announcement.on)
        if last_day >= today and (medium.pk, announcement.ref, turn) not in sent
    ]
    return sorted(dated, key=lambda each: each.closes_on)


def to_send_soon(*, space: Space, at: datetime) -> list[Sending]:
    """« À envoyer cette semaine »."""
    last_day = at.astimezone(space.zone).date() + SOON
    closing = (sending.closing_by(last_day) for sending in sendings(space=space, at=at))
    return [sending for sending in closing if sending.expected]
