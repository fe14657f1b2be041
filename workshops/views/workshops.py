from dataclasses import dataclass
from functools import partial

from dateutil.relativedelta import relativedelta
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.forms import model_to_dict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.choices import flatten_choices
from django.views.decorators.http import require_http_methods, require_safe

from mediation.accounts.models import Space
from mediation.accounts.permissions import allowed
from mediation.accounts.submissions import attempt
from mediation.accounts.versions import versions_of
from mediation.common.forms import REFUSED
from publics.models import Demarche, Interest, PersonInterest

from .. import services
from ..calendars.moments import moment_of
from ..enums import Aim
from ..forms import CatalogueForm, EditWorkshopForm, WorkshopForm
from ..models import Debrief, Material, Session, Tool, Wish, Workshop
from ..permissions import may_run_workshops, may_see_people, may_see_programme

PER_PAGE = 50
CATALOGUE_PAGE = 100
READ_AT_A_GLANCE = 12  # more workshops than that are folded, branch by branch
PAST_SHOWN = 10
DEBRIEFS_SHOWN = 3
NAMES_SHOWN = 12
LONGEST_SPOKEN = Workshop._meta.get_field("spoken").max_length
USUAL = ("conditions", "frequency", "accesses", "equipment", "duration_minutes", "seats")


@require_safe
@allowed(may_see_programme)
def workshops(request):
    """The catalogue, branch by branch."""
    at, form = timezone.now(), CatalogueForm(request.GET, space=request.space)
    everything = Workshop.objects.of(request.space)
    branches = everything.values("branch__key", "branch__name", "branch__position", "branch_id")
    listed = form.applied_to(everything).with_upcoming(at=at).with_trials().select_related("branch", "interest")
    listed = listed.order_by("branch__position", "branch_id", "-is_active", "title", "pk")
    page = Paginator(listed, CATALOGUE_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "branches": branches.annotate(count=Count("pk")).order_by("branch__position", "branch_id"),
        "chosen": form.cleaned_data.get("branche", ""),
        "page": page,
        "is_open": form.is_narrowed or page.paginator.count <= READ_AT_A_GLANCE,
        "aims": aims_of(request.space, at=at),
        "moment": moment_of(request.GET),
        "may_run": may_run_workshops(request.membership),
        "sees_people": may_see_people(request.membership),
    }
    return render(request, "workshops/workshops.html", context)


def aims_of(space: Space, *, at) -> dict[str, int]:
    """Of the sessions that took place these twelve months, how many of each aim; the share in percent."""
    held = Session.objects.of(space).held(since=at - relativedelta(years=1), at=at)
    counts = dict(held.values_list("workshop__aim").annotate(Count("pk")))
    emancipation, repair = counts.get(Aim.EMANCIPATION, 0), counts.get(Aim.REPAIR, 0)
    share = round(100 * emancipation / (emancipation + repair)) if emancipation + repair else 0
    return {"emancipation": emancipation, "repair": repair, "unsaid": counts.get("", 0), "share": share}


def workshop_of(request, pk: int) -> Workshop:
    return get_object_or_404(Workshop.objects.of(request.space).with_details(), pk=pk)


@require_safe
@allowed(may_see_programme)
def workshop(request, pk):
    at, workshop = timezone.now(), workshop_of(request, pk)
    sessions = Session.objects.of(request.space).filter(workshop=workshop).for_lists(at=at)
    experiments = list(workshop.experiments.newest_first())
    names = Tool.objects.of(request.space).names()
    context = {
        "workshop": workshop,
        "tools": [names[key] for key in workshop.tools if key in names],
        "trial": next((experiment for experiment in experiments if not experiment.decision), None),
        "decided": [experiment for experiment in experiments if experiment.decision],
        "materials": Material.objects.of(request.space).used_by(workshop).by_theme(),
        "variants": workshop.variants.order_by("pk"),
        "debriefs": debriefs_of(workshop)[:DEBRIEFS_SHOWN],
        "coming": sessions.not_over(at=at).by_date()[:PER_PAGE],
        "past": sessions.over(at=at).newest_first()[:PAST_SHOWN],
        "may_run": may_run_workshops(request.membership),
        "wishes_count": workshop.other_dates().count() if may_see_people(request.membership) else 0,
        "sees_people": may_see_people(request.membership),
    }
    return render(request, "workshops/workshop.html", context)


def debriefs_of(workshop: Workshop):
    return Debrief.objects.of(workshop.space).about(workshop)


