from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mediation.accounts.permissions import allowed
from mediation.accounts.submissions import attempt
from mediation.common.forms import status_of

from .. import services
from ..forms import EditHoursForm, HoursForm
from ..models import AppointmentHours
from ..permissions import may_run_workshops, may_see_people


@require_safe
@allowed(may_see_people)
def hours(request):
    """The weeks of who receives: what the hours that are free come from."""
    today = timezone.localdate()
    context = {
        "hours": AppointmentHours.objects.of(request.space).between(today, today.max).with_places().by_week(),
        "today": today,
        "membership": request.membership,
        "may_run": may_run_workshops(request.membership),
    }
    return render(request, "workshops/hours.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_run_workshops)
def new_hours(request):
    form, at = HoursForm(request.POST or None, space=request.space, by=request.user), timezone.now()
    if done := attempt(form, space=request.space, at=at, act=partial(created, request, form, at=at)):
        return done
    return render(request, "workshops/hours_form.html", {"form": form}, status=status_of(form))


def created(request, form: HoursForm, *, at) -> str:
    services.create_hours(hours=form.save(commit=False), space=request.space, at=at, by=request.user)
    messages.success(request, "La plage est notée\u00a0: ses moments libres sont déjà proposés.")
    return reverse("workshops:hours")


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_run_workshops)
def edit_hours(request, pk):
    """What is booked in it stays: only what is proposed from now on changes."""
    hours = get_object_or_404(AppointmentHours.objects.of(request.space).with_places(), pk=pk)
    form = EditHoursForm(request.POST or None, instance=hours)
    if form.is_valid() and form.is_saved():
        messages.success(request, "C’est enregistré. Les rendez-vous déjà pris restent.")
        return redirect("workshops:hours")
    return render(request, "workshops/hours_form.html", {"form": form, "hours": hours}, status=status_of(form))


@require_POST
@allowed(may_see_people)
def name_me(request):
    """My first name on « Qui est où »: asked of nobody else."""
    is_named = request.POST.get("is_named") == "yes"
    services.name_publicly(membership=request.membership, is_named=is_named, at=timezone.now(), by=request.user)
    said = "Votre prénom est sur la page «\u00a0Qui est où\u00a0»." if is_named else "Votre prénom n’y est plus."
    messages.success(request, said)
    return redirect("workshops:hours")
