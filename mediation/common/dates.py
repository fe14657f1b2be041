"""Dates as one says them in French, without the machine's locale. Datetimes are already in the zone to show."""

from datetime import date, datetime, time

WEEKDAYS = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
MONTHS = [
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
]  # fmt: skip
SHORT_MONTHS = ["janv", "fev", "mars", "avr", "mai", "juin", "juil", "aout", "sept", "oct", "nov", "dec"]


def in_full(day: date) -> str:
    """« vendredi 18 décembre 2026 », « mardi 1er décembre 2026 »."""
    return f"{without_year(day)} {day.year}"


def without_year(day: date) -> str:
    number = "1er" if day.day == 1 else str(day.day)
    return f"{WEEKDAYS[day.weekday()]} {number} {MONTHS[day.month - 1]}"


def hour(at: datetime | time) -> str:
    """« 14 heures », « 18 heures 30 », « midi »."""
    if (at.hour, at.minute) == (12, 0):
        return "midi"
    noun = "heure" if at.hour in (0, 1) else "heures"
    return f"{at.hour} {noun}" + (f" {at.minute:02}" if at.minute else "")


def hours(start: datetime | time, end: datetime | time) -> str:
    """« de 14 heures à 16 heures »."""
    return f"de {hour(start)} à {hour(end)}"


def duration(minutes: int) -> str:
    """« deux heures », « 1 heure 30 », « 45 minutes »."""
    whole, rest = divmod(minutes, 60)
    if not whole:
        return f"{rest} minutes"
    said = {1: "une heure", 2: "deux heures", 3: "trois heures", 4: "quatre heures"}.get(whole, f"{whole} heures")
    return said if not rest else f"{whole} heure{'s' if whole > 1 else ''} {rest:02}"


def days_before(count: int) -> str:
    """« le jour même », « la veille », « deux jours avant », « une semaine avant », « 10 jours avant »."""
    said = {0: "le jour même", 1: "la veille", 7: "une semaine avant", 14: "deux semaines avant"}
    numbers = {2: "deux", 3: "trois", 4: "quatre", 5: "cinq", 6: "six"}
    return said.get(count) or f"{numbers.get(count, count)} jours avant"


def for_sms(at: datetime) -> str:
    """At most seventeen characters of the GSM alphabet: « mer 15 sept 14h30 »."""
    minutes = f"{at.minute:02}" if at.minute else ""
    return f"{WEEKDAYS[at.weekday()][:3]} {at.day} {SHORT_MONTHS[at.month - 1]} {at.hour}h{minutes}"