@require_safe
@allowed(may_see_programme)
def workshop_versions(request, pk):
    workshop = workshop_of(request, pk)
    form = EditWorkshopForm(instance=workshop)
    context = {
        "workshop": workshop,
        "versions": versions_of(workshop, partial(said_by_the_form, labels_of(form))),
        "debriefs": debriefs_of(workshop)[:PER_PAGE],
    }
    return render(request, "workshops/workshop_versions.html", context)


@dataclass(frozen=True)
class Label:
    """How the form calls a column, and the words of its choices."""

    name: str
    words: dict[str, str]


def labels_of(form: EditWorkshopForm) -> dict[str, Label]:
    return {
        name: Label(field.label, {str(key): words for key, words in flatten_choices(getattr(field, "choices", ()))})
        for name, field in form.fields.items()
        if not field.widget.is_hidden
    }


def said_by_the_form(labels: dict[str, Label], row: dict) -> dict[str, str]:
    return {label.name: in_words(row.get(name, row.get(f"{name}_id")), label.words) for name, label in labels.items()}


def in_words(value: object, words: dict[str, str]) -> str:
    if isinstance(value, list):
        return ", ".join(words.get(key, key) for key in value)
    if isinstance(value, bool):
        return "oui" if value else "non"
    return "" if value in (None, "") else words.get(str(value), str(value))


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_run_workshops)
def new_workshop(request):
    """Best made from an envie that people said: its branch, its words and who said it come with it. Or a variant."""
    envie, model = wanted_interest(request), wanted_model(request)
    initial = (
        usual(request.space)
        | prefilled(envie, request.space)
        | asked_often(request)
        | (model_to_initial(model) if model else {})
    )
    form = WorkshopForm(request.POST or None, initial=initial, space=request.space)
    if request.htmx and request.method != "POST":
        return counted(request, WorkshopForm(request.GET, space=request.space))
    at = timezone.now()
    act = partial(created, request, form, forked_from=model, at=at)
    is_ready = form.is_valid() and not form.deserves_a_warning()
    if is_ready and (done := attempt(form, space=request.space, at=at, act=act)):
        return done
    context = {"form": form, "envie": envie, "model": model} | said_by(request, envie)
    context["debriefs"] = debriefs_of(model).exclude(to_change="")[:DEBRIEFS_SHOWN] if model else []
    return render(request, "workshops/workshop_form.html", context, status=REFUSED if form.errors else 200)


def usual(space: Space) -> dict:
    """What the last workshop said of how we do things: most are alike."""
    last = Workshop.objects.of(space).order_by("-pk").first()
    return {name: getattr(last, name) for name in USUAL} if last else {}


def wanted_model(request) -> Workshop | None:
    """The workshop that this one is a variant of."""
    pk = request.GET.get("variante", "")
    return Workshop.objects.of(request.space).filter(pk=pk).first() if pk.isascii() and pk.isdigit() else None


def model_to_initial(model: Workshop) -> dict:
    """All that it says, but its title: two workshops do not share one."""
    return model_to_dict(model, fields=WorkshopForm.Meta.fields) | {"title": ""}


def wanted_interest(request) -> Interest | None:
    envies = Interest.objects.filter(parent__isnull=False).select_related("parent")
    return envies.filter(key=request.GET.get("envie", "")).first()


def prefilled(envie: Interest | None, space: Space) -> dict:
    """Its branch, and the last words in which it was wished for."""
    if envie is None:
        return {}
    wish = Wish.objects.of(space).about(envie).order_by("-received_at", "-pk").first()
    return {"branch": envie.parent_id, "interest": envie.pk, "spoken": wish.words[:LONGEST_SPOKEN] if wish else ""}


def asked_often(request) -> dict:
    """A démarche that comes back at the desk: to be able to do it oneself is what one leaves with."""
    demarche = Demarche.objects.filter(key=request.GET.get("demande", "")).first()
    if demarche is None:
        return {}
    return {
        "title": f"Faire soi-même, tranquillement\u00a0: {demarche.name}"[:80],
        "short_title": demarche.name[:26],
        "spoken": f"On me demande\u00a0: {demarche.name.lower()}"[:LONGEST_SPOKEN],
        "takeaway": "On le fait ensemble, puis chacun le refait. Vous repartez en sachant le refaire sans nous",
        "aim": Aim.REPAIR,
    }


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


def created(request, form: WorkshopForm, *, forked_from: Workshop | None, at) -> str:
    workshop = services.create_workshop(
        workshop=form.save(commit=False), space=request.space, forked_from=forked_from, by=request.user, at=at
    )
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
    context = {"form": form, "workshop": workshop, "name": name, "people": [], "envie": None, "model": None}
    context["debriefs"] = debriefs_of(workshop).exclude(to_change="")[:DEBRIEFS_SHOWN]
    return render(request, "workshops/workshop_form.html", context, status=REFUSED if form.errors else 200)
