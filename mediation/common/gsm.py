"""How long a text message is: the alphabet of telephones (GSM 03.38), how its letters count, how many SMS it makes.

A text holds in 160 septets, or in 153 a part when it takes several. One letter outside the alphabet and the whole text
is written in UCS-2: 70 units, or 67 a part. é, è, à and ù are in the alphabet; ê, ç, œ and ’ are not.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = frozenset("^{}\\[~]|€\f")  # each after an escape: two septets
ALPHABET = BASIC | EXTENSION
ALONE, PART = 160, 153  # septets
UCS2_ALONE, UCS2_PART = 70, 67

_REPLACED = str.maketrans(
    {"’": "'", "‘": "'", "«": '"', "»": '"', "“": '"', "”": '"', "œ": "oe", "Œ": "Oe", "‑": "-", "–": "-", "—": "-",
     "•": "-", "…": "...", "°": "o", "\t": " ", "\u00a0": " ", "\u2009": " ", "\u202f": " "}
)  # fmt: skip
_QUOTES = re.compile(r"«\s?|\s?»")
_NAMES = {
    "’": "l’apostrophe courbe",
    "«": "le guillemet «",
    "»": "le guillemet »",
    "…": "les points de suspension en un signe",
    "–": "le tiret",
    "—": "le tiret long",
    "\u00a0": "l’espace insécable",
    "\u202f": "l’espace fine",
}


@dataclass(frozen=True)
class Length:
    """Septets, or units of UCS-2 as soon as there is a `foreign` letter; `left` in the last of the SMS it makes."""

    units: int
    segments: int
    left: int
    foreign: tuple[str, ...] = ()

    @property
    def is_ucs2(self) -> bool:
        return bool(self.foreign)

    @property
    def culprits(self) -> list[str]:
        """The letters that make it longer, as a person names them: a blank is not seen between quotes."""
        return [named(letter) for letter in self.foreign]


def length(text: str) -> Length:
    """What it costs is its `segments`: each is paid as one SMS."""
    foreign = tuple(dict.fromkeys(letter for letter in text if letter not in ALPHABET))
    if foreign:
        return parted([2 if ord(letter) > 0xFFFF else 1 for letter in text], UCS2_ALONE, UCS2_PART, foreign)
    return parted([septets(letter) for letter in text], ALONE, PART)


def parted(sizes: Iterable[int], alone: int, part: int, foreign: tuple[str, ...] = ()) -> Length:
    """A letter of two units is never cut in two: the part before it goes with one unit empty."""
    units = sum(sizes)
    if units <= alone:
        return Length(units, min(units, 1), alone - units, foreign)
    segments, filled = 1, 0
    for size in sizes:
        if filled + size > part:
            segments, filled = segments + 1, 0
        filled += size
    return Length(units, segments, part - filled, foreign)


def septets(text: str) -> int:
    """Of a text of the alphabet."""
    return sum(2 if letter in EXTENSION else 1 for letter in text)


def simplified(text: str) -> str:
    """The same words in the alphabet: what it lacks is written otherwise, loses its accent, else is dropped."""
    text = _QUOTES.sub('"', unicodedata.normalize("NFC", text)).translate(_REPLACED)
    return "".join(letter if letter in ALPHABET else plain(letter) for letter in text)


def plain(letter: str) -> str:
    """Without its accent, when what is left is of the alphabet."""
    base = unicodedata.normalize("NFD", letter)[0]
    return base if base in BASIC else ""


def named(letter: str) -> str:
    return _NAMES.get(letter) or (f"«\u00a0{letter}\u00a0»" if letter.isprintable() else "un signe invisible")
