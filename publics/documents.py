"""What is printed for people."""

import re

from django.urls import reverse

from mediation.accounts.models import Space
from mediation.common.printing import pdf, public_address, qr, spoken

from .enums import AuthorisationKind, AuthorisationMedium, NameShown
from .models import Mandate, Person
from .spotting import ANSWERS, ENVIE, QUESTIONS


def word_sheet(space: Space) -> bytes:
    """A5, one page, for any counter: four lines by hand, or the address in clear and its QR."""
    address = public_address(reverse("public:word", args=[space.slug]))
    return pdf(
        "publics/documents/word_sheet.html",
        {"space": space, "address": spoken(address), "qr": qr(address), "lines": range(4)},
        stylesheets=("word-sheet",),
        colours={"primary": space.primary_colour, "accent": space.accent_colour},
    )


def mandate_paper(mandate: Mandate) -> bytes:
    """A4, two identical copies: hers, and the one that stays here."""
    space = mandate.space
    return pdf(
        "publics/documents/mandate.html",
        {"mandate": mandate, "person": mandate.person, "space": space, "copies": ["le vôtre", "celui de l’espace"]},
        stylesheets=("mandate",),
        colours={"primary": space.primary_colour, "accent": space.accent_colour},
    )


def authorisation_paper(person: Person, *, is_minor: bool) -> bytes:
    """A4, one page: each medium has its box, nothing is ticked beforehand."""
    space = person.space
    context = {
        "person": person,
        "space": space,
        "is_minor": is_minor,
        "kinds": in_her_mouth(AuthorisationKind.labels),
        "media": AuthorisationMedium.labels,
        "names": in_her_mouth(NameShown.labels),
    }
    colours = {"primary": space.primary_colour, "accent": space.accent_colour}
    return pdf("publics/documents/authorisation.html", context, stylesheets=("authorisation",), colours=colours)


def in_her_mouth(labels: list[str]) -> list[str]:
    """« Son image » on our pages is « Mon image » on the paper she signs."""
    return [re.sub("^Son ", "Mon ", label) for label in labels]


def spotting_sheet(space: Space) -> bytes:
    """A4, one page, blank and without a name, for the desk of a structure: who answers keeps it."""
    return pdf(
        "publics/documents/spotting_sheet.html",
        {"space": space, "envie": ENVIE, "questions": QUESTIONS, "answers": ANSWERS},
        stylesheets=("spotting-sheet",),
        colours={"primary": space.primary_colour, "accent": space.accent_colour},
    )
