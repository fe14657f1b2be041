from django.contrib import messages
from django.core.exceptions import BadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from mediation.accounts.permissions import allowed, may_see_people
from mediation.accounts.submissions import OnceForm, once
from publics import services
from publics.enums import DailyDimension, VisitKind
from publics.models import Visit

from .. import small_help
from ..forms import SmallHelpForm

FOR_DEMARCHE = f"Compté\u00a0: {VisitKind.PRINT.label}, pour une démarche."


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_see_people)
def count_small_help(request):
    """One tap, one more, from any page; the last one can be taken back, or said to have been for a démarche."""
    at = timezone.now()
    was_for_demarche = request.method == "POST" and tapped(request, at=at)
    shown = small_help.shown(timezone.localdate(at), space=request.space, by=request.user)
    shown["was_for_demarche"] = was_for_demarche
    if request.method != "POST":
        return render(request, "desk/small_help.html", shown)
    if request.htmx:
        return render(request, "desk/today/small_help.html", shown)
    if was_for_demarche:
        messages.success(request, FOR_DEMARCHE)
    return redirect(f"{reverse('desk:today')}#small-help")


def tapped(request, *, at) -> bool:
    """Whether what was just said is that a print was for a démarche."""
    if "undo" in request.POST:
        undo(request, at=at)
    elif "for_demarche" in request.POST:
        form = valid(OnceForm(request.POST))
        once(form, space=request.space, at=at, act=lambda: counted_for_demarche(request, at=at))
        return True
    else:
        form = valid(SmallHelpForm(request.POST))
        once(form, space=request.space, at=at, act=lambda: counted(request, form, at=at))
    return False


def valid(form: OnceForm) -> OnceForm:
    if not form.is_valid():
        raise BadRequest("not one of the kinds of small help")
    return form


def counted(request, form: SmallHelpForm, *, at) -> str:
    services.count_small_help(space=request.space, kind=form.cleaned_data["kind"], at=at, by=request.user)
    return reverse("desk:today")


def counted_for_demarche(request, *, at) -> str:
    services.count_daily(
        space=request.space, dimension=DailyDimension.FOR_DEMARCHE, on=timezone.localdate(at), at=at, by=request.user
    )
    return reverse("desk:today")


def undo(request, *, at) -> None:
    """Only what one counted oneself. Already undone, nothing is left to do."""
    pk = request.POST["undo"]
    mine = Visit.objects.of(request.space).filter(noted_by=request.user).exclude(kind=VisitKind.SUPPORT)
    last = mine.filter(pk=pk).first() if pk.isdecimal() and len(pk) < 19 else None
    if last:
        services.forget_small_help(visit=last, at=at, by=request.user)
        messages.success(request, f"{last.get_kind_display()}\u00a0: c’est annulé.")
