"""What is printed of a slip: the person keeps it, and shows it when she comes."""

from django.urls import reverse

from mediation.common.printing import pdf, public_address, qr, spoken

from .follow_up import day_of
from .models import Referral


def referral_slip(referral: Referral) -> bytes:
    """A5, one page. Nothing in it opens the follow-up of the structure."""
    session, space = referral.session, referral.space
    path = reverse("public:session", args=[space.slug, session.code]) if session else ""
    address = public_address(path or reverse("public:programme", args=[space.slug]))
    context = {
        "referral": referral,
        "space": space,
        "session": session,
        "day": day_of(session) if session else "",
        "address": spoken(address),
        "qr": qr(address),
    }
    return pdf(
        "partners/documents/referral.html",
        context,
        stylesheets=("referral",),
        colours={"primary": space.primary_colour, "accent": space.accent_colour},
        sizes=("", "medium", "small"),
    )
