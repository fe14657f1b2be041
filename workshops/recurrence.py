"""Dates that repeat, written as iCalendar does (RFC 5545). The hour is always that of the clocks of the place."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from mediation.common.dates import WEEKDAYS

from .enums import Rhythm

CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LAST = -1


def rank_in_month(day: date) -> int:
    """2 for the second Tuesday of its month."""
    return (day.day - 1) // 7 + 1


def is_last_in_month(day: date) -> bool:
    return (day + timedelta(days=7)).month != day.month


def rhythms(first: date) -> list[Rhythm]:
    """Those that begin on that day. A fifth Tuesday comes four times a year: it is the last one that comes monthly."""
    nth = [Rhythm.MONTHLY] if rank_in_month(first) < 5 else []
    last = [Rhythm.MONTHLY_LAST] if is_last_in_month(first) else []
    return [Rhythm.WEEKLY, Rhythm.FORTNIGHTLY, *nth, *last]


def rule_of(rhythm: Rhythm, first: date) -> str:
    day = CODES[first.weekday()]
    return {
        Rhythm.WEEKLY: "FREQ=WEEKLY",
        Rhythm.FORTNIGHTLY: "FREQ=WEEKLY;INTERVAL=2",
        Rhythm.MONTHLY: f"FREQ=MONTHLY;BYDAY={rank_in_month(first)}{day}",
        Rhythm.MONTHLY_LAST: f"FREQ=MONTHLY;BYDAY={LAST}{day}",
    }[rhythm]


def rhythm_of(rule: str) -> Rhythm:
    said = dict(part.split("=") for part in rule.split(";"))
    if said["FREQ"] == "WEEKLY":
        return Rhythm.FORTNIGHTLY if said.get("INTERVAL") == "2" else Rhythm.WEEKLY
    return Rhythm.MONTHLY_LAST if said["BYDAY"].startswith(str(LAST)) else Rhythm.MONTHLY


def ending(rule: str, last: date) -> str:
    """The same rule, whose last date is that one."""
    return f"{rule.partition(';UNTIL=')[0]};UNTIL={last:%Y%m%d}"


def days(rule: str, first: date) -> Iterator[date]:
    """Every date of the rule, the first among them; without an end when it says none."""
    return (found.date() for found in rrulestr(rule, dtstart=datetime.combine(first, time())))


def instant(day: date, hour: time, zone: ZoneInfo) -> datetime:
    """When the clocks of the place show that hour. One that a spring night skips is the next that exists; of the two
    that an autumn night shows, the first."""
    return datetime.combine(day, hour, tzinfo=zone)


def in_words(rhythm: Rhythm, first: date) -> str:
    """« Chaque mardi », « Un mardi sur deux », « Le 2e mardi du mois »."""
    weekday, rank = WEEKDAYS[first.weekday()], rank_in_month(first)
    return {
        Rhythm.WEEKLY: f"Chaque {weekday}",
        Rhythm.FORTNIGHTLY: f"Un {weekday} sur deux",
        Rhythm.MONTHLY: f"Le {'1er' if rank == 1 else f'{rank}e'} {weekday} du mois",
        Rhythm.MONTHLY_LAST: f"Le dernier {weekday} du mois",
    }[rhythm]
