from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mediation.accounts.permissions import allowed
from mediation.accounts.submissions import attempt
from mediation.common.forms import status_of
from mediation.common.printing import pdf_response

from .. import documents, services
from ..forms import ClosureForm
from ..models import Closure
from ..permissions import may_see_people

MOST_PAST = 10


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_see_people)
def closures(request):
    """One form, and those to come."""
    form, at = ClosureForm(request.POST or None, space=request.space), timezone.now()
    if done := attempt(form, space=request.space, at=at, act=lambda: closed(request, form, at=at)):
        return done
    today, standing = timezone.localdate(at), Closure.objects.of(request.space).standing().select_related("venue")
    shown = {
        "form": form,
        "today": today,
        "coming": standing.filter(reopens_on__gt=today).order_by("starts_on", "pk"),
        "past": standing.filter(reopens_on__lte=today).order_by("-starts_on", "pk")[:MOST_PAST],
    }
    return render(request, "team/closures.html", shown, status=status_of(form))


def closed(request, form: ClosureForm, *, at) -> str:
    said = {name: form.cleaned_data[name] for name in ("venue", "starts_on", "reopens_on", "reason")}
    closure = services.close_space(space=request.space, at=at, by=request.user, **said)
    messages.success(request, "C’est noté.")
    return reverse("desk:closure", args=[closure.pk])


def closure_of(request, pk) -> Closure:
    return get_object_or_404(Closure.objects.of(request.space).select_related("space", "venue"), pk=pk)


@require_safe
@allowed(may_see_people)
def poster(request, pk):
    closure = closure_of(request, pk)
    return pdf_response(request, "fermeture.pdf", lambda: documents.poster(closure))


@require_POST
@allowed(may_see_people)
def withdraw(request, pk):
    services.withdraw_closure(closure=closure_of(request, pk), at=timezone.now(), by=request.user)
    messages.success(request, "La fermeture est reprise : nos pages publiques n’en parlent plus.")
    return redirect("team:closures")
