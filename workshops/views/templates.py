"""Templates of pathways, by audience, and the groups that start from one."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mediation.accounts.permissions import allowed
from mediation.accounts.submissions import attempt
from mediation.common.forms import REFUSED, status_of
from publics.models import Person

from .. import services
from ..forms.pathways import CohortForm, EditTemplateForm, JoinForm, OutlineForm, TemplateForm
from ..models import Cohort, Pathway, PathwayTemplate, TemplateStep
from ..permissions import may_follow_pathways
from ..standings import stages_of

PER_PAGE = 30
FOUND_AT_MOST = 12


@require_safe
@allowed(may_follow_pathways)
def pathways(request):
    """Who is on the way, the templates they start from, the groups."""
    under_way = Pathway.objects.of(request.space).under_way().with_details().by_name()
    context = {
        "page": Paginator(under_way, PER_PAGE).get_page(request.GET.get("page")),
        "templates": PathwayTemplate.objects.of(request.space).with_counts().by_title(),
        "cohorts": Cohort.objects.of(request.space).select_related("template").order_by("-created_at", "pk"),
    }
    return render(request, "workshops/pathways.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_follow_pathways)
def new_template(request):
    form, at = TemplateForm(request.POST or None), timezone.now()
    if done := attempt(form, space=request.space, at=at, act=partial(created, request, form, at=at)):
        return done
    return render(request, "workshops/new_template.html", {"form": form}, status=status_of(form))


def created(request, form: TemplateForm, *, at) -> str:
    template = services.create_template(space=request.space, at=at, by=request.user, **form.said)
    messages.success(request, "Le modèle commence par un rendez-vous. Ajoutez la suite.")
    return reverse("workshops:template", args=[template.pk])


def template_of(request, pk: int) -> PathwayTemplate:
    return get_object_or_404(PathwayTemplate.objects.of(request.space), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_follow_pathways)
def template(request, pk):
    """Its steps in order; one more is added below them."""
    template, at = template_of(request, pk), timezone.now()
    form = OutlineForm(request.POST or None, space=request.space)
    if done := attempt(form, space=request.space, at=at, act=partial(outlined, request, template, form, at=at)):
        return done
    return shown(request, template, form, status=status_of(form))


def shown(request, template: PathwayTemplate, form: OutlineForm, *, errors: list[str] = (), status: int = 200):
    context = {
        "template": template,
        "steps": template.steps.select_related("workshop", "organisation").order_by("rank", "pk"),
        "cohorts": template.cohorts.order_by("-created_at", "pk"),
        "form": form,
        "errors": errors,
    }
    return render(request, "workshops/template.html", context, status=status)


def outlined(request, template: PathwayTemplate, form: OutlineForm, *, at) -> str:
    services.outline_step(template=template, at=at, by=request.user, **form.said)
    messages.success(request, "L’étape est dans le modèle.")
    return reverse("workshops:template", args=[template.pk])


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_follow_pathways)
def edit_template(request, pk):
    template = template_of(request, pk)
    form = EditTemplateForm(request.POST or None, instance=template)
    if form.is_valid() and form.is_saved():
        messages.success(request, "C’est enregistré.")
        return redirect("workshops:template", pk=template.pk)
    context = {"form": form, "template": template_of(request, pk)}
    return render(request, "workshops/edit_template.html", context, status=status_of(form))


@require_POST
@allowed(may_follow_pathways)
def drop_outline(request, pk):
    step = get_object_or_404(TemplateStep.objects.of(request.space).select_related("template"), pk=pk)
    try:
        services.drop_outline(step=step, at=timezone.now(), by=request.user)
    except ValidationError as refusal:
        form = OutlineForm(space=request.space)
        return shown(request, step.template, form, errors=refusal.messages, status=REFUSED)
    messages.success(request, "L’étape est retirée du modèle. Les parcours déjà commencés la gardent.")
    return redirect("workshops:template", pk=step.template_id)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_follow_pathways)
def new_cohort(request, pk):
    template = template_of(request, pk)
    form, at = CohortForm(request.POST or None), timezone.now()
    if done := attempt(form, space=request.space, at=at, act=partial(gathered, request, template, form, at=at)):
        return done
    context = {"form": form, "template": template}
    return render(request, "workshops/new_cohort.html", context, status=status_of(form))


def gathered(request, template: PathwayTemplate, form: CohortForm, *, at) -> str:
    cohort = services.create_cohort(template=template, title=form.cleaned_data["title"], at=at, by=request.user)
    messages.success(request, "Le groupe est prêt\u00a0: ajoutez les personnes, une par une.")
    return reverse("workshops:cohort", args=[cohort.code])


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_follow_pathways)
def cohort(request, code):
    """People down, steps across: where each stands. Somebody joins from the same page."""
    cohorts = Cohort.objects.of(request.space).select_related("template", "space")
    cohort, at = get_object_or_404(cohorts, code=code), timezone.now()
    form = JoinForm(request.POST or None, space=request.space)
    if done := attempt(form, space=request.space, at=at, act=partial(joined, request, cohort, form, at=at)):
        return done
    members = list(cohort.pathways.with_details().by_name())
    stages = stages_of(members, space=request.space, at=at)
    longest = max((len(each) for each in stages.values()), default=0)
    words = request.GET.get("q", "").strip()
    refused = [form.cleaned_data["person"]] if form.is_bound and "person" in form.cleaned_data else []
    context = {
        "cohort": cohort,
        "rows": [(each, stages[each.pk], range(longest - len(stages[each.pk]))) for each in members],
        "ranks": range(1, longest + 1),
        "form": form,
        "words": words,
        "found": [(person, join_form(person)) for person in refused or found(request, cohort, words)],
    }
    return render(request, "workshops/cohort.html", context, status=REFUSED if form.errors else 200)


def join_form(person: Person) -> JoinForm:
    return JoinForm(space=person.space, initial={"person": person.code}, auto_id=f"{person.code}-%s")


def joined(request, cohort: Cohort, form: JoinForm, *, at) -> str:
    person, today = form.cleaned_data["person"], timezone.localdate(at)
    services.join_cohort(cohort=cohort, person=person, started_on=today, at=at, by=request.user)
    messages.success(request, f"{person.discreet_name} est du groupe. Demandez-lui ce qu’elle veut, et pourquoi.")
    return reverse("workshops:cohort", args=[cohort.code])


def found(request, cohort: Cohort, words: str) -> list[Person]:
    """Those these words find who are not of the group yet."""
    people = Person.objects.search(words, space=request.space, at_most=FOUND_AT_MOST) if words else []
    there = set(cohort.pathways.under_way().values_list("person", flat=True))
    return [person for person in people if person.pk not in there]
