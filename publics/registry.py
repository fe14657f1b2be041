"""What the apps above know of people and of envies.

They register it in their `AppConfig.ready`: nothing here is imported upwards.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from mediation.accounts.models import Space

Follower = Callable[..., None]  # (trace, kept=, merged=, at=, by=)
Sighting = Callable[[Space], QuerySet]  # rows with their `person` and `seen_at`
Namer = Callable[[list[int]], dict[int, "Named"]]
Programme = Callable[..., dict[int, "Planned"]]  # (space=, at=) -> by id of the envie
Undoing = Callable[..., None]  # (visit=, at=, by=)


@dataclass(frozen=True)
class Planned:
    """What the programme already holds for one envie."""

    sessions_count: int = 0
    free_seats: int = 0
    waiting_count: int = 0


@dataclass(frozen=True)
class Named:
    """What somebody asks about, the page of the team where it is seen, and what is new there."""

    title: str
    address: str
    news: str = ""


_namers: dict[str, Namer] = {}
_followers: list[Follower] = []
_programmes: list[Programme] = []
_sightings: list[Sighting] = []
_undoings: list[Undoing] = []


def follow_people(follower: Follower) -> None:
    """Register who settles what two people who turn out to be one both had, in the transaction of their merge.

    Called once every row that could follow did, by reflection over the foreign keys to Person: what the database
    refused is still the merged person's. It acts through `trace` (`publics.traces`), so that undoing is possible, and
    says there what the desk is to be told. What somebody refused wins over what she accepted under her other record.
    """
    _followers.append(follower)


def answer_interests(programme: Programme) -> None:
    """Register who knows what is planned for the envies."""
    _programmes.append(programme)


def see_people(sighting: Sighting) -> None:
    """Register where else people are seen than at the desk."""
    _sightings.append(sighting)


def undo_visits(undoing: Undoing) -> None:
    """Register who puts back what a visit came from, just before it is undone."""
    _undoings.append(undoing)


def undoings() -> list[Undoing]:
    return list(_undoings)


def followers() -> list[Follower]:
    return list(_followers)


def planned(*, space: Space, at: datetime) -> dict[int, Planned]:
    """What is planned for each envie; those that nothing answers are absent."""
    return {pk: plan for programme in _programmes for pk, plan in programme(space=space, at=at).items()}


def sightings(*, space: Space) -> list[QuerySet]:
    """Each time somebody known was seen, by the app that noted it: rows with `person` and `seen_at`."""
    return [sighting(space) for sighting in _sightings]


def name_subjects(sort: str, namer: Namer) -> None:
    """Register who names what references such as `workshop:12` are about."""
    _namers[sort] = namer


def named(refs: Iterable[str]) -> dict[str, Named]:
    """What these references are about: one reading a sort."""
    parted = {ref: ref.partition(":") for ref in refs if ref}
    sorts = {sort: [int(pk) for name, _, pk in parted.values() if name == sort] for sort in _namers}
    found = {sort: _namers[sort](ids) for sort, ids in sorts.items() if ids}
    names = {ref: found.get(sort, {}).get(int(pk)) for ref, (sort, _, pk) in parted.items()}
    return {ref: name for ref, name in names.items() if name}
