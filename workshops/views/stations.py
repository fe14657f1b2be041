"""Posts in open access: one screen for the desk, no name unless somebody gives hers, no money."""

from functools import partial

from django.contrib import messages
from django.forms import Form
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mediation.accounts.models import Venue
from mediation.accounts.permissions import allowed
from mediation.accounts.submissions import attempt
from mediation.common.forms import REFUSED, status_of, telling

from .. import services
from ..enums import ItemKind
from ..forms import AccessForm, EditAccessForm, KeepForm, SitForm
from ..models import AccessHours, Item, Sitting
from ..open_access import by_hour, limit_at, openings, stations_of
from ..permissions import may_run_workshops, may_see_people

ALSO = 30  # minutes more


@require_safe
@allowed(may_see_people)
def stations(request):
    return shown(request)


def shown(request, *, errors=(), form: SitForm | None = None, tried: Item | None = None):
    """Each free post has its form: one key seats somebody there."""
    at = timezone.now()
    places = list(venues_with_posts(request.space))
    venue = next((one for one in places if str(one.pk) == request.GET.get("lieu", "")), None)
    listed = stations_of(request.space, at=at, venue=venue)
    context = {
        "stations": [(one, form if one.item == tried else SitForm()) for one in listed],
        "free_count": sum(one.now is None for one in listed),
        "places": places if len(places) > 1 else [],
        "venue": venue,
        "errors": errors,
        "may_run": may_run_workshops(request.membership),
    }
    return render(request, "workshops/stations.html", context, status=REFUSED if errors or form else 200)


def venues_with_posts(space):
    posts = Item.objects.of(space).filter(kind=ItemKind.STATION)
    return Venue.objects.of(space).filter(pk__in=posts.values("venue")).order_by("name", "pk")


def station_of(request, code: str) -> Item:
    rows = Item.objects.of(request.space).filter(kind=ItemKind.STATION).select_related("venue__space", "room")
    return get_object_or_404(rows, code=code)


@require_POST
@allowed(may_see_people)
def sit_down(request, code):
    item, form, at = station_of(request, code), SitForm(request.POST), timezone.now()
    if done := attempt(form, space=request.space, at=at, act=partial(seated, request, item, form, at=at)):
        return done
    return shown(request, form=form, tried=item, errors=[each for errors in form.errors.values() for each in errors])


def seated(request, item: Item, form: SitForm, *, at) -> str:
    minutes, name = limit_at(item.venue, at=at), form.cleaned_data["name"]
    services.sit_down(item=item, name=name, minutes=minutes, at=at, by=request.user)
    return reverse("workshops:stations")


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_see_people)
def keep_station(request, code):
    item, form, at = station_of(request, code), KeepForm(request.POST or None), timezone.now()
    if done := attempt(form, space=request.space, at=at, act=partial(kept, request, item, form, at=at)):
        return done
    return render(request, "workshops/keep_station.html", {"form": form, "item": item}, status=status_of(form))


def kept(request, item: Item, form: KeepForm, *, at) -> str:
    services.keep_station(item=item, at=at, by=request.user, **form.said)
    messages.success(request, f"{item.name} est gardé.")
    return reverse("workshops:stations")


def sitting_of(request, pk: int) -> Sitting:
    return get_object_or_404(Sitting.objects.of(request.space).select_related("space", "item__space"), pk=pk)


@require_POST
@allowed(may_see_people)
def extend_sitting(request, pk):
    sitting, form = sitting_of(request, pk), Form(request.POST)
    with telling(form):
        services.extend_sitting(sitting=sitting, minutes=ALSO, at=timezone.now(), by=request.user)
        return redirect("workshops:stations")
    return shown(request, errors=form.non_field_errors())


@require_POST
@allowed(may_see_people)
def free_station(request, pk):
    services.free_station(sitting=sitting_of(request, pk), at=timezone.now(), by=request.user)
    return redirect("workshops:stations")


@require_safe
@allowed(may_see_people)
def access_hours(request):
    """When it is open, and at which hours people came."""
    at = timezone.now()
    context = {
        "openings": openings(request.space, at=at),
        "hours": by_hour(request.space, today=timezone.localdate(at)),
        "may_run": may_run_workshops(request.membership),
    }
    return render(request, "workshops/access_hours.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_run_workshops)
def new_access_hours(request):
    form, at = AccessForm(request.POST or None, space=request.space), timezone.now()
    if done := attempt(form, space=request.space, at=at, act=partial(opened, request, form, at=at)):
        return done
    return render(request, "workshops/access_form.html", {"form": form}, status=status_of(form))


def opened(request, form: AccessForm, *, at) -> str:
    services.create_access_hours(hours=form.save(commit=False), space=request.space, at=at, by=request.user)
    messages.success(request, "C’est noté\u00a0: l’accès libre est sur le programme public.")
    return reverse("workshops:access_hours")


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_run_workshops)
def edit_access_hours(request, pk):
    hours = get_object_or_404(AccessHours.objects.of(request.space).with_places(), pk=pk)
    form = EditAccessForm(request.POST or None, instance=hours)
    if form.is_valid() and form.is_saved():
        messages.success(request, "C’est enregistré.")
        return redirect("workshops:access_hours")
    return render(request, "workshops/access_form.html", {"form": form, "hours": hours}, status=status_of(form))
