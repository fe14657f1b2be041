"""What is printed for people."""

from django.urls import reverse

from mediation.accounts.models import Space
from mediation.common.printing import pdf, public_address, qr, spoken

from .models import Mandate


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
