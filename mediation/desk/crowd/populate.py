"""Everything, in one transaction: spaces by the models, people and what they did set by set."""

import time
from collections.abc import Callable
from datetime import datetime

from django.db import connection

from mediation.accounts.models import Membership, Space, Venue
from mediation.common.bulk import many_rows, tidy
from publics.consent_texts import CURRENT, TEXTS
from publics.enums import Purpose
from publics.models import Demarche, Facet, Interest
from publics.reference import write_reference_data

from ..demonstration.loading import read
from .rows import CROWD, STATEMENTS, TABLES
from .spaces import cities, write_groups, write_programme, write_spaces

ORDINARY, LARGEST = 1836, 10_000  # people
ACTIVITIES_EACH = 10
SCALES = {
    "space": [ORDINARY],
    "hub": [LARGEST, *[ORDINARY + 1] * 36, *[ORDINARY] * 13],  # 50 spaces, 100,000 people, 1,000,000 activities
}
WITH_THEM = ("accounts_space", "accounts_membership", "workshops_workshop", "workshops_session", "publics_segment")

Say = Callable[[str], object]


def populate(scale: str, *, at: datetime, say: Say) -> list[Space]:
    """The spaces, the largest first; `say` hears how far it is."""
    people = SCALES[scale]
    with many_rows(TABLES):
        write_reference_data()
        spaces = write_spaces(len(people))
        write_programme(spaces, at=at)
        write_groups(spaces, at=at)
        write_crowd(spaces, people, at=at, say=say)
        began = time.monotonic()
    say(f"index et liens, en {time.monotonic() - began:.0f} s")
    tidy([*TABLES, *WITH_THEM])
    return spaces


def write_crowd(spaces: list[Space], people: list[int], *, at: datetime, say: Say) -> None:
    with connection.cursor() as cursor:
        cursor.execute(CROWD, lines_of(spaces, people))
        for name, statement in STATEMENTS:
            began = time.monotonic()
            cursor.execute(statement, {"at": at, **lists()})
            if name:
                say(f"{cursor.rowcount} {name}, en {time.monotonic() - began:.0f} s")


def lines_of(spaces: list[Space], people: list[int]) -> dict[str, list[int]]:
    """Column by column, in the same order."""
    venues = dict(Venue.objects.filter(space__in=spaces).values_list("space", "pk"))
    users = dict(Membership.objects.filter(space__in=spaces).values_list("space", "user"))
    return {
        "spaces": [space.pk for space in spaces],
        "people": people,
        "activities": [count * ACTIVITIES_EACH for count in people],
        "venues": [venues[space.pk] for space in spaces],
        "users": [users[space.pk] for space in spaces],
    }


def lists() -> dict[str, list | str]:
    """What each row takes one of, and the words of each agreement."""
    names = read("names")
    return {
        "first_names": names["first_names"],
        "last_names": names["last_names"],
        "cities": cities(),
        "envies": list(Interest.objects.envies().order_by("pk").values_list("pk", flat=True)),
        "facets": list(Facet.objects.proposed().values_list("pk", flat=True)),
        "consent_text": TEXTS[CURRENT][Purpose.ANNOUNCEMENTS],
        "demarches": list(Demarche.objects.proposed().values_list("pk", flat=True)),
    }
