"""What the apps above know of people and of envies.

They register it in their `AppConfig.ready`: nothing here is imported upwards.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from mediation.accounts.models import Space

Follower = Callable[..., list[str]]  # (provisional=, known=, at=, by=) -> what the desk is to be told
Programme = Callable[..., dict[int, "Planned"]]  # (space=, at=) -> by id of the envie


@dataclass(frozen=True)
class Planned:
    """What the programme already holds for one envie."""

    sessions_count: int = 0
    free_seats: int = 0
    waiting_count: int = 0


_followers: list[Follower] = []
_programmes: list[Programme] = []


def follow_people(follower: Follower) -> None:
    """Register who moves its own rows from a provisional person to the one she turned out to be."""
    _followers.append(follower)


def answer_interests(programme: Programme) -> None:
    """Register who knows what is planned for the envies."""
    _programmes.append(programme)


def followers() -> list[Follower]:
    return list(_followers)


def planned(*, space: Space, at: datetime) -> dict[int, Planned]:
    """What is planned for each envie; those that nothing answers are absent."""
    return {pk: plan for programme in _programmes for pk, plan in programme(space=space, at=at).items()}
