"""Who may be noted twice, kept from one hour to the next: comparing everybody takes long.

Only keys and reasons are kept. Who they are is read at each opening: nobody is proposed who was merged, forgotten or
told apart since. Without the cache, everybody is compared each time.

They are kept as lists and texts, under a name that says their shape: neither the version before nor the one after has
to understand what this one wrote.
"""

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import datetime

from django.core.cache import cache

from mediation.accounts.models import Space

from .models import DistinctPair, LikelyPair, Person, likely_pairs

SHAPE = 2  # to increase whenever what is kept changes
KEPT_FOR = 2 * 60 * 60  # seconds: longer than from one comparison to the next


@dataclass(frozen=True)
class Likeness:
    """The keys of two records that may be one person, and why, in words."""

    kept: int
    double: int
    is_to_recognise: bool
    reasons: list[str]


@dataclass(frozen=True)
class Comparison:
    at: datetime
    found: list[Likeness]


def compare(space: Space, *, at: datetime) -> Comparison:
    """Everybody, now."""
    found = [
        Likeness(pair.kept.pk, pair.double.pk, pair.double.is_provisional, pair.reasons)
        for pair in likely_pairs(space=space)
    ]
    return keep(space, Comparison(at, found))


def keep(space: Space, comparison: Comparison) -> Comparison:
    found = [list(astuple(one)) for one in comparison.found]
    cache.set(key(space), {"at": comparison.at.isoformat(), "found": found}, KEPT_FOR)
    return comparison


def kept_of(space: Space) -> Comparison | None:
    kept = cache.get(key(space))
    return kept and Comparison(datetime.fromisoformat(kept["at"]), [Likeness(*one) for one in kept["found"]])


def last_comparison(space: Space, *, at: datetime) -> Comparison:
    """As it was kept, without those who are no longer two to look at; made now when none is kept."""
    kept = kept_of(space)
    return Comparison(kept.at, standing(space, kept.found)) if kept else compare(space, at=at)


def standing(space: Space, found: list[Likeness]) -> list[Likeness]:
    pairs = [{one.kept, one.double} for one in found]
    people = Person.objects.of(space).current().filter(pk__in=set().union(*pairs))
    current = set(people.values_list("pk", flat=True))
    told_apart = DistinctPair.objects.of(space).filter(first__in=current, second__in=current)
    distinct = [set(two) for two in told_apart.values_list("first", "second")]
    return [one for one, pair in zip(found, pairs, strict=True) if pair <= current and pair not in distinct]


def settle(space: Space) -> None:
    """After a merge, or when two were told apart: they are no longer counted."""
    if kept := kept_of(space):
        keep(space, Comparison(kept.at, standing(space, kept.found)))


def people_of(space: Space, found: Iterable[Likeness]) -> list[LikelyPair]:
    found = list(found)
    people = Person.objects.of(space).in_bulk([pk for one in found for pk in (one.kept, one.double)])
    return [LikelyPair(people[one.kept], people[one.double], one.reasons) for one in found]


def last_counts(space: Space) -> dict[str, int]:
    """`all`, and those of somebody `to_recognise`; nothing when it is not known, or no longer."""
    kept = kept_of(space)
    if kept is None:
        return {}
    return {"all": len(kept.found), "to_recognise": sum(one.is_to_recognise for one in kept.found)}


def no_longer_known(space: Space) -> None:
    cache.delete(key(space))


def key(space: Space) -> str:
    return f"likely_pairs:{SHAPE}:{space.pk}"
