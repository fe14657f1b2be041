"""« Permanences »: half-days held at a venue, by one of ours or by the agent of another structure."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mediation.accounts.permissions import allowed
from mediation.accounts.submissions import attempt
from mediation.common import dates
from mediation.common.forms import REFUSED, status_of, telling

from .. import services
from ..forms.permanences import EditPermanenceForm, LastDayForm, PermanenceForm
from ..models import HalfDay, Permanence
from ..permissions import may_run_workshops, may_see_programme
from ..proposals import Proposal
from ..standing import months_shown, standing_between


@require_safe
@allowed(may_see_programme)
def permanences(request):
    today = timezone.localdate()
    every = Permanence.objects.of(request.space)
    context = {
        "permanences": standing_between(request.space, today, None),
        "ended": every.exclude(half_days__local_date__gte=today).with_details().by_name(),
        "months": months_shown(today),
        "may_run": may_run_workshops(request.membership),
    }
    return render(request, "workshops/permanences.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_run_workshops)
def new_permanence(request):
    form, at = PermanenceForm(request.POST or None, space=request.space), timezone.now()
    if done := attempt(form, space=request.space, at=at, act=partial(opened, request, form, at=at)):
        return done
    return render(request, "workshops/permanence_form.html", {"form": form}, status=status_of(form))


def opened(request, form: PermanenceForm, *, at) -> str:
    said, permanence = form.cleaned_data, form.save(commit=False)
    left_out = services.open_permanence(
        permanence=permanence, space=request.space, rhythm=said["rhythm"], until=said["until"], at=at, by=request.user
    )
    messages.success(request, f"La permanence est au programme.{said_left_out(left_out)}")
    return reverse("workshops:permanence", args=[permanence.pk])


def said_left_out(left_out: list[Proposal]) -> str:
    """« Laissées de côté : mercredi 11 novembre (Jour férié : Armistice). »"""
    if not left_out:
        return ""
    named = ", ".join(f"{dates.without_year(each.day)} ({' '.join(each.reasons)})" for each in left_out)
    return f" Laissées de côté\u00a0: {named}."


def found(request, pk: int) -> Permanence:
    return get_object_or_404(Permanence.objects.of(request.space).with_details(), pk=pk)


@require_safe
@allowed(may_see_programme)
def permanence(request, pk):
    return shown(request, found(request, pk))


def shown(request, permanence: Permanence, *, last_day=None, errors: list[str] = (), status: int = 200):
    context = {
        "permanence": permanence,
        "half_days": permanence.half_days.filter(ends_at__gt=timezone.now()).by_date(),
        "last_day": last_day or LastDayForm(initial={"until": permanence.until}),
        "errors": errors,
        "may_run": may_run_workshops(request.membership),
    }
    return render(request, "workshops/permanence.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_run_workshops)
def edit_permanence(request, pk):
    form = EditPermanenceForm(request.POST or None, instance=found(request, pk))
    if form.is_valid() and form.is_saved():
        messages.success(request, "C’est enregistré.")
        return redirect("workshops:permanence", pk=pk)
    context = {"form": form, "permanence": found(request, pk)}
    return render(request, "workshops/permanence_form.html", context, status=status_of(form))


@require_POST
@allowed(may_run_workshops)
def last_day(request, pk):
    """Prolonged or shortened: nobody is registered there, only the dates change."""
    permanence, form = found(request, pk), LastDayForm(request.POST)
    if form.is_valid():
        with telling(form, field="until"):
            until = form.cleaned_data["until"]
            left_out = services.set_last_day(permanence=permanence, until=until, at=timezone.now(), by=request.user)
            messages.success(request, f"C’est noté\u00a0: la dernière date a changé.{said_left_out(left_out)}")
            return redirect("workshops:permanence", pk=pk)
    return shown(request, permanence, last_day=form, status=REFUSED)


@require_POST
@allowed(may_run_workshops)
def half_day(request, pk):
    """« Pas ce jour-là », and « Finalement, si »."""
    half_day = get_object_or_404(HalfDay.objects.of(request.space), pk=pk)
    act = services.put_back if request.POST.get("act") == "put_back" else services.call_off
    try:
        act(half_day=half_day, at=timezone.now(), by=request.user)
    except ValidationError as refusal:
        return shown(request, found(request, half_day.permanence_id), errors=refusal.messages, status=REFUSED)
    return redirect("workshops:permanence", pk=half_day.permanence_id)
