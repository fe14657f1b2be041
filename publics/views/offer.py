"""« De quoi bâtir l’offre »: envies, needs and what is missing, side by side, each from where it is kept."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from mediation.accounts.permissions import allowed, may_run_workshops
from mediation.accounts.submissions import attempt
from mediation.common.forms import status_of, telling

from .. import offer as reading
from .. import services
from ..forms import AnswerLackForm, LackForm
from ..models import Lack
from ..permissions import may_see_people

SHOWN = 6


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_see_people)
def offer(request):
    """By POST, what is missing is noted."""
    at = timezone.now()
    form = LackForm(request.POST or None)
    if done := attempt(form, space=request.space, at=at, act=partial(noted, request, form, at=at)):
        return done
    lacks = Lack.objects.of(request.space)
    context = {
        "form": form,
        "envies": reading.envies(space=request.space, at=at)[:SHOWN],
        "needs": reading.needs(space=request.space, day=timezone.localdate(at)),
        "lacks": lacks.open(),
        "answered": lacks.answered()[:SHOWN],
        "may_create": may_run_workshops(request.membership),
    }
    return render(request, "publics/offer.html", context, status=status_of(form))


def noted(request, form: LackForm, *, at) -> str:
    lack = services.note_lack(space=request.space, at=at, by=request.user, **form.lack)
    messages.success(request, f"C’est noté\u00a0: «\u00a0{lack}\u00a0».")
    return reverse("publics:offer")


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_run_workshops)
def answer_lack(request, pk):
    lack = get_object_or_404(Lack.objects.of(request.space), pk=pk)
    form = AnswerLackForm(request.POST or None)
    if form.is_valid():
        with telling(form):
            services.answer_lack(lack=lack, at=timezone.now(), by=request.user, **form.cleaned_data)
            messages.success(request, "C’est dit\u00a0: ce manque a sa réponse.")
            return redirect("publics:offer")
    return render(request, "publics/answer_lack.html", {"form": form, "lack": lack}, status=status_of(form))
