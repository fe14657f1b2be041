"""Text messages that fit in one SMS: names and titles cut by rule, the telephone number never."""

from .gsm import ALONE, septets, simplified

FIRST_NAME, TITLE, PLACE = 12, 26, 18  # longest values of the fields below


def fitted(pattern: str, **fields: str) -> str:
    """The pattern filled in within one SMS: cut fields first, then without its link, then with a shorter title.

    Fields: S space, P first name, T short title, L place, U link; the others are kept whole.
    """
    limits = {"P": FIRST_NAME, "T": TITLE, "L": PLACE}
    values = {name: simplified(value)[: limits.get(name)].rstrip() for name, value in fields.items()}
    if "P" in fields:
        values["P"] = values["P"].strip() or "vous"  # a name that the alphabet cannot write
    if not values.get("U"):
        pattern = without_link(pattern)
    text = pattern.format(**values)
    if septets(text) > ALONE:
        pattern = without_link(pattern)
        text = pattern.format(**values)
    excess = septets(text) - ALONE
    if excess > 0:
        values["T"] = values.get("T", "")[: -excess - 1].rstrip() + "."
        text = pattern.format(**values)
    return text


def without_link(pattern: str) -> str:
    return pattern.replace(" ou {U}", "")
