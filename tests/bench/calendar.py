"""How fast the calendar and the public programme are where twenty thousand sessions are held in a year.

In one space, under the application's role, through the whole application. Each page is compared with an empty one
through the same middleware, and with itself in a database where the same space has its ordinary programme. By turns, in
one run: a busy machine slows both.
"""

import statistics
from collections import defaultdict
from datetime import timedelta
from functools import cache

from django.db import connection
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from mediation.accounts.models import Space, User, Venue
from mediation.common.bulk import tidy
from mediation.desk.crowd.populate import populate
from mediation.desk.crowd.spaces import mediator_of
from tests.databases import WorkerDatabase
from tests.figures import figure
from workshops.calendars.feeds import Feed
from workshops.enums import SessionState
from workshops.models import Session, Workshop
from workshops.services import open_feed

from . import publics
from .publics import EMPTY, ROUNDS, asking

SESSIONS, A_YEAR = 20_000, 365
MANY, ORDINARY = "many", "ordinary"
PAGES = ("day", "week", "week_of_one", "month", "sessions", "programme", "programme_ics", "feed")


def fill(space: Space) -> None:
    """Spread over the year, half before and half to come; from 8 h to 18 h."""
    at, venue = timezone.now(), Venue.objects.of(space).get()
    workshops = list(Workshop.objects.of(space).order_by("pk"))
    morning = timezone.localtime(at, space.zone).replace(hour=8, minute=0, second=0, microsecond=0)
    starts = (
        morning + timedelta(days=n % A_YEAR - A_YEAR // 2, minutes=10 * (n // A_YEAR % 60)) for n in range(SESSIONS)
    )
    Session.objects.bulk_create(
        (
            Session(
                space=space, workshop=workshops[n % len(workshops)], venue=venue, time_zone=space.time_zone,
                starts_at=start, ends_at=start + timedelta(hours=1), capacity=8, created_at=at - timedelta(days=A_YEAR),
                state=SessionState.DONE if start < at else SessionState.PUBLISHED,
            )
            for n, start in enumerate(starts)
        ),
        batch_size=2000,
    )  # fmt: skip
    tidy(["workshops_session"])


def addresses(space: Space, user: User) -> dict[str, str]:
    venue = Venue.objects.of(space).get()
    secret = open_feed(feed=Feed(space, venue=venue), at=timezone.now(), by=user).secret
    return {
        EMPTY: reverse(EMPTY),
        "day": asking("workshops:calendar", vue="jour"),
        "week": asking("workshops:calendar"),
        "week_of_one": asking("workshops:calendar", avec=user.pk),
        "month": asking("workshops:calendar", vue="mois"),
        "sessions": asking("workshops:sessions"),
        "programme": reverse("public:programme", args=[space.slug]),
        "programme_ics": reverse("public:programme_ics", args=[space.slug]),
        "feed": reverse("public:calendar", args=[space.slug, secret]),
    }


class Scale(publics.Scale):
    """A database of its own, its mediator at work there."""

    def __init__(self, name: str, database: WorkerDatabase):
        self.name, self.database = name, database
        self.database.create()
        [space] = populate("space", at=timezone.now(), say=print)
        if name == MANY:
            fill(space)
        user = User.objects.get(email=mediator_of(1))
        self.addresses, self.client = addresses(space, user), Client()
        self.client.force_login(user)


@cache
@override_settings(ROOT_URLCONF=publics.__name__)
def milliseconds() -> dict[tuple[str, str], float]:
    """The median of each page at each scale."""
    before, times = connection.settings_dict["NAME"], defaultdict(list)
    databases = {name: WorkerDatabase(f"bench_{name}") for name in (MANY, ORDINARY)}
    try:
        scales = [Scale(name, database) for name, database in databases.items()]
        for _ in range(ROUNDS):
            for scale in scales:
                scale.turn(times)
    finally:
        for database in databases.values():
            database.drop()
        database.use(before)
    medians = {key: 1000 * statistics.median(taken) for key, taken in times.items()}
    for page in (EMPTY, *PAGES):
        print(
            f"{page:<20} {medians[page, MANY]:>7.1f} ms, {medians[page, ORDINARY]:>7.1f} ms with an ordinary programme"
        )
    return medians


def promise(page: str) -> None:
    def to_an_empty_page() -> float:
        return milliseconds()[page, MANY] / milliseconds()[EMPTY, MANY]

    def to_an_ordinary_programme() -> float:
        return milliseconds()[page, MANY] / milliseconds()[page, ORDINARY]

    for measure, bound in ((to_an_empty_page, 6), (to_an_ordinary_programme, 3)):
        measure.__name__ = f"{page}_{measure.__name__}"
        figure(at_most=bound, unit="times")(measure)


for page in PAGES:
    promise(page)
