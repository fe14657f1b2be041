"""Opening hours as OpenStreetMap writes them, and the time during which somebody is there.

Read here: `Mo-Fr 09:00-12:00,14:00-17:30; Sa 09:00-12:00; PH off`. Anything else is refused rather than guessed.
Public holidays of France are closed unless `PH` says otherwise.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.core.exceptions import ValidationError

from .days_off import public_holidays

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
A_DAY = 24 * 60
LOOKED_AHEAD = 400  # days: a place that opens once a year is still found
_DAY = f"(?:{'|'.join(DAYS)})"
_TIME = r"(?:[01]\d|2[0-3]):[0-5]\d"
_RULE = re.compile(
    rf"(?:(?P<days>(?:PH|{_DAY}(?:-{_DAY})?)(?:\s*,\s*(?:PH|{_DAY}(?:-{_DAY})?))*)\s+)?"
    rf"(?P<spans>off|closed|{_TIME}-(?:{_TIME}|24:00)(?:\s*,\s*{_TIME}-(?:{_TIME}|24:00))*)"
)

Span = tuple[int, int]  # minutes since midnight


@dataclass(frozen=True)
class Hours:
    """Spans of each weekday, of public holidays last; in order, without overlap."""

    week: tuple[tuple[Span, ...], ...] = ((),) * 8

    @property
    def is_known(self) -> bool:
        return any(self.week[:7])

    def spans(self, day: date) -> tuple[Span, ...]:
        return self.week[7] if day in public_holidays(day.year) else self.week[day.weekday()]

    def openings(self, since: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The spans of staffed time from that instant on, on its clock; the first may have begun."""
        for ahead in range(LOOKED_AHEAD):
            day = since.date() + timedelta(days=ahead)
            for start, end in self.spans(day):
                opens, closes = at_minute(day, start, since), at_minute(day, end, since)
                if closes > since:
                    yield max(opens, since), closes

    def is_open(self, at: datetime) -> bool:
        return self.next_opening(at) == at

    def next_opening(self, at: datetime) -> datetime | None:
        """That very instant when somebody is there."""
        return next((opens for opens, _ in self.openings(at)), None)

    def after(self, at: datetime, minutes: int) -> datetime:
        """When that much staffed time will have passed. Without any known hour, ordinary time."""
        left = timedelta(minutes=minutes)
        for opens, closes in self.openings(at):
            if closes - opens >= left:
                return opens + left
            left -= closes - opens
        return at + timedelta(minutes=minutes)

    def minutes_between(self, start: datetime, end: datetime) -> int:
        """Staffed minutes from one instant to another."""
        if not self.is_known:
            return max(int((end - start).total_seconds() // 60), 0)
        total = timedelta()
        for opens, closes in self.openings(start):
            if opens >= end:
                break
            total += min(closes, end) - opens
        return int(total.total_seconds() // 60)


def at_minute(day: date, minute: int, like: datetime) -> datetime:
    midnight = datetime.combine(day, time(), tzinfo=like.tzinfo)
    if minute == A_DAY:
        return midnight + timedelta(days=1)
    return midnight.replace(hour=minute // 60, minute=minute % 60)


def read(text: str) -> Hours:
    """Later rules replace earlier ones for the days they name, as OpenStreetMap says."""
    hours = Hours()
    for rule in filter(None, (part.strip() for part in text.split(";"))):
        found = _RULE.fullmatch(rule)
        if not found:
            raise ValidationError(
                f"Nous ne lisons pas «\u00a0{rule}\u00a0». Écrivez les horaires ainsi\u00a0: "
                "Mo-Fr 09:00-12:00,14:00-17:30; Sa 09:00-12:00.",
                code="hours",
            )
        spans = spans_of(found["spans"])
        places = set(days_of(found["days"] or "Mo-Su"))
        hours = replace(hours, week=tuple(spans if at in places else old for at, old in enumerate(hours.week)))
    return hours


def days_of(text: str) -> Iterator[int]:
    for part in re.split(r"\s*,\s*", text):
        first, _, last = part.partition("-")
        if first == "PH":
            yield 7
        else:
            start, end = DAYS.index(first), DAYS.index(last or first)
            yield from (day % 7 for day in range(start, (end if end >= start else end + 7) + 1))


def spans_of(text: str) -> tuple[Span, ...]:
    if text in ("off", "closed"):
        return ()
    spans = [tuple(map(minutes_of, part.strip().split("-"))) for part in text.split(",")]
    if any(end <= start for start, end in spans):
        raise ValidationError("L’heure de fin vient après l’heure de début.", code="hours")
    return merged(spans)


def minutes_of(text: str) -> int:
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    kept: list[Span] = []
    for start, end in sorted(spans):
        if kept and start <= kept[-1][1]:
            kept[-1] = (kept[-1][0], max(kept[-1][1], end))
        else:
            kept.append((start, end))
    return tuple(kept)


def together(texts: Iterable[str]) -> Hours:
    """When at least one of these places is open. One that cannot be read is left out."""
    known = [hours for hours in map(read_or_nothing, texts) if hours.is_known]
    if not known:
        return Hours()
    return Hours(tuple(merged(span for hours in known for span in hours.week[place]) for place in range(8)))


def read_or_nothing(text: str) -> Hours:
    try:
        return read(text)
    except ValidationError:
        return Hours()
