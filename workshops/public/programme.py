"""The programme as anybody reads it: on our page, on a commune's site, or through a feed. No account, no cookie."""

from datetime import timedelta
from functools import partial

from csp.decorators import csp_replace
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from mediation.accounts.public import space_page
from mediation.common.printing import pdf_response, public_address
from mediation.common.sharing import share

from .. import papers
from ..models import Session
from ..open_access import openings
from ..standing import standing_between
from . import feeds
from .calendars import unless_read
from .choices import ChoicesForm, Offered, offered
from .plan import plan_of

A_PAGE = 12
A_MONTH = timedelta(days=31)
IN_A_FEED = 200
IN_A_FRAME = 30
NAMED_BY_A_SESSION = {
    "workshop": ["title", "takeaway", "branch__name"],
    "venue": ["name", "address", "city"],
    "room": ["name"],
    "stop": ["place", "city"],
    "organisation": ["name", "address", "city"],
}


def asked(request, space, *, at) -> ChoicesForm:
    """For what shows nothing to choose from: where nothing is asked for, what might be is not looked for."""
    return ChoicesForm(request.GET, offered=offered(space, at=at) if request.GET else Offered())


def answering(form: ChoicesForm, space, *, at) -> QuerySet:
    coming = Session.objects.of(space).public().upcoming(at=at)
    return form.applied_to(coming).with_co_organisers().by_date()


@require_safe
@space_page
def programme(request, space):
    at, today = timezone.now(), timezone.localdate()
    proposed = offered(space, at=at)
    form = ChoicesForm(request.GET, offered=proposed)
    key = form.cleaned_data.get("envie", "")
    sessions = answering(form, space, at=at).in_lines().with_trials()
    pages = Paginator(sessions, A_PAGE)
    if not key and not form.is_narrowed:
        pages.count = sum(place.sessions_count for place in proposed.places)
    page = pages.get_page(request.GET.get("page"))
    share(list(page), **NAMED_BY_A_SESSION)
    context = {
        "form": form,
        "page": page,
        "branches": proposed.branches,
        "branch": next((branch for branch in proposed.branches if branch.key == key), None),
        "chosen": key,
        "plan": plan_of(proposed.places),
        "is_narrowed": form.is_narrowed,
        "openings": openings(space, at=at),
        "permanences": standing_between(space, today, today + A_MONTH),
    }
    return render(request, "workshops/public/programme.html", context)


@require_safe
@space_page
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
def framed(request, space):
    """The programme inside another site: a list that opens our pages beside it. It takes the same choices."""
    at = timezone.now()
    sessions = answering(asked(request, space, at=at), space, at=at)
    return render(request, "workshops/public/framed.html", {"sessions": sessions.with_details()[:IN_A_FRAME]})


@require_safe
@space_page
def elsewhere(request, space):
    """For a commune, a paper or an association: the ways to show the programme where they are."""
    names = {
        "framed": "programme_framed",
        "calendar": "programme_ics",
        "rss": "programme_rss",
        "json": "programme_json",
    }
    addresses = {key: public_address(reverse(f"public:{name}", args=[space.slug])) for key, name in names.items()}
    return render(request, "workshops/public/elsewhere.html", addresses)


@require_safe
@space_page
def month_programme(request, space):
    """What the team pins up, for anybody's fridge: of the month the address names, else of the next with something."""
    at = timezone.now()
    ahead = papers.months_ahead(space, at=at) or [timezone.localdate(at)]
    month = papers.month_of(request.GET.get("mois", ""), ahead[0])
    return pdf_response(request, f"programme-{month:%Y-%m}.pdf", partial(papers.month_programme, space, month, at=at))


def open_to_all(response: HttpResponse) -> HttpResponse:
    """Pages of any site may read it: it says what is on our door."""
    response["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
@space_page
def rss(request, space):
    at = timezone.now()
    sessions = answering(asked(request, space, at=at), space, at=at)
    body = feeds.rss(space, sessions.with_details()[:IN_A_FEED])
    return open_to_all(HttpResponse(body, content_type="application/rss+xml; charset=utf-8"))


@require_safe
@space_page
def json(request, space):
    at = timezone.now()
    sessions = answering(asked(request, space, at=at), space, at=at)
    body = feeds.linked(sessions.with_details()[:IN_A_FEED])
    return open_to_all(JsonResponse(body, json_dumps_params={"ensure_ascii": False}))


@require_safe
@space_page
def calendar(request, space):
    """With those called off since they were announced: a calendar that holds them is told."""
    at = timezone.now()
    form = asked(request, space, at=at)
    sessions = form.applied_to(Session.objects.of(space).announced().not_over(at=at))
    has_access = not form.is_narrowed and not form.cleaned_data.get("envie")
    body = feeds.calendar(space, sessions.for_calendars().by_date()[:IN_A_FEED], at=at, has_access=has_access)
    return open_to_all(unless_read(request, f"programme:{space.pk}:{request.GET.urlencode()}", body))
