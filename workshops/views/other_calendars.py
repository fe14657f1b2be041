"""Calendars kept elsewhere: when they are busy shows in ours, and is proposed to nobody."""

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
from ..forms.calendars import OtherCalendarForm
from ..models import OtherCalendar
from ..permissions import may_run_workshops, may_see_people


@require_safe
@allowed(may_see_people)
def other_calendars(request):
    context = {
        "calendars": OtherCalendar.objects.of(request.space).with_whose().by_name(),
        "may_run": may_run_workshops(request.membership),
    }
    return render(request, "workshops/other_calendars.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_run_workshops)
def new_other_calendar(request):
    form, at = OtherCalendarForm(request.POST or None, space=request.space, by=request.user), timezone.now()
    if done := attempt(form, space=request.space, at=at, act=partial(added, request, form, at=at)):
        return done
    return render(request, "workshops/new_other_calendar.html", {"form": form}, status=status_of(form))


def added(request, form: OtherCalendarForm, *, at) -> str:
    services.add_calendar(calendar=form.save(commit=False), space=request.space, at=at, by=request.user)
    messages.success(request, "C’est noté\u00a0: cet agenda est lu d’ici cinq minutes, puis tous les quarts d’heure.")
    return reverse("workshops:other_calendars")


@require_POST
@allowed(may_run_workshops)
def remove_other_calendar(request, pk):
    calendar = get_object_or_404(OtherCalendar.objects.of(request.space), pk=pk)
    services.remove_calendar(calendar=calendar, at=timezone.now(), by=request.user)
    messages.success(
        request, f"«\u00a0{calendar.name}\u00a0» n’est plus lu\u00a0: les heures qu’il prenait sont libres."
    )
    return redirect("workshops:other_calendars")
