"""What is tried, what was seen of it, what was decided."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from mediation.accounts.permissions import allowed
from mediation.accounts.submissions import attempt
from mediation.common.forms import status_of

from .. import services
from ..enums import Decision
from ..forms import DecisionForm, ExperimentForm
from ..models import Experiment, Workshop
from ..permissions import may_run_workshops
from .workshops import workshop_of

DECIDED = {
    Decision.KEEP: "C’est décidé\u00a0: on garde.",
    Decision.CHANGE: "C’est décidé\u00a0: on ajuste. Voici sa variante, qui reprend tout.",
    Decision.STOP: "C’est décidé\u00a0: on arrête. Il n’est plus proposé, ses séances restent.",
}


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_run_workshops)
def start_experiment(request, pk):
    workshop, form, at = workshop_of(request, pk), ExperimentForm(request.POST or None), timezone.now()
    act = partial(started, request, workshop, form, at=at)
    if done := attempt(form, space=request.space, at=at, act=act):
        return done
    context = {"form": form, "workshop": workshop}
    return render(request, "workshops/start_experiment.html", context, status=status_of(form))


def started(request, workshop: Workshop, form: ExperimentForm, *, at) -> str:
    said = {name: form.cleaned_data[name] for name in ("question", "review_on")}
    services.start_experiment(workshop=workshop, at=at, by=request.user, **said)
    messages.success(request, "L’expérimentation commence. La page publique le dit\u00a0: «\u00a0on l’essaie\u00a0».")
    return reverse("workshops:workshop", args=[workshop.pk])


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_run_workshops)
def decide_experiment(request, pk):
    experiments = Experiment.objects.of(request.space).select_related("workshop", "decided_by")
    experiment, form, at = get_object_or_404(experiments, pk=pk), DecisionForm(request.POST or None), timezone.now()
    if experiment.decision and request.method != "POST":
        return redirect("workshops:workshop", pk=experiment.workshop_id)
    act = partial(decided, request, experiment, form, at=at)
    if done := attempt(form, space=request.space, at=at, act=act):
        return done
    context = {"form": form, "experiment": experiment}
    return render(request, "workshops/decide_experiment.html", context, status=status_of(form))


def decided(request, experiment: Experiment, form: DecisionForm, *, at) -> str:
    """To change is to make a variant: what was tried stays readable as it was."""
    said = {name: form.cleaned_data[name] for name in ("decision", "evaluation")}
    experiment = services.decide_experiment(experiment=experiment, at=at, by=request.user, **said)
    messages.success(request, DECIDED[experiment.decision])
    if experiment.decision == Decision.CHANGE:
        return f"{reverse('workshops:new_workshop')}?variante={experiment.workshop_id}"
    return reverse("workshops:workshop", args=[experiment.workshop_id])
