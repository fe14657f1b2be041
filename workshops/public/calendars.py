"""Our calendars, at their secret addresses: for a telephone or another tool, which asks again and again."""

import hashlib

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from mediation.accounts.enums import LinkPurpose
from mediation.accounts.public import linked_page

from .. import services
from ..calendars.feeds import feed_of

REMEMBERED = 7 * 24 * 3600  # seconds


@require_safe
@linked_page(LinkPurpose.CALENDAR)
def feed(request, space, link):
    at = timezone.now()
    found = feed_of(link, at=at)
    if found is None:
        raise Http404
    services.keep_feed(link=link, at=at)
    response = unless_read(request, str(link.pk), found.write(at=at))
    response["Cache-Control"] = "private, no-cache"
    return response


def unless_read(request: HttpRequest, name: str, body: bytes) -> HttpResponse:
    """The calendar; 304 to who holds this very one, by its mark or by the time since when it is so."""
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    since = said_since(name, etag)
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Last-Modified"] = http_date(since)
    response["ETag"] = etag
    return get_conditional_response(request, etag=etag, last_modified=since, response=response)


def said_since(name: str, etag: str) -> int:
    """When it was first given as it is; now, when that is not remembered."""
    key = f"calendar:{hashlib.sha256(name.encode()).hexdigest()}"
    known, since = cache.get(key) or ("", 0)
    if known != etag:
        since = int(timezone.now().timestamp())
        cache.set(key, (etag, since), REMEMBERED)
    return since
