"""How fast the calendar and the public programme are where twenty thousand sessions are held in a year.

In one space, under the application's role, through the whole application. Each page is compared with an empty one
through the same middleware, and with itself in a database where the same space has its ordinary programme. By turns, in
one run: a busy machine slows both.
"""

import statistics
from collections import defaultdict
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
from workshops.models import Session
from workshops.services import open_feed

from . import publics
from .publics import EMPTY, ROUNDS, asking

SESSIONS = 20_000
MANY, ORDINARY = "many", "ordinary"
PAGES = ("day", "week", "week_of_one", "month", "sessions", "programme", "programme_ics", "feed")

# Spread over the year, from 8 h to 18 h: half before, half to come. Their codes are numbers dressed as codes.
FILL = """
INSERT INTO workshops_session (
    space_id, code, version, workshop_id, venue_id, host_id, is_detached, starts_at, ends_at, time_zone, capacity,
    seats_taken, waiting_count, state, pace, level, equipment, anonymous_count, created_at
)
SELECT %(space)s, translate(lpad(n::text, 8, '0'), '0123456789', '23456789CD'), 1,
    (%(workshops)s::bigint[])[1 + n %% array_length(%(workshops)s::bigint[], 1)], %(venue)s, NULL, false, start,
    start + interval '1 hour', 'Europe/Paris', 8, 0, 0, CASE WHEN start < %(at)s THEN 'done' ELSE 'published' END, '',
    '', '', 0, %(at)s - interval '1 year'
FROM (
    SELECT n, date_trunc('day', %(at)s) + interval '1 day' * (n %% 365 - 182) + interval '8 hours'
        + interval '10 minutes' * (n / 365 %% 60) AS start
    FROM generate_series(1, %(sessions)s) AS n
) AS planned
"""


def fill(space: Space) -> None:
    workshops = list(Session.objects.of(space).values_list("workshop", flat=True).distinct())
    said = {"space": space.pk, "workshops": workshops, "sessions": SESSIONS, "at": timezone.now()}
    with connection.cursor() as cursor:
        cursor.execute(FILL, said | {"venue": Venue.objects.of(space).get().pk})
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

    def __init__(self, name: str):
        self.name, self.database = name, WorkerDatabase(f"bench_{name}")
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
    before, times, scales = connection.settings_dict["NAME"], defaultdict(list), []
    try:
        scales.extend(Scale(name) for name in (MANY, ORDINARY))
        for _ in range(ROUNDS):
            for scale in scales:
                scale.turn(times)
    finally:
        for scale in scales:
            scale.database.drop()
        scales[0].database.use(before)
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
