"""What is done for several people at once: who they are is shown, and confirmed, first."""

from django.contrib import messages
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from mediation.accounts.permissions import allowed
from mediation.accounts.submissions import OnceForm, attempt
from mediation.common.forms import status_of
from mediation.common.templatetags.french import plural_fr

from .. import services
from ..forms import TogetherForm, ticked
from ..models import Person
from ..permissions import may_see_people
from .people import list_of

WORDS = "personne,personnes"


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_see_people)
def note_together(request):
    people = list(ticked(request.GET, space=request.space))
    form = TogetherForm(request.POST or None)
    at = timezone.now()
    if people and (done := attempt(form, space=request.space, at=at, act=lambda: said(request, form, people, at=at))):
        return done
    context = {"form": form, "people": people, "back": list_of(request)}
    return render(request, "publics/note_together.html", context, status=status_of(form))


def said(request, form: TogetherForm, people: list[Person], *, at) -> str:
    interest = form.cleaned_data["interest"]
    count = services.note_interest_together(people=people, interest=interest, at=at, by=request.user)
    before = len(people) - count
    already = f" {plural_fr(before, WORDS)} l’avai{'en' if before > 1 else ''}t déjà dit." if before else ""
    messages.success(request, f"«\u00a0{interest}\u00a0» est noté pour {plural_fr(count, WORDS)}.{already}")
    return list_of(request)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_see_people)
def keep_together(request):
    people = list(ticked(request.GET, space=request.space))
    form = OnceForm(request.POST or None)
    at = timezone.now()
    if people and (done := attempt(form, space=request.space, at=at, act=lambda: kept(request, people, at=at))):
        return done
    context = {"form": form, "people": people, "back": list_of(request)}
    return render(request, "publics/keep_together.html", context, status=status_of(form))


def kept(request, people: list[Person], *, at) -> str:
    count = services.keep_together(people=people, at=at, by=request.user)
    months = "leurs mois recommencent" if count > 1 else "ses mois recommencent"
    messages.success(request, f"On garde {plural_fr(count, WORDS)}\u00a0: {months} aujourd’hui.")
    return list_of(request)
