"""What the apps above know of people and of envies.

They register it in their `AppConfig.ready`: nothing here is imported upwards.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from mediation.accounts.models import Space

Follower = Callable[..., list[str]]  # (provisional=, known=, at=, by=) -> what the desk is to be told
Sighting = Callable[[Space], QuerySet]  # rows with their `person` and `seen_at`
Programme = Callable[..., dict[int, "Planned"]]  # (space=, at=) -> by id of the envie


@dataclass(frozen=True)
class Planned:
    """What the programme already holds for one envie."""

    sessions_count: int = 0
    free_seats: int = 0
    waiting_count: int = 0


_followers: list[Follower] = []
_programmes: list[Programme] = []
_sightings: list[Sighting] = []


def follow_people(follower: Follower) -> None:
    """Register who moves its own rows from a provisional person to the one she turned out to be."""
    _followers.append(follower)


def answer_interests(programme: Programme) -> None:
    """Register who knows what is planned for the envies."""
    _programmes.append(programme)


def see_people(sighting: Sighting) -> None:
    """Register where else people are seen than at the desk."""
    _sightings.append(sighting)


def followers() -> list[Follower]:
    return list(_followers)


def planned(*, space: Space, at: datetime) -> dict[int, Planned]:
    """What is planned for each envie; those that nothing answers are absent."""
    return {pk: plan for programme in _programmes for pk, plan in programme(space=space, at=at).items()}


def sightings(*, space: Space) -> list[QuerySet]:
    """Each time somebody known was seen, by the app that noted it: rows with `person` and `seen_at`."""
    return [sighting(space) for sighting in _sightings]
