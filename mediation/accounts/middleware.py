"""Each request says whose spaces it may see, and for whom it acts, before anything is read."""

import uuid
from zoneinfo import ZoneInfo

from django.core.exceptions import BadRequest
from django.utils import timezone

from mediation.common import isolation

from .models import Membership, Space

CURRENT_SPACE = "space"  # session key: the space chosen among several


def scope(get_response):
    """A visitor sees no space: a public page names its own (`public.space_page`)."""

    def middleware(request):
        refuse_nul(request)
        request.id = str(uuid.uuid4())
        request.membership = request.space = None
        who = request.user
        with isolation.acting(user=who.email if who.is_authenticated else "", request=request.id):
            if who.is_authenticated and request.path.startswith("/administration/"):
                spaces = administered_spaces(who)
                with isolation.only([space.pk for space in spaces]), in_zone_of(spaces[0] if spaces else None):
                    return get_response(request)
            if who.is_authenticated:
                request.membership = current_membership(request)
                request.space = request.membership and request.membership.space
            with isolation.only([request.space.pk] if request.space else []), in_zone_of(request.space):
                return get_response(request)

    return middleware


def refuse_nul(request) -> None:
    """PostgreSQL keeps no NUL character; forms say so field by field, an address cannot."""
    if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
        raise BadRequest("NUL")


def current_membership(request) -> Membership | None:
    """The one chosen in this session while it is in force, else the first."""
    request.memberships = request.user.memberships.in_force(at=timezone.now())
    chosen = request.session.get(CURRENT_SPACE)
    by_space = {membership.space_id: membership for membership in request.memberships}
    return by_space.get(chosen) or next(iter(request.memberships), None)


def administered_spaces(user) -> list[Space]:
    """By name. The hours of the administration are those of the first: a network's spaces share their clocks."""
    if user.is_superuser:
        return list(Space.objects.order_by("name", "pk"))
    return [membership.space for membership in user.memberships.in_force(at=timezone.now())]


def in_zone_of(space: Space | None):
    return timezone.override(ZoneInfo(space.time_zone) if space else None)
