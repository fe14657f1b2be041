"""The demonstration space: alive whatever the day it is launched, written once, the same each time."""

from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import CommandError, call_command

from mediation.accounts.models import Space, User
from mediation.courier.enums import MessageState
from mediation.courier.models import Message
from mediation.desk.demonstration.days import Days
from mediation.desk.demonstration.load import load
from mediation.desk.demonstration.loading import read
from mediation.desk.demonstration.programme import day_of
from partners.notifications import CALL
from publics.models import Person, Visit
from publics.notifications import CALL_ENQUIRER
from workshops.answers import missing
from workshops.enums import SessionState
from workshops.models import Registration, Session

PARIS = ZoneInfo("Europe/Paris")
LAUNCHES = [  # and the day of the last visits: that one once their hour has come, or the open day before
    (datetime(2026, 11, 26, 20, 30, tzinfo=PARIS), date(2026, 11, 26)),  # a Thursday evening
    (datetime(2026, 11, 27, 8, 0, tzinfo=PARIS), date(2026, 11, 26)),  # a Friday, before the doors open
    (datetime(2026, 11, 29, 15, 0, tzinfo=PARIS), date(2026, 11, 28)),  # a Sunday
    (datetime(2026, 12, 25, 9, 0, tzinfo=PARIS), date(2026, 12, 24)),  # Christmas, a Friday
]
# Of Amina and of « Vendre ses gâteaux »: an address noted in one demonstration opens in the next.
CODES = {"72TTNA62", "WNT9W4WG"}


SESSIONS = read("programme")["sessions"]


def planned(days: Days) -> list[tuple[dict, datetime, datetime]]:
    rows = [(row, day_of(days, row)) for row in SESSIONS]
    return [(row, days.at(day, row["start"]), days.at(day, row["end"])) for row, day in rows]


def overlapping(plan: list[tuple[dict, datetime, datetime]]) -> list[tuple]:
    """Who or what would be in two places at a time."""
    taken = defaultdict(list)
    for row, start, end in plan:
        taken["host", row["host"]].append((start, end))
        if "room" in row:
            taken[row["venue"], row["room"]].append((start, end))
    return [
        (what, before, after)
        for what, times in taken.items()
        for before, after in pairwise(sorted(times))
        if after[0] < before[1]
    ]


@pytest.mark.parametrize("year", [2026, 2027, 2028])
def test_whatever_the_day_nobody_is_in_two_places_and_closed_days_are_empty(year):
    for number in range(365):
        launch = date(year, 1, 1) + timedelta(days=number)
        days = Days(launch, PARIS)
        plan = planned(days)
        starts = [start.date() for _, start, _ in plan]
        assert overlapping(plan) == [], launch
        assert all(days.is_open(day) for day in starts), launch
        assert starts[0] < launch <= starts[1] < starts[2] < starts[3], launch


def test_a_sunday_or_a_public_holiday_begins_on_the_next_open_day():
    assert Days(date(2026, 11, 22), PARIS).first == date(2026, 11, 23)  # a Sunday
    assert Days(date(2026, 12, 25), PARIS).first == date(2026, 12, 26)  # Christmas, a Friday
    assert Days(date(2027, 3, 28), PARIS).first == date(2027, 3, 30)  # Easter, then its Monday


def test_demo_shows_an_account_a_role_and_creates_once(db, sms, capsys):
    call_command("demo")
    shown = capsys.readouterr().out
    before = Counter({model: model.objects.count() for model in (Person, Session, Registration, Message, Visit, User)})
    codes = set(Person.objects.values_list("code", flat=True))

    with time_machine.travel(datetime.now(UTC) + timedelta(days=3)):
        call_command("demo")

    assert capsys.readouterr().out == shown
    assert {model: model.objects.count() for model in before} == before
    assert set(Person.objects.values_list("code", flat=True)) == codes
    assert [line.split()[0] for line in shown.splitlines()] == [
        "helene@fil.example.org",
        "ines@fil.example.org",
        "malo@fil.example.org",
        "paulette@fil.example.org",
        "noemie@fil.example.org",
        "s.coudrier@ccas-montorvelle.example.org",
        "admin@fil.example.org",
        "gerontologie@orvelle.example.org",
        "reseau@hub-orvelle.example.org",
        "Mot",
    ]
    password = shown.splitlines()[-1].partition(" : ")[2]
    assert all(user.check_password(password) for user in User.objects.all()[:2])


def test_demo_is_refused_in_production(db, settings):
    settings.PRODUCTION = True

    with pytest.raises(CommandError, match="jamais en production"):
        call_command("demo")
    assert not Space.objects.exists()


@pytest.mark.parametrize(("at", "last_visits_on"), LAUNCHES, ids=str)
def test_whatever_the_day_the_space_is_at_work(at, last_visits_on, db, sms):
    space = load(at=at)
    midnight = at.replace(hour=0, minute=0)

    sessions = Session.objects.of(space).exclude(state=SessionState.DRAFT)
    assert sessions.filter(starts_at__gte=at).count() >= 28
    assert [str(one) for one in sessions.with_details().filter(starts_at__gte=at) if missing(one)] == []
    to_close = sessions.filter(state=SessionState.PUBLISHED, starts_at__lt=midnight)
    assert [one.workshop.short_title for one in to_close] == ["Sauver ses photos"]
    still_to_do = Message.objects.filter(state=MessageState.QUEUED, due_at__lt=midnight)
    assert {(message.kind, message.attempts) for message in still_to_do} == {(CALL, 2), (CALL_ENQUIRER, 0)}
    assert Visit.objects.latest("at").at.date() == last_visits_on
    assert not Visit.objects.filter(at__gt=at).exists()
    assert set(Person.objects.values_list("code", flat=True)) | set(sessions.values_list("code", flat=True)) >= CODES
