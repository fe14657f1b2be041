"""Somebody's pathway: what she wants and why, its steps as the facts say them, the points that were made."""

from functools import partial

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mediation.accounts.permissions import allowed
from mediation.accounts.submissions import attempt
from mediation.common.forms import REFUSED, status_of, telling
from mediation.common.printing import pdf_response
from publics.models import Person
from publics.views.people import person_of

from .. import documents, services
from ..enums import AppointmentState, StepKind
from ..forms.pathways import AttachForm, EditPathwayForm, OutcomeForm, PathwayForm, ReviewForm, ShareForm, StepForm
from ..models import Appointment, Pathway, Step
from ..permissions import may_follow_pathways
from ..standings import stages_of


def pathway_of(request, code: str) -> Pathway:
    return get_object_or_404(Pathway.objects.of(request.space).with_details(), code=code)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_follow_pathways)
def new_pathway(request, code):
    """For somebody: her words first, then the steps of a template when one suits her."""
    person = person_of(request, code)
    form, at = PathwayForm(request.POST or None, space=request.space), timezone.now()
    if done := attempt(form, space=request.space, at=at, act=partial(started, request, person, form, at=at)):
        return done
    context = {"form": form, "person": person}
    return render(request, "workshops/new_pathway.html", context, status=status_of(form))


def started(request, person: Person, form: PathwayForm, *, at) -> str:
    pathway = services.start_pathway(person=person, at=at, by=request.user, **form.said)
    messages.success(request, "Le parcours commence. Chaque étape dira d’elle-même où elle en est.")
    return page_of(pathway)


def page_of(pathway: Pathway) -> str:
    return reverse("workshops:pathway", args=[pathway.code])


@require_safe
@allowed(may_follow_pathways)
def pathway(request, code):
    return shown(request, pathway_of(request, code))


def shown(request, pathway: Pathway, *, errors: list[str] = (), status: int = 200):
    at = timezone.now()
    stages = stages_of([pathway], space=request.space, at=at)[pathway.pk]
    is_met_alone = any(each.step.kind == StepKind.APPOINTMENT for each in stages)
    context = {
        "pathway": pathway,
        "person": pathway.person,
        "stages": stages,
        "reviews": pathway.reviews.select_related("noted_by").order_by("-on", "-pk"),
        "unattached": unattached(pathway) if is_met_alone else [],
        "errors": errors,
    }
    return render(request, "workshops/pathway.html", context, status=status)


def unattached(pathway: Pathway) -> list[Appointment]:
    """Her appointments since it began that are for no step yet."""
    hers = Appointment.objects.of(pathway.space).filter(person=pathway.person, step=None)
    since = hers.filter(local_date__gte=pathway.started_on).exclude(state=AppointmentState.CANCELLED)
    return list(since.select_related("host").by_date())


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_follow_pathways)
def edit_pathway(request, code):
    pathway = pathway_of(request, code)
    form = EditPathwayForm(request.POST or None, instance=pathway)
    if form.is_valid() and form.is_saved():
        messages.success(request, "C’est enregistré.")
        return redirect(page_of(pathway))
    context = {"form": form, "pathway": pathway_of(request, code)}
    return render(request, "workshops/edit_pathway.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_follow_pathways)
def new_step(request, code):
    pathway = pathway_of(request, code)
    form, at = StepForm(request.POST or None, space=request.space), timezone.now()
    if done := attempt(form, space=request.space, at=at, act=partial(added, request, pathway, form, at=at)):
        return done
    context = {"form": form, "pathway": pathway}
    return render(request, "workshops/new_step.html", context, status=status_of(form))


def added(request, pathway: Pathway, form: StepForm, *, at) -> str:
    services.add_step(pathway=pathway, at=at, by=request.user, **form.said)
    messages.success(request, "L’étape est dans le parcours.")
    return page_of(pathway)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_follow_pathways)
def new_review(request, code):
    """« Faire le point »: dated, and kept."""
    pathway = pathway_of(request, code)
    form, at = ReviewForm(request.POST or None), timezone.now()
    if done := attempt(form, space=request.space, at=at, act=partial(reviewed, request, pathway, form, at=at)):
        return done
    context = {"form": form, "pathway": pathway}
    return render(request, "workshops/new_review.html", context, status=status_of(form))


def reviewed(request, pathway: Pathway, form: ReviewForm, *, at) -> str:
    services.review_pathway(pathway=pathway, at=at, by=request.user, **form.said)
    messages.success(request, "Le point est gardé, avec sa date.")
    return page_of(pathway)


def step_of(request, pk: int) -> Step:
    steps = Step.objects.of(request.space).select_related("pathway__person", "pathway__space", "organisation")
    return get_object_or_404(steps, pk=pk)


def acted(request, step: Step, form, act):
    """Back to the pathway; or the pathway again, with what is refused."""
    if form.is_valid():
        with telling(form):
            act(form.cleaned_data)
            return redirect(page_of(step.pathway))
    errors = [message for messages in form.errors.values() for message in messages]
    return shown(request, pathway_of(request, step.pathway.code), errors=errors, status=REFUSED)


@require_POST
@allowed(may_follow_pathways)
def attach_appointment(request, pk):
    step = step_of(request, pk)

    def attach(said):
        services.attach_appointment(step=step, appointment=said["appointment"], at=timezone.now(), by=request.user)

    return acted(request, step, AttachForm(request.POST, pathway=step.pathway), attach)


@require_POST
@allowed(may_follow_pathways)
def tell_outcome(request, pk):
    """What the structure said on the telephone, noted for it."""
    step = step_of(request, pk)

    def tell(said):
        services.tell_outcome(step=step, outcome=said["outcome"], at=timezone.now(), by=request.user)

    return acted(request, step, OutcomeForm(request.POST), tell)


@require_POST
@allowed(may_follow_pathways)
def share_step(request, pk):
    step = step_of(request, pk)

    def share(said):
        services.share_step(step=step, is_shared=said["is_shared"], at=timezone.now(), by=request.user)

    return acted(request, step, ShareForm(request.POST), share)


@require_POST
@allowed(may_follow_pathways)
def remove_step(request, pk):
    step = step_of(request, pk)

    def remove(_said):
        services.remove_step(step=step, at=timezone.now(), by=request.user)

    return acted(request, step, forms.Form(request.POST), remove)


@require_POST
@allowed(may_follow_pathways)
def end_pathway(request, code):
    pathway = pathway_of(request, code)
    services.end_pathway(pathway=pathway, at=timezone.now(), by=request.user)
    messages.success(request, "Le parcours est terminé. Tout ce qui a été fait reste.")
    return redirect(page_of(pathway))


@require_safe
@allowed(may_follow_pathways)
def pathway_pdf(request, code):
    """One sheet for her, in large type."""
    pathway = pathway_of(request, code)
    write = partial(documents.pathway_sheet, pathway, at=timezone.now())
    return pdf_response(request, f"parcours-{pathway.code}.pdf", write)
