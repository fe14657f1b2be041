"""Text messages that fit: 160 characters of the GSM alphabet, and the telephone number never cut."""

import re
import unicodedata

LONGEST = 160
_BASIC = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_TWO_UNITS = set("^{}\\[~]|€")
_REPLACED = str.maketrans(
    {"’": "'", "‘": "'", "«": '"', "»": '"', "“": '"', "”": '"', "œ": "oe", "Œ": "Oe", "–": "-", "—": "-", "…": "...",
     "\u00a0": " ", "\u202f": " ", "°": "o"}
)  # fmt: skip
_QUOTES = re.compile(r"«\s?|\s?»")

FIRST_NAME, TITLE, PLACE = 12, 26, 18  # longest values of the fields below


def gsm(text: str) -> str:
    """The same words in the GSM alphabet: what it lacks loses its accent, then is dropped."""
    text = _QUOTES.sub('"', text).translate(_REPLACED)
    return "".join(letter if letter in _BASIC or letter in _TWO_UNITS else plain(letter) for letter in text)


def plain(letter: str) -> str:
    base = unicodedata.normalize("NFD", letter)[0]
    return base if base in _BASIC else ""


def units(text: str) -> int:
    return sum(2 if letter in _TWO_UNITS else 1 for letter in text)


def fitted(pattern: str, **fields: str) -> str:
    """The pattern filled in within 160 units: cut fields first, then without its link, then with a shorter title.

    Fields: S space, P first name, T short title, L place, U link; the others are kept whole.
    """
    limits = {"P": FIRST_NAME, "T": TITLE, "L": PLACE}
    values = {name: gsm(value)[: limits.get(name)].rstrip() for name, value in fields.items()}
    if "P" in fields:
        values["P"] = values["P"].strip() or "vous"  # a name that the alphabet cannot write
    if not values.get("U"):
        pattern = without_link(pattern)
    text = pattern.format(**values)
    if units(text) > LONGEST:
        pattern = without_link(pattern)
        text = pattern.format(**values)
    excess = units(text) - LONGEST
    if excess > 0:
        values["T"] = values.get("T", "")[: -excess - 1].rstrip() + "."
        text = pattern.format(**values)
    return text


def without_link(pattern: str) -> str:
    return pattern.replace(" ou {U}", "")
