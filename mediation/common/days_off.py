"""Days on which France rests: public holidays, with those of a département, and school breaks by zone.

School breaks are those of the calendars the ministry of education published (education.gouv.fr, « calendrier
scolaire »), school years 2025-2026 to 2027-2028, copied to `data/school-breaks.csv`: one row a break, both days
within it. They do not follow from a rule: past the last published year we say that we do not know.
"""

import csv
from collections.abc import Iterable
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import holidays

SCHOOL_BREAKS = Path(__file__).parent / "data" / "school-breaks.csv"
SCHOOL_YEARS = date(2025, 7, 5), date(2028, 6, 30)  # what the file knows, whole
# Départements whose holidays are not only those of the country, as `holidays` names them.
WITH_THEIR_OWN = {"57": "57", "67": "6AE", "68": "6AE"} | {code: code for code in ("971", "972", "973", "974", "976")}


class SchoolBreak(NamedTuple):
    zones: str
    name: str
    first_day: date
    last_day: date


@lru_cache(maxsize=256)
def public_holidays(year: int, department: str = "") -> dict[date, str]:
    """Their names, by date: Alsace and Moselle rest two days more, overseas départements one or several."""
    return dict(holidays.France(years=year, subdiv=WITH_THEIR_OWN.get(department), language="fr"))


def department_of(codes: Iterable[str]) -> str:
    """Of the first of these INSEE or postal codes that is written; overseas it has three digits."""
    code = next(filter(None, codes), "")
    return code[:3] if code.startswith("97") else code[:2]


@cache
def school_breaks() -> tuple[SchoolBreak, ...]:
    with SCHOOL_BREAKS.open(encoding="utf-8", newline="") as lines:
        return tuple(
            SchoolBreak(
                row["zones"], row["name"], date.fromisoformat(row["first_day"]), date.fromisoformat(row["last_day"])
            )
            for row in csv.DictReader(lines)
        )


def school_break(day: date, zone: str) -> str:
    """« vacances d’hiver », or nothing: pupils of that zone are at school, or the day is not known."""
    breaks = (each for each in school_breaks() if zone in each.zones and each.first_day <= day <= each.last_day)
    return next((each.name for each in breaks), "")


def is_school_year_known(day: date) -> bool:
    first, last = SCHOOL_YEARS
    return first <= day <= last
