"""Dates that repeat, written as iCalendar does (RFC 5545). The hour is always that of the clocks of the place."""

from calendar import monthrange
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta
from dateutil.rrule import rrulestr, weekdays

from mediation.common.dates import WEEKDAYS

from .enums import Rhythm

CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LAST = -1


def rank_in_month(day: date) -> int:
    """2 for the second Tuesday of its month."""
    return (day.day - 1) // 7 + 1


def is_last_in_month(day: date) -> bool:
    return day.day + 7 > monthrange(day.year, day.month)[1]


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


def moved(rhythm: Rhythm, pivot: date, to: date, days: Iterable[date]) -> dict[date, date]:
    """Where each day goes when one of them goes there: so many days later, or that weekday of its own month."""
    if pivot == to or rhythm in (Rhythm.WEEKLY, Rhythm.FORTNIGHTLY):
        return {day: day + (to - pivot) for day in days}
    return {day: same_in_month(to, month_number(day) - month_number(pivot), rhythm) for day in days}


def month_number(day: date) -> int:
    return day.year * 12 + day.month


def same_in_month(day: date, later: int, rhythm: Rhythm) -> date:
    """« Le 2e mardi », or « le dernier mardi », so many months later."""
    first = day.replace(day=1) + relativedelta(months=later)
    weekday = weekdays[day.weekday()]
    if rhythm == Rhythm.MONTHLY_LAST:
        return first + relativedelta(day=31, weekday=weekday(LAST))
    return first + relativedelta(weekday=weekday(rank_in_month(day)))


def rhythm_from(rhythm: Rhythm, day: date) -> Rhythm:
    """The same, begun on that day: put on the 31st, « le 2e » is « le dernier »; put earlier, the last has its rank."""
    if rhythm in (Rhythm.WEEKLY, Rhythm.FORTNIGHTLY) or rhythm in rhythms(day):
        return rhythm
    return Rhythm.MONTHLY if rhythm == Rhythm.MONTHLY_LAST else Rhythm.MONTHLY_LAST


def in_words(rhythm: Rhythm, first: date) -> str:
    """« Chaque mardi », « Un mardi sur deux », « Le 2e mardi du mois »."""
    weekday, rank = WEEKDAYS[first.weekday()], rank_in_month(first)
    return {
        Rhythm.WEEKLY: f"Chaque {weekday}",
        Rhythm.FORTNIGHTLY: f"Un {weekday} sur deux",
        Rhythm.MONTHLY: f"Le {'1er' if rank == 1 else f'{rank}e'} {weekday} du mois",
        Rhythm.MONTHLY_LAST: f"Le dernier {weekday} du mois",
    }[rhythm]
