"""Pages anybody may open: their address begins with the slug of the space they speak for."""

from functools import wraps

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from mediation.common import isolation
from mediation.common.addresses import address_of

from .enums import LinkPurpose
from .middleware import in_zone_of
from .models import AccessLink, Space

WRONG_LINKS_AN_HOUR = 60  # from one address: a library's whole room mistyping, not somebody trying secrets


def space_page(view):
    """Gives the view the space named by the address; it sees the rows of that one only."""

    @login_not_required
    @wraps(view)
    def public(request, slug, *args, **kwargs):
        space = get_object_or_404(Space, slug=slug)
        request.space, request.membership, request.memberships = space, None, []
        with isolation.only([space.pk]), in_zone_of(space):
            return view(request, space, *args, **kwargs)

    return public


def throttled(request, name: str, *, most: int, seconds: int = 3600) -> bool:
    """Whether this network address has done `name` more than `most` times; counts this time."""
    key = f"throttle:{name}:{get_adapter().get_client_ip(request)}"
    cache.add(key, 0, seconds)
    return cache.incr(key) > most


def too_many(request):
    return render(request, "429.html", status=429)


def linked_page(purpose: LinkPurpose):
    """Gives the view the link whose secret ends the address. A wrong, ended or withdrawn one is not found."""

    def decorate(view):
        @space_page
        @wraps(view)
        def public(request, space, secret, *args, **kwargs):
            at = timezone.now()
            link = AccessLink.objects.of(space).usable(at=at).for_secret(secret).filter(purpose=purpose).first()
            if link is None:
                if throttled(request, "link", most=WRONG_LINKS_AN_HOUR):
                    return too_many(request)
                raise Http404
            link.space = space
            if link.first_opened_at is None:
                AccessLink.objects.filter(pk=link.pk).update(first_opened_at=at)
            return view(request, space, link, *args, **kwargs)

        return public

    return decorate


def link_paths(links: list[AccessLink]) -> dict[str, str]:
    """As `link_path` says each, by its subject."""
    return {link.subject_ref: link_path(link) for link in links}


def link_path(link: AccessLink) -> str:
    """Where the link leads; empty once its key was withdrawn."""
    secret = link.secret
    return address_of(f"public:{link.purpose}", link.space.slug, secret) if secret else ""
