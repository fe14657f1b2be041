"""Days on which France rests: public holidays, with those of a département, and school breaks by zone.

School breaks are those the ministry of education published, as `vacances-scolaires-france` keeps them, both days
within. They do not follow from a rule: past the last published year we say that we do not know.
"""

from collections.abc import Iterable
from datetime import date
from functools import cache, lru_cache

import holidays
from vacances_scolaires_france import SchoolHolidayDates

# Départements whose holidays are not only those of the country, as `holidays` names them.
WITH_THEIR_OWN = {"57": "57", "67": "6AE", "68": "6AE"} | {code: code for code in ("971", "972", "973", "974", "976")}


@lru_cache(maxsize=256)
def public_holidays(year: int, department: str = "") -> dict[date, str]:
    """Their names, by date: Alsace and Moselle rest two days more, overseas départements one or several."""
    return dict(holidays.France(years=year, subdiv=WITH_THEIR_OWN.get(department), language="fr"))


def department_of(codes: Iterable[str]) -> str:
    """Of the first of these INSEE or postal codes that is written; overseas it has three digits."""
    code = next(filter(None, codes), "")
    return code[:3] if code.startswith("97") else code[:2]


@cache
def published() -> dict[date, dict]:
    """Each day of a break, of whichever zone."""
    return SchoolHolidayDates().data


def school_break(day: date, zone: str) -> str:
    """« vacances d’hiver », or nothing: pupils of that zone are at school, or the day is not known."""
    known = published().get(day, {})
    name = known.get(f"vacances_zone_{zone.lower()}") and known["nom_vacances"].replace("'", "’")
    return name[:1].lower() + name[1:] if name else ""


def is_school_year_known(day: date) -> bool:
    return day <= max(published())
