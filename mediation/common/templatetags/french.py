"""Dates, hours, telephones and counts as French people write them. Every template may use these filters."""

import re
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from django import template
from django.utils.html import format_html

from mediation.common.phones import spaced
from mediation.common.text import preceded

register = template.Library()

NBSP = "\u00a0"  # telephone fields accept it in a pasted number; they refuse the narrow one
TIES = re.compile(
    r" (?=[:;?!»])|(?<=«) |(?<=\d) (?=(?:h|heures?|km|min|minutes?)\b|[€%])"
    r"|(?<=\d h) (?=\d)|(?<=\d heures) (?=[0-5]\d\b)|(?<=\b\d\d) (?=\d\d\b)"
)
DAYS = "lundi mardi mercredi jeudi vendredi samedi dimanche".split()
MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
SHORT_MONTHS = "janv. févr. mars avril mai juin juil. août sept. oct. nov. déc.".split()


@register.filter
def in_zone(value: datetime | None, zone: str) -> datetime | None:
    """The same instant on the clocks of a place: `{{ session.starts_at|in_zone:session.time_zone|hour_fr }}`."""
    return value.astimezone(ZoneInfo(zone)) if value else None


@register.filter(expects_localtime=True)
def iso(value: date) -> str:
    """« 2026-12-03 », or an instant with its hour, for machines: lists have one a line."""
    return value.isoformat()


@register.filter
def date_fr(value: date | None) -> str:
    """« jeudi 3 décembre 2026 »."""
    return f"{day_fr(value)} {value.year}" if value else ""


@register.filter
def day_fr(value: date | None) -> str:
    """« jeudi 3 décembre », where the year goes without saying."""
    return f"{DAYS[value.weekday()]} {_day_of_month(value)}{NBSP}{MONTHS[value.month - 1]}" if value else ""


def days_fr(first: date, last: date) -> str:
    """« le jeudi 3 décembre », « du jeudi 3 au vendredi 4 décembre »: a day stays on the line of its month."""
    if first == last:
        return f"le {day_fr(first)}"
    begin = day_fr(first)
    if (first.year, first.month) == (last.year, last.month):
        begin = begin.partition(NBSP)[0]
    return f"du {begin} au {day_fr(last)}"


@register.filter
def date_short(value: date | None) -> str:
    """« 3 déc. 2026 », for tables only."""
    return f"{_day_of_month(value)}{NBSP}{SHORT_MONTHS[value.month - 1]}{NBSP}{value.year}" if value else ""


def _day_of_month(value: date) -> str:
    return "1er" if value.day == 1 else str(value.day)


@register.filter(is_safe=True)
def tied(value: object) -> str:
    """Words typed with ordinary spaces, signs, units and telephones kept on their line: « Vrai ou faux ? », 18 h 30."""
    return _tied(str(value))


@lru_cache(maxsize=1024)
def _tied(words: str) -> str:
    """Lists say the same titles again and again."""
    return TIES.sub(NBSP, words)


@register.filter
def sentence(value: str) -> str:
    """With its full stop, unless it ends otherwise already."""
    value = (value or "").strip()
    return value if not value or value[-1] in ".!?…" else f"{value}."


@register.filter
def hour_fr(value: datetime | None) -> str:
    """« 14 h » or « 14 h 30 »."""
    if not value:
        return ""
    minutes = f"{NBSP}{value.minute:02}" if value.minute else ""
    return f"{value.hour}{NBSP}h{minutes}"


@register.filter
def hour_spoken(value: datetime | None) -> str:
    """« 14 heures » or « 14 heures 30 », as said on the phone and printed on posters."""
    if not value:
        return ""
    hours = "heure" if value.hour < 2 else "heures"
    minutes = f"{NBSP}{value.minute:02}" if value.minute else ""
    return f"{value.hour}{NBSP}{hours}{minutes}"


@register.filter
def time_range(start: datetime | None, end: datetime | None) -> str:
    """« de 18 h à 20 h », both on the clocks of the start."""
    if not (start and end):
        return hour_fr(start)
    return f"de{NBSP}{hour_fr(start)} à{NBSP}{hour_fr(_same_clock(end, start))}"


@register.filter
def time_range_spoken(start: datetime | None, end: datetime | None) -> str:
    """« de 18 heures à 20 heures », both on the clocks of the start."""
    if not (start and end):
        return hour_spoken(start)
    return f"de{NBSP}{hour_spoken(start)} à{NBSP}{hour_spoken(_same_clock(end, start))}"


def _same_clock(value: datetime, model: datetime) -> datetime:
    return value.astimezone(model.tzinfo) if value.tzinfo and model.tzinfo else value


@register.filter
def duration_fr(minutes: int | None) -> str:
    """« 45 min », « 2 h », « 1 h 30 »."""
    if minutes is None:
        return ""
    hours, rest = divmod(int(minutes), 60)
    if not hours:
        return f"{rest}{NBSP}min"
    return f"{hours}{NBSP}h{NBSP}{rest:02}" if rest else f"{hours}{NBSP}h"


@register.filter
def delay_fr(minutes: int) -> str:
    """« 10 min », « 4 h », then whole days: « 1 jour », « 7 jours »."""
    days, rest = divmod(minutes, 24 * 60)
    return plural_fr(days, "jour,jours") if days and not rest else duration_fr(minutes)


@register.filter
def phone_fr(value: str | None) -> str:
    """« 05 36 49 10 10 », never cut at the end of a line; what is no number stays as it was typed."""
    return spaced(value or "").replace(" ", NBSP)


@register.filter
def ordinal_fr(rank: int, gender: str = "f") -> str:
    """« 1re », « 3e » with raised letters; `{{ rank|ordinal_fr:"m" }}` for « 1er ». Read aloud as written."""
    return format_html("{}<sup>{}</sup>", rank, _ordinal_suffix(rank, gender))


@register.filter
def ordinal_text(rank: int, gender: str = "f") -> str:
    """The same without markup, for messages, titles and attributes."""
    return f"{rank}{_ordinal_suffix(rank, gender)}"


def _ordinal_suffix(rank: int, gender: str) -> str:
    if int(rank) != 1:
        return "e"
    return "er" if gender == "m" else "re"


@register.filter(name="preceded")
def preceded_by(name: object, particle: str) -> str:
    """`Les droits {{ person|preceded:"de" }}`: « d’Amina Mirabelle »."""
    return preceded(name, particle) if name else ""


@register.filter
def number_fr(value: int | None) -> str:
    """« 1 240 »."""
    return f"{value:,}".replace(",", NBSP) if value is not None else ""


@register.filter
def plural_fr(count: int, words: str) -> str:
    """« 1 place », « 3 places »; nought is singular: `{{ left|plural_fr:"place,places" }}`."""
    singular, plural = words.split(",")
    return f"{number_fr(count)}{NBSP}{plural if abs(count) >= 2 else singular}"
