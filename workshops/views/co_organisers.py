"""The structures that make a session with us, and the seats kept for each."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from mediation.accounts.permissions import allowed
from mediation.accounts.submissions import attempt
from mediation.common.forms import status_of

from .. import services
from ..forms.co_organisers import CoOrganiserForm
from ..models import CoOrganiser, Session
from ..permissions import may_run_workshops
from .sessions import found, refuse_when_over


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_run_workshops)
def co_organisers(request, code):
    session, at = found(request, code), timezone.now()
    refuse_when_over(session)
    form = CoOrganiserForm(request.POST or None, request.FILES or None, session=session)
    if done := attempt(form, space=request.space, at=at, act=partial(added, request, session, form, at=at)):
        return done
    context = {"form": form, "session": session, "co_organisers": session.co_organisers.with_details()}
    return render(request, "workshops/co_organisers.html", context, status=status_of(form))


def added(request, session: Session, form: CoOrganiserForm, *, at) -> str:
    said = form.cleaned_data
    made = services.add_co_organiser(
        session=session, organisation=said["organisation"], part=said["part"], seats=said.get("seats"),
        until=form.until if said.get("seats") else None, logo=said["logo"], at=at, by=request.user,
    )  # fmt: skip
    messages.success(request, f"{made.organisation} est sur la page publique et sur le flyer.")
    return reverse("workshops:co_organisers", args=[session.code])


@require_POST
@allowed(may_run_workshops)
def remove_co_organiser(request, pk):
    rows = CoOrganiser.objects.of(request.space).select_related("organisation", "session")
    co_organiser = get_object_or_404(rows, pk=pk)
    services.remove_co_organiser(co_organiser=co_organiser, at=timezone.now(), by=request.user)
    messages.success(request, "C’est enlevé. Les places gardées pour elle sont rendues.")
    return redirect("workshops:co_organisers", code=co_organiser.session.code)
