"""Our calendars in those of telephones and of other tools: their secret addresses, opened, changed, closed."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from mediation.accounts.models import Venue
from mediation.accounts.permissions import allowed
from mediation.accounts.public import link_path
from mediation.common.printing import public_address

from .. import services
from ..calendars.feeds import HOST, VENUE, Feed, links_of
from ..permissions import may_run_workshops, may_see_people

ACTS = {
    "open": (services.open_feed, "L’adresse est prête\u00a0: copiez-la dans votre agenda."),
    "change": (services.change_feed, "L’adresse a changé\u00a0: l’ancienne ne donne plus rien."),
    "close": (services.close_feed, "C’est fermé\u00a0: l’adresse ne donne plus rien."),
}


@never_cache
@require_safe
@allowed(may_see_people)
def feeds(request):
    """My own, with first names; those of venues, without anybody's."""
    at, space = timezone.now(), request.space
    venues = [Feed(space, venue=venue) for venue in Venue.objects.of(space).order_by("name", "pk")]
    links = links_of(space, at=at)
    mine = Feed(space, host=request.user)
    context = {
        "mine": mine,
        "my_address": address_of(links.get(mine.ref)),
        "venues": [(feed, address_of(links.get(feed.ref))) for feed in venues],
        "programme": public_address(reverse("public:programme_ics", args=[space.slug])),
        "may_run": may_run_workshops(request.membership),
    }
    return render(request, "workshops/feeds.html", context)


def address_of(link) -> str:
    """Empty while it is closed."""
    path = link_path(link) if link else ""
    return public_address(path) if path else ""


@require_POST
@allowed(may_see_people)
def change_feed(request):
    act, done = ACTS.get(request.POST.get("act"), ACTS["open"])
    act(feed=asked(request), at=timezone.now(), by=request.user)
    messages.success(request, done)
    return redirect("workshops:feeds")


def asked(request) -> Feed:
    """Mine, whoever I am; that of a venue, when I run workshops."""
    kind, _, key = request.POST.get("of", HOST).partition(":")
    if kind != VENUE:
        return Feed(request.space, host=request.user)
    if not may_run_workshops(request.membership):
        raise PermissionDenied
    if not key.isdecimal():
        raise Http404
    return Feed(request.space, venue=get_object_or_404(Venue.objects.of(request.space), pk=key[:18]))
