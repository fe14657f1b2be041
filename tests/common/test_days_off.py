"""Public holidays by département, school breaks by zone, and what nobody has published yet."""

from datetime import date, timedelta

import pytest

from mediation.common.days_off import (
    department_of,
    is_school_year_known,
    public_holidays,
    school_break,
)

GOOD_FRIDAY, SAINT_STEPHEN = date(2027, 3, 26), date(2026, 12, 26)


def test_holidays_of_the_country_have_their_french_names():
    assert public_holidays(2026)[date(2026, 11, 11)] == "Armistice"
    assert public_holidays(2026)[date(2026, 12, 25)] == "Noël"


@pytest.mark.parametrize("department", ["57", "67", "68"])
def test_alsace_and_moselle_rest_two_days_more(department):
    assert public_holidays(2027, department)[GOOD_FRIDAY] == "Vendredi saint"
    assert public_holidays(2026, department)[SAINT_STEPHEN] == "Saint-Étienne"
    assert GOOD_FRIDAY not in public_holidays(2027, "23")


def test_la_reunion_remembers_the_abolition():
    assert public_holidays(2026, "974")[date(2026, 12, 20)] == "Abolition de l'esclavage"
    assert date(2026, 12, 20) not in public_holidays(2026, "57")


@pytest.mark.parametrize(
    ("codes", "department"),
    [(["67482", "67000"], "67"), (["", "57000"], "57"), (["97411", ""], "974"), (["2A004"], "2A"), (["", ""], "")],
)
def test_a_departement_is_read_in_a_code(codes, department):
    assert department_of(codes) == department


@pytest.mark.parametrize(
    ("zone", "first", "last"),
    [
        ("A", date(2027, 2, 13), date(2027, 2, 28)),
        ("B", date(2027, 2, 20), date(2027, 3, 7)),
        ("C", date(2027, 2, 6), date(2027, 2, 21)),
    ],
)
def test_winter_break_of_each_zone(zone, first, last):
    day = timedelta(days=1)
    assert school_break(first, zone) == school_break(last, zone) == "vacances d’hiver"
    assert (school_break(first - day, zone), school_break(last + day, zone)) == ("", "")


def test_another_calendar_is_not_guessed():
    assert school_break(date(2027, 2, 15), "other") == ""


def test_breaks_are_known_for_whole_years_and_not_beyond():
    assert is_school_year_known(date(2028, 8, 31))
    assert not is_school_year_known(date(2050, 9, 1))
