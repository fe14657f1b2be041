"""Addresses of the rows that a page lists by the hundred."""

from functools import lru_cache

from django.urls import reverse

from .codes import ALPHABET, CODE_LENGTH

STAND_IN = ALPHABET[-1] * CODE_LENGTH


def address_of(name: str, *keys: str) -> str:
    """As `reverse` gives it to a row whose code is the last of its keys; looked for once for all of them."""
    *within, code = keys
    before, after = around(name, *within)
    return f"{before}{code}{after}"


@lru_cache(maxsize=1024)
def around(name: str, *within: str) -> tuple[str, str]:
    before, _, after = reverse(name, args=[*within, STAND_IN]).rpartition(STAND_IN)
    return before, after
