"""What every page of the shell shows."""

from functools import cache

from django.urls import resolve, reverse

from .models import Membership
from .permissions import Rule

NAVIGATION = [
    ("desk:today", "Aujourd’hui", "sun"),
    ("publics:people", "Personnes", "people"),
    ("workshops:appointments", "Rendez-vous", "clock"),
    ("workshops:sessions", "Ateliers", "calendar"),
    ("partners:partners", "Partenaires", "house"),
    ("communications:media", "Communication", "megaphone"),
    ("reports:figures", "Bilan", "chart"),
]


@cache
def rule_of(name: str) -> Rule | None:
    """The rule its own view is guarded by: what is shown and what is allowed cannot differ."""
    return getattr(resolve(reverse(name)).func, "rule", None)


def may_open(name: str, membership: Membership | None) -> bool:
    rule = rule_of(name)
    return rule is None or rule(membership)


def navigation(membership: Membership | None, path: str) -> list[tuple[str, str, str, bool]]:
    """(address, label, drawing, whether this page is under it) of what may be opened."""
    entries = [(reverse(name), label, drawing) for name, label, drawing in NAVIGATION if may_open(name, membership)]
    above = [address for address, *_ in entries if path == address or (address != "/" and path.startswith(address))]
    return [(*entry, entry[0] == max(above, key=len, default="")) for entry in entries]


def shell(request) -> dict:
    membership = getattr(request, "membership", None)
    session = getattr(request, "session", {})
    user = getattr(request, "user", None)
    return {
        "space": getattr(request, "space", None),
        "spaces": [other.space for other in getattr(request, "memberships", [])],
        "role_label": membership.get_role_display() if membership else "",
        "navigation": navigation(membership, getattr(request, "path", "")),
        "may_search": may_open("desk:search", membership),
        "may_note_visits": may_open("desk:visit", membership),
        "shortcuts_on": getattr(user, "has_shortcuts", False),
        "shared_screen": bool(session.get("shared_screen")),
    }
