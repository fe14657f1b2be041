"""Hours as OpenStreetMap writes them: read exactly, or refused."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError

from mediation.common.hours import read, together

PARIS = ZoneInfo("Europe/Paris")
WEEK = read("Mo-Fr 09:00-12:00,14:00-17:30; Sa 09:00-12:00; PH off")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """In November 2026: the 16th is a Monday, the 11th a public holiday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=PARIS)


def test_a_day_has_its_spans_and_a_public_holiday_none():
    assert WEEK.spans(date(2026, 11, 16)) == ((540, 720), (840, 1050))
    assert WEEK.spans(date(2026, 11, 21)) == ((540, 720),)
    assert WEEK.spans(date(2026, 11, 22)) == ()
    assert WEEK.spans(date(2026, 11, 11)) == ()


def test_public_holidays_open_when_they_are_named():
    assert read("Mo-Su 09:00-12:00; PH 10:00-11:00").spans(date(2026, 11, 11)) == ((600, 660),)


@pytest.mark.parametrize(
    ("text", "monday", "sunday"),
    [
        ("09:00-12:00", ((540, 720),), ((540, 720),)),
        ("Fr-Mo 10:00-24:00", ((600, 1440),), ((600, 1440),)),
        ("Mo,We 09:00-10:00", ((540, 600),), ()),
        ("Mo-Fr 09:00-12:00; Mo off", (), ()),
        ("Mo 14:00-16:00, 09:00-11:00,10:00-12:00", ((540, 720), (840, 960)), ()),
        ("", (), ()),
    ],
)
def test_reads(text, monday, sunday):
    hours = read(text)
    assert (hours.spans(date(2026, 11, 16)), hours.spans(date(2026, 11, 22))) == (monday, sunday)


@pytest.mark.parametrize(
    "text",
    ["du lundi au vendredi", "Mo-Fr 9-12", "Mo 25:00-26:00", "Mo 12:00-09:00", "Jan Mo 09:00-10:00", "x" * 10_000],
)
def test_refuses_what_it_does_not_understand(text):
    with pytest.raises(ValidationError):
        read(text)


def test_time_is_counted_while_somebody_is_there():
    assert WEEK.minutes_between(at(20, 17), at(23, 9, 30)) == 30 + 180 + 30
    assert WEEK.minutes_between(at(21, 13), at(22, 20)) == 0


def test_time_to_come_falls_while_somebody_is_there():
    assert WEEK.after(at(20, 17), 60) == at(21, 9, 30)
    assert WEEK.after(at(10, 17), 60) == at(12, 9, 30)
    assert WEEK.next_opening(at(21, 13)) == at(23, 9)
    assert WEEK.is_open(at(16, 9))
    assert not WEEK.is_open(at(16, 12))


def test_several_places_are_open_together_and_one_that_cannot_be_read_is_left_out():
    hours = together(["Mo 09:00-12:00", "Mo 11:00-15:00; Tu 09:00-10:00", "sur rendez-vous"])
    assert hours.spans(date(2026, 11, 16)) == ((540, 900),)
    assert not together(["sur rendez-vous"]).is_known
