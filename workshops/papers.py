"""What is printed of a day, a week and a month: who comes when, the calendar, who is where, the programme."""

from datetime import date, datetime, timedelta

from dateutil.relativedelta import relativedelta
from django.urls import reverse

from mediation.accounts.models import Space, User, Venue
from mediation.common import dates
from mediation.common.printing import pdf, public_address, qr, spoken
from mediation.common.text import preceded

from .calendars.days import days_of
from .calendars.frames import SUNDAY, Frame
from .calendars.scope import Scope
from .models import Session
from .standing import month_from, standing_between
from .week import lines_of
from .whereabouts import whereabouts

POSTER_SIZES = ("size-1", "size-2", "size-3", "size-4")
PROGRAMME_SIZES = ("size-1", "size-2", "size-3")
MONTHS_AHEAD = 3
WEEK_SIZES = ("size-1", "size-2", "size-3")


def day_sheet(space: Space, day: date, *, host: User | None) -> bytes:
    """A4, for the team alone: names, telephones, why; room to write beside."""
    lines = sorted(lines_of(space, day, day, host=host), key=lambda line: (line.starts_at, line.pk))
    context = {"space": space, "day": dates.in_full(day), "host": host, "lines": lines}
    return pdf("workshops/documents/day_sheet.html", context, stylesheets=("day-sheet",))


def permanences_poster(space: Space, first: date) -> bytes:
    """A4, one page: the permanences of the month that begins that day, each with its dates."""
    address = public_address(reverse("public:programme", args=[space.slug]))
    context = {
        "space": space,
        "permanences": standing_between(space, *month_from(first)),
        "month": f"{dates.MONTHS[first.month - 1]} {first.year}",
        "address_shown": spoken(address),
        "qr": qr(address),
    }
    colours = {"primary": space.primary_colour, "accent": space.accent_colour}
    sheets = ("door-poster",)
    return pdf("workshops/documents/permanences.html", context, stylesheets=sheets, colours=colours, sizes=POSTER_SIZES)


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


def month_of(said: str, today: date) -> date:
    """The first day of the month that the address names, « 2026-12 »; of this one when it names none of these years."""
    try:
        month = date.fromisoformat(f"{said}-01")
    except ValueError:
        return today.replace(day=1)
    return month if abs(month.year - today.year) <= 1 else today.replace(day=1)


def months_ahead(space: Space, *, at: datetime) -> list[date]:
    """The next months that have something published, by their first day."""
    coming = Session.objects.of(space).public().upcoming(at=at).by_date()
    days, months = coming.values_list("local_date", flat=True), []
    while len(months) < MONTHS_AHEAD and (day := days.first()):
        months.append(day.replace(day=1))
        days = days.filter(local_date__gte=months[-1] + relativedelta(months=1))
    return months


def month_programme(space: Space, month: date, *, at: datetime) -> bytes:
    """A4, two pages at most for thirty sessions, legible at arm's length: what is still to come of the month."""
    coming = Session.objects.of(space).public().upcoming(at=at).filter(local_date__gte=month)
    sessions = coming.filter(local_date__lt=month + relativedelta(months=1)).with_details().by_date()
    address = public_address(reverse("public:programme", args=[space.slug]))
    context = {
        "space": space,
        "month": f"{preceded(dates.MONTHS[month.month - 1], 'de')} {month.year}",
        "sessions": sessions,
        "address_shown": spoken(address),
        "qr": qr(address),
        "chat_qr": space.chat_link and qr(space.chat_link),
    }
    return pdf(
        "workshops/documents/month_programme.html",
        context,
        stylesheets=("month-programme",),
        colours={"primary": space.primary_colour, "accent": space.accent_colour},
        sizes=PROGRAMME_SIZES,
        most_pages=2,
    )


def week_sheet(scope: Scope, frame: Frame) -> bytes:
    """A4, landscape, one page as long as it holds: a day a column. First names and initials only."""
    venues = Venue.objects.of(scope.space).order_by("name", "pk")
    days = [day for day in days_of(scope, frame, venues) if day.on.weekday() < SUNDAY or day.lines]
    context = {"space": scope.space, "scope": scope, "title": frame.title, "days": days}
    return pdf("workshops/documents/week_sheet.html", context, stylesheets=("week-sheet",), sizes=WEEK_SIZES)
