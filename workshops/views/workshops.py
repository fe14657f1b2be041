from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from mediation.accounts.permissions import allowed
from mediation.accounts.submissions import attempt
from mediation.common.forms import REFUSED
from publics.models import Interest, PersonInterest

from .. import services
from ..forms import EditWorkshopForm, WorkshopForm
from ..models import Session, Workshop
from ..permissions import may_run_workshops, may_see_programme

PER_PAGE = 50
PAST_SHOWN = 10
NAMES_SHOWN = 12


@require_safe
@allowed(may_see_programme)
def workshops(request):
    """The catalogue, branch by branch."""
    everything = Workshop.objects.of(request.space)
    branches = everything.values("branch__key", "branch__name", "branch__position", "branch_id")
    branch = request.GET.get("branche", "")
    shown = everything.filter(branch__key=branch) if branch else everything
    listed = shown.with_upcoming(at=timezone.now()).select_related("branch", "interest")
    context = {
        "branches": branches.annotate(count=Count("pk")).order_by("branch__position", "branch_id"),
        "chosen": branch,
        "page": Paginator(
            listed.order_by("branch__position", "branch_id", "-is_active", "title", "pk"), PER_PAGE
        ).get_page(request.GET.get("page")),
        "may_run": may_run_workshops(request.membership),
    }
    return render(request, "workshops/workshops.html", context)


@require_safe
@allowed(may_see_programme)
def workshop(request, pk):
    at = timezone.now()
    workshop = get_object_or_404(Workshop.objects.of(request.space).select_related("branch", "interest"), pk=pk)
    sessions = Session.objects.of(request.space).filter(workshop=workshop).for_lists(at=at)
    context = {
        "workshop": workshop,
        "coming": sessions.filter(ends_at__gt=at).by_date()[:PER_PAGE],
        "past": sessions.over(at=at).newest_first()[:PAST_SHOWN],
        "may_run": may_run_workshops(request.membership),
    }
    return render(request, "workshops/workshop.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_run_workshops)
def new_workshop(request):
    """Best made from an envie that people said: its branch, its words and who said it come with it."""
    envie = wanted_interest(request)
    form = WorkshopForm(request.POST or None, initial=prefilled(envie))
    if request.htmx and request.method != "POST":
        return counted(request, WorkshopForm(request.GET))
    at = timezone.now()
    act = partial(created, request, form, at=at)
    is_ready = form.is_valid() and not form.deserves_a_warning()
    if is_ready and (done := attempt(form, space=request.space, at=at, act=act)):
        return done
    context = {"form": form, "envie": envie} | said_by(request, envie)
    return render(request, "workshops/workshop_form.html", context, status=REFUSED if form.errors else 200)


def wanted_interest(request) -> Interest | None:
    envies = Interest.objects.filter(parent__isnull=False).select_related("parent")
    return envies.filter(key=request.GET.get("envie", "")).first()


def prefilled(envie: Interest | None) -> dict:
    return {"branch": envie.parent_id, "interest": envie.pk} if envie else {}


def said_by(request, envie: Interest | None) -> dict:
    """Who said this envie, discreetly: first names and initials."""
    if envie is None:
        return {"people": [], "people_count": 0}
    said = PersonInterest.objects.of(request.space).filter(interest=envie, person__reconciled_with=None)
    first = said.select_related("person").order_by("said_at", "pk")[:NAMES_SHOWN]
    return {"people": [one.person for one in first], "people_count": said.count()}


def counted(request, form: WorkshopForm):
    """What is left of the short title, while it is typed."""
    return render(request, "workshops/_short_title_count.html", {"form": form})


def created(request, form: WorkshopForm, *, at) -> str:
    workshop = services.create_workshop(workshop=form.save(commit=False), space=request.space, by=request.user, at=at)
    messages.success(request, "L’atelier est créé. Il reste à choisir une date.")
    return reverse("workshops:new_session", args=[workshop.pk])


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_run_workshops)
def edit_workshop(request, pk):
    workshop = get_object_or_404(Workshop.objects.of(request.space), pk=pk)
    if request.htmx and request.method != "POST":
        return counted(request, EditWorkshopForm(request.GET, instance=workshop))
    form = EditWorkshopForm(request.POST or None, instance=workshop)
    if form.is_valid() and not form.deserves_a_warning() and form.is_saved():
        messages.success(request, "C’est enregistré. Les séances disent la même chose dès maintenant.")
        return redirect("workshops:workshop", pk=workshop.pk)
    name = Workshop.objects.values_list("title", flat=True).get(pk=pk)
    context = {"form": form, "workshop": workshop, "name": name, "people": [], "people_count": 0, "envie": None}
    return render(request, "workshops/workshop_form.html", context, status=REFUSED if form.errors else 200)
