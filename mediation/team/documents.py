"""What the team prints: the notice on the door, the list of official sites."""

from itertools import groupby

from mediation.accounts.models import Space
from mediation.common.printing import pdf, spoken
from mediation.common.templatetags.french import day_fr, days_fr
from publics.models import Demarche

from .models import Closure

POSTER_SIZES = ("size-1", "size-2", "size-3")


def poster(closure: Closure) -> bytes:
    """A4, one page, read from the pavement: that it is closed, when it opens again, whom to call."""
    space = closure.space
    return pdf(
        "team/documents/poster.html",
        {"space": space, "closure": closure, "when": days(closure), "reopens": day_fr(closure.reopens_on)},
        stylesheets=("poster",),
        colours={"primary": space.primary_colour, "accent": space.accent_colour},
        sizes=POSTER_SIZES,
    )


def days(closure: Closure) -> str:
    """« le jeudi 3 décembre », « du jeudi 3 au vendredi 4 décembre »."""
    return days_fr(closure.starts_on, closure.ends_on)


def sites_sheet(space: Space) -> bytes:
    """A4, large letters: under who asks for it, each démarche and the address to type, in clear."""
    context = {"space": space, "groups": site_groups()}
    return pdf("team/documents/sites.html", context, stylesheets=("sites",))


def site_groups() -> list[tuple[str, list[tuple[str, list[str]]]]]:
    """(who asks, [(address, démarches done there)])."""
    demarches = Demarche.objects.with_sites()
    return [(name, by_address(list(rows))) for name, rows in groupby(demarches, key=lambda row: row.imposed_by)]


def by_address(demarches: list[Demarche]) -> list[tuple[str, list[str]]]:
    found: dict[str, list[str]] = {}
    for demarche in demarches:
        found.setdefault(spoken(demarche.official_site), []).append(demarche.name)
    return list(found.items())
