"""How fast the pages about people are where ten thousand are known, among a hundred thousand and a million activities.

In the mediator's own space, under the application's role, through the whole application. Each page is compared with an
empty one through the same middleware, and with itself in a database that holds one ordinary space. By turns, in one
run: a busy machine slows both.

And a file of people of La Coop, the longest that is taken: a line costs no more than in a file ten times shorter.
"""

import csv
import io
import statistics
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from urllib.parse import urlencode

from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.test import Client, override_settings
from django.urls import path, reverse
from django.utils import timezone

from mediation import urls
from mediation.accounts.models import Space, User
from mediation.common.isolation import only
from mediation.desk.crowd.populate import populate
from mediation.desk.crowd.spaces import mediator_of
from mediation.desk.demonstration.loading import read
from publics import services
from publics.beneficiaries import MOST_LINES
from publics.models import Person, Segment
from publics.views.people import PAGE
from tests.databases import WorkerDatabase
from tests.figures import figure
from workshops.models import Session

HUB, SPACE = "hub", "space"
ROUNDS, MEASURED = 4, 3
EMPTY = "empty"
PAGES = (
    "search", "search_by_part", "list", "middle_of_list", "last_of_list", "person", "groups", "group", "interested",
    "duplicates",
)  # fmt: skip


def empty(request: HttpRequest) -> HttpResponse:
    return render(request, "base.html")


urlpatterns = [path("vide/", empty, name=EMPTY), *urls.urlpatterns]


def addresses(space: Space) -> dict[str, str]:
    """The heaviest of each: who came most, the group of those who did not come, the session of the most said envie."""
    people = Person.objects.of(space)
    most_seen = people.annotate(visits_count=Count("visits")).order_by("-visits_count").first()
    session = Session.objects.of(space).upcoming(at=timezone.now()).by_date().first()
    group = Segment.objects.of(space).get(rule__contains={"all": [{"is": "not_seen"}]})
    pages = (people.count() + PAGE - 1) // PAGE
    return {
        EMPTY: reverse(EMPTY),
        "search": asking("desk:search", q="madelene coqueliquot"),
        "search_by_part": asking("desk:search", q="noise"),
        "list": asking("publics:people"),
        "middle_of_list": asking("publics:people", page=pages // 2),
        "last_of_list": asking("publics:people", page=pages),
        "person": most_seen.get_absolute_url(),
        "groups": reverse("publics:segments"),
        "group": group.get_absolute_url(),
        "interested": reverse("desk:interested", args=[session.code]),
        "duplicates": reverse("publics:duplicates"),
    }


def asking(name: str, **what) -> str:
    return f"{reverse(name)}?{urlencode(what)}"


class Scale:
    """A database of its own, its mediator at work there."""

    def __init__(self, name: str, database: WorkerDatabase):
        self.name, self.database = name, database
        self.database.create()
        [space, *_] = populate(name, at=timezone.now(), say=print)
        self.addresses = addresses(space)
        self.client = Client()
        self.client.force_login(User.objects.get(email=mediator_of(1)))

    def turn(self, times: dict[tuple[str, str], list[float]]) -> None:
        """Each page once unmeasured, since a new connection and an emptied cache have all to learn; then by turns."""
        self.database.use(self.database.name)
        caches["default"].clear()  # both databases number their spaces alike
        for number in range(1 + MEASURED):
            for page, address in self.addresses.items():
                began = time.perf_counter()
                status = self.client.get(address).status_code
                took = time.perf_counter() - began
                assert status == HttpResponse.status_code, (page, status)
                if number:
                    times[page, self.name].append(took)


@contextmanager
def scales() -> Iterator[list[Scale]]:
    """Both databases, and back to the one we had."""
    before = connection.settings_dict["NAME"]
    databases = {name: WorkerDatabase(f"bench_{name}") for name in (HUB, SPACE)}
    try:
        yield [Scale(name, database) for name, database in databases.items()]
    finally:
        for database in databases.values():
            database.drop()
        database.use(before)


@cache
@override_settings(ROOT_URLCONF=__name__)
def milliseconds() -> dict[tuple[str, str], float]:
    """The median of each page at each scale."""
    times = defaultdict(list)
    with scales() as both:
        for _ in range(ROUNDS):
            for scale in both:
                scale.turn(times)
    medians = {key: 1000 * statistics.median(taken) for key, taken in times.items()}
    for page in (EMPTY, *PAGES):
        print(f"{page:<20} {medians[page, HUB]:>7.1f} ms, {medians[page, SPACE]:>7.1f} ms in one ordinary space alone")
    return medians


def promise(page: str) -> None:
    def to_an_empty_page() -> float:
        return milliseconds()[page, HUB] / milliseconds()[EMPTY, HUB]

    def to_one_space() -> float:
        return milliseconds()[page, HUB] / milliseconds()[page, SPACE]

    for measure, bound in ((to_an_empty_page, 6), (to_one_space, 3)):
        measure.__name__ = f"{page}_{measure.__name__}"
        figure(at_most=bound, unit="times")(measure)


for page in PAGES:
    promise(page)


FEWER_LINES = MOST_LINES // 10
PREVIEW, CONFIRMATION = "preview", "confirmation"


def file_of(count: int) -> SimpleUploadedFile:
    """Names that some here bear too, telephones that nobody here has."""
    names, written = read("names"), io.StringIO()
    first, last = names["first_names"], names["last_names"]
    lines = csv.writer(written, delimiter=";")
    lines.writerow(["Nom", "Prénom", "Année de naissance", "Commune", "Téléphone"])
    for n in range(count):
        name = f"{last[n % len(last)]}-{last[n // len(last) % len(last)]}"
        lines.writerow([name, first[n * 7 % len(first)], 1930 + n % 80, "Vernelune", f"06399{85_000 + n}"])
    return SimpleUploadedFile("beneficiaires.csv", written.getvalue().encode())


def seconds_of_import(space: Space, count: int) -> dict[str, float]:
    """As its page and its button do; then all is undone."""
    at, by, times = timezone.now(), User.objects.first(), [time.perf_counter()]
    with only([space.pk]), transaction.atomic():
        proposal = services.propose_import(upload=file_of(count), space=space, by=by, at=at)
        times.append(time.perf_counter())
        done = services.carry_out_import(proposal=proposal, choices={}, by=by, at=at)
        times.append(time.perf_counter())
        transaction.set_rollback(True)
    assert done.new_count > count / 2, done.report
    return {PREVIEW: times[1] - times[0], CONFIRMATION: times[2] - times[1]}


@cache
def milliseconds_a_line() -> dict[tuple[str, int], float]:
    """The median of each act at each length, in an ordinary space."""
    [space] = populate(SPACE, at=timezone.now(), say=print)
    times = defaultdict(list)
    for _ in range(MEASURED):
        for count in (FEWER_LINES, MOST_LINES):
            for act, taken in seconds_of_import(space, count).items():
                times[act, count].append(1000 * taken / count)
    for (act, count), each in times.items():
        print(f"{act} of {count} lines {' ':<8} {count * statistics.median(each):>7.0f} ms")
    return {key: statistics.median(each) for key, each in times.items()}


def promise_of_import(act: str) -> None:
    def to_fewer_lines() -> float:
        return milliseconds_a_line()[act, MOST_LINES] / milliseconds_a_line()[act, FEWER_LINES]

    to_fewer_lines.__name__ = f"line_in_{act}_of_import_to_fewer"
    figure(at_most=1.5, unit="times")(to_fewer_lines)


for act in (PREVIEW, CONFIRMATION):
    promise_of_import(act)
