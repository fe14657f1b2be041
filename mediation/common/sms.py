"""Text messages that fit in one SMS: names and titles cut by rule, the telephone number never."""

from collections.abc import Mapping

from .braces import filled
from .gsm import ALONE, septets, simplified

FIRST_NAME, TITLE, PLACE = 12, 26, 18  # characters, of the words below; the others are kept whole
LONGEST = {"prénom": FIRST_NAME, "quoi": TITLE, "où": PLACE}


def fitted(pattern: str, words: Mapping[str, str]) -> str:
    """The pattern filled in within one SMS: first name, title and place cut first, then without its link, then with
    a shorter title."""
    values = shortened(words)
    text = simplified(filled(pattern, values))
    if septets(text) > ALONE:
        values["lien"] = ""
        text = simplified(filled(pattern, values))
    excess = septets(text) - ALONE
    if excess > 0:
        values["quoi"] = values.get("quoi", "")[: -excess - 1].rstrip() + "."
        text = simplified(filled(pattern, values))
    return text


def shortened(words: Mapping[str, str]) -> dict[str, str]:
    """In the alphabet of telephones, each within its length; a name that the alphabet cannot write is « vous »."""
    values = {name: simplified(value)[: LONGEST.get(name)].rstrip() for name, value in words.items()}
    if "prénom" in values:
        values["prénom"] = values["prénom"].strip() or "vous"
    return values
