"""What is printed of a day and of a week: the sheet of who comes when, the poster of who is where."""

from datetime import date, timedelta

from django.urls import reverse

from mediation.accounts.models import Space, User
from mediation.common import dates
from mediation.common.printing import pdf, public_address, qr, spoken

from .week import lines_of
from .whereabouts import whereabouts

SUNDAY = 6
POSTER_SIZES = ("size-1", "size-2", "size-3", "size-4")


def day_sheet(space: Space, day: date, *, host: User | None) -> bytes:
    """A4, for the team alone: names, telephones, why; room to write beside."""
    lines = sorted(lines_of(space, day, day, host=host), key=lambda line: (line.starts_at, line.pk))
    context = {"space": space, "day": dates.in_full(day), "host": host, "lines": lines}
    return pdf("workshops/documents/day_sheet.html", context, stylesheets=("day-sheet",))


def door_poster(space: Space, monday: date) -> bytes:
    """A4, one page, for the door."""
    address = public_address(reverse("public:whereabouts", args=[space.slug]))
    context = {
        "space": space,
        "days": whereabouts(space, monday, days=7),
        "week": f"du {dates.without_year(monday)} au {dates.without_year(monday + timedelta(days=SUNDAY))}",
        "address_shown": spoken(address),
        "qr": qr(address),
    }
    colours = {"primary": space.primary_colour, "accent": space.accent_colour}
    sheets = ("door-poster",)
    return pdf("workshops/documents/door_poster.html", context, stylesheets=sheets, colours=colours, sizes=POSTER_SIZES)
