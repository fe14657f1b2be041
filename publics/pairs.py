"""How many pairs look alike: comparing everybody takes long, so the number is kept from one hour to the next."""

from django.core.cache import cache

from mediation.accounts.models import Space

from .models import LikelyPair, likely_pairs

KEPT_FOR = 2 * 60 * 60  # seconds: longer than from one count to the next


def pairs_of(space: Space) -> list[LikelyPair]:
    """Compared now."""
    pairs = likely_pairs(space=space)
    unknown = [pair for pair in pairs if pair.double.is_provisional]
    cache.set(key(space), {"all": len(pairs), "to_recognise": len(unknown)}, KEPT_FOR)
    return pairs


def last_counts(space: Space) -> dict[str, int]:
    """`all`, and those of somebody `to_recognise`; nothing when it is not known, or no longer."""
    return cache.get(key(space), {})


def no_longer_known(space: Space) -> None:
    cache.delete(key(space))


def key(space: Space) -> str:
    return f"pairs:{space.pk}"
