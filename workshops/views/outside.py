"""What other structures propose, as far as we know: seen before a session is published, never in its way."""

from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mediation.accounts.permissions import allowed
from mediation.accounts.submissions import attempt
from mediation.common.forms import status_of
from mediation.common.templatetags.french import plural_fr

from .. import services
from ..forms.outside import CalendarForm, OutsideForm
from ..models import OutsideSession
from ..permissions import may_run_workshops, may_see_programme

A_PAGE = 50


@require_safe
@allowed(may_see_programme)
def outside(request):
    return shown(request)


def shown(request, form: OutsideForm | None = None):
    coming = OutsideSession.objects.of(request.space).filter(on__gte=timezone.localdate()).with_details().by_date()
    form = form or OutsideForm(space=request.space)
    context = {
        "form": form,
        "page": Paginator(coming, A_PAGE).get_page(request.GET.get("page")),
        "may_run": may_run_workshops(request.membership),
    }
    return render(request, "workshops/outside.html", context, status=status_of(form))


@require_POST
@allowed(may_run_workshops)
def note_outside(request):
    form, at = OutsideForm(request.POST, space=request.space), timezone.now()
    done = attempt(form, space=request.space, at=at, act=partial(noted, request, form, at=at))
    return done or shown(request, form)


def noted(request, form: OutsideForm, *, at) -> str:
    services.note_outside(outside=form.save(commit=False), space=request.space, at=at, by=request.user)
    messages.success(request, "C’est noté.")
    return reverse("workshops:outside")


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_run_workshops)
def read_outside(request):
    form, at = CalendarForm(request.POST or None, request.FILES or None, space=request.space), timezone.now()
    if done := attempt(form, space=request.space, at=at, act=partial(read, request, form, at=at)):
        return done
    return render(request, "workshops/read_outside.html", {"form": form}, status=status_of(form))


def read(request, form: CalendarForm, *, at) -> str:
    said = form.cleaned_data
    count = services.read_outside(
        space=request.space, organisation=said["organisation"], branch=said["branch"], content=said["calendar"],
        at=at, by=request.user,
    )  # fmt: skip
    if count:
        messages.success(request, f"{plural_fr(count, 'séance est notée,séances sont notées')}.")
    else:
        messages.info(request, "Rien de nouveau dans les six mois à venir.")
    return reverse("workshops:outside")


@require_POST
@allowed(may_run_workshops)
def forget_outside(request, pk):
    outside = get_object_or_404(OutsideSession.objects.of(request.space), pk=pk)
    services.forget_outside(outside=outside, at=timezone.now(), by=request.user)
    messages.success(request, "C’est enlevé.")
    return redirect("workshops:outside")
