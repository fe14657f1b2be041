"""What is read of a calendar of elsewhere, whatever its file holds: its events, or only when it is busy."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar, Event

BEFORE, AHEAD = timedelta(days=7), timedelta(days=183)
A_WEEK, A_DAY = timedelta(weeks=1), timedelta(days=1)
MOST_EVENTS, MOST_SERIES, MOST_HOURS = 5000, 300, 3000
LONG_AGO = 2000  # a series begun before takes too long to unroll
TOO_OFTEN = {"SECONDLY", "MINUTELY", "HOURLY"}
WITHIN_A_DAY = {"BYHOUR", "BYMINUTE", "BYSECOND"}

NOT_A_CALENDAR = "Ce n’est pas un agenda au format iCalendar (.ics)."
TOO_LONG = "Cet agenda a trop de rendez-vous pour être lu."

Span = tuple[datetime, datetime]


class Unreadable(Exception):  # noqa: N818 - it says why, in words to show
    pass


def busy_hours(content: bytes, *, zone: ZoneInfo, at: datetime) -> list[Span]:
    """Of the months that matter, in order, each once, those that touch made one; no title, no place, nobody.

    A time without a zone is on the clocks of the space.
    """
    busy = (span_of(event, zone) for event in events(content, at - BEFORE, at + AHEAD) if takes_time(event))
    spans = list(islice(filter(None, busy), MOST_HOURS + 1))
    if len(spans) > MOST_HOURS:
        raise Unreadable(TOO_LONG)
    return merged(spans)


def events(content: bytes, since: datetime, until: datetime) -> Iterator[Event]:
    """Week by week: what is too long is stopped before it is all written down."""
    try:
        query = recurring_ical_events.of(parsed(content), skip_bad_series=True)
        while since < until:
            yield from query.between(since, since + A_WEEK)
            since += A_WEEK
    except Unreadable:
        raise
    except Exception as error:  # whatever a file of elsewhere makes its reader do, this one is not read
        raise Unreadable(NOT_A_CALENDAR) from error


def parsed(content: bytes) -> Calendar:
    """Without what makes no sense, comes back within the day or began too long ago."""
    calendar = Calendar.from_ical(content)
    events, others = calendar.walk("VEVENT"), [part for part in calendar.subcomponents if part.name != "VEVENT"]
    series = [event for event in events if "RRULE" in event]
    if len(events) > MOST_EVENTS or len(series) > MOST_SERIES:
        raise Unreadable(TOO_LONG)
    calendar.subcomponents = others + [event for event in events if makes_sense(event)]
    return calendar


def makes_sense(event: Event) -> bool:
    """It has an hour, and comes back no more than once a day."""
    try:
        return event.start <= event.end and ("RRULE" not in event or comes_back_by_day(event))
    except (AttributeError, TypeError, ValueError):
        return False


def comes_back_by_day(event: Event) -> bool:
    rules = event["RRULE"] if isinstance(event["RRULE"], list) else [event["RRULE"]]
    is_too_often = any(set(rule.get("FREQ", [])) & TOO_OFTEN or WITHIN_A_DAY & set(rule) for rule in rules)
    return not is_too_often and event.start.year >= LONG_AGO


def takes_time(event: Event) -> bool:
    """Neither called off, nor « disponible »."""
    return event.get("STATUS", "") != "CANCELLED" and event.get("TRANSP", "") != "TRANSPARENT"


def span_of(event: Event, zone: ZoneInfo) -> Span | None:
    """Whole days begin and end at midnight, on the clocks of the space."""
    start, end = (instant(value, zone) for value in (event.start, event.end))
    return (start, end) if end > start else None


def instant(value: date | datetime, zone: ZoneInfo) -> datetime:
    """In universal time: two clocks that show the same instant are then equal, even the night they change."""
    if not isinstance(value, datetime):
        value = datetime.combine(value, time(), tzinfo=zone)
    return (value if value.tzinfo else value.replace(tzinfo=zone)).astimezone(UTC)


def merged(spans: list[Span]) -> list[Span]:
    kept: list[Span] = []
    for start, end in sorted(spans):
        if kept and start <= kept[-1][1]:
            kept[-1] = (kept[-1][0], max(kept[-1][1], end))
        else:
            kept.append((start, end))
    return kept
