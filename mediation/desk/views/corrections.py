"""What was noted today is corrected at will; what was not finished is found again."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mediation.accounts.permissions import allowed, may_see_people
from mediation.common.forms import status_of
from publics import services
from publics.enums import VisitKind
from publics.forms import CorrectVisitForm
from publics.models import Demarche, Visit
from publics.services.visits import is_copied

SHOWN_AT_MOST = 200
TO_REMOVE_THERE = "Ce passage était déjà reporté dans La Coop\u00a0: à enlever là-bas aussi."
TO_CORRECT_THERE = "Ce passage était déjà reporté dans La Coop\u00a0: à corriger là-bas aussi."


def visit_of(request, pk: int) -> Visit:
    noted = Visit.objects.of(request.space).filter(kind=VisitKind.SUPPORT)
    return get_object_or_404(noted.select_related("space", "person", "demarche"), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_see_people)
def correct_visit(request, pk):
    """Until the evening. The activity it reported is revised with it."""
    visit = visit_of(request, pk)
    form = CorrectVisitForm(request.POST or None, instance=visit, at=timezone.now(), by=request.user)
    if form.is_valid() and form.is_saved():
        messages.success(request, "C’est corrigé.")
        if is_copied(visit):
            messages.warning(request, TO_CORRECT_THERE)
        return redirect("desk:visit_noted", pk=pk)
    context = {
        "form": form,
        "visit": visit_of(request, pk),
        "is_copied": is_copied(visit),
        "demarches": Demarche.objects.proposed(),
    }
    return render(request, "desk/correct_visit.html", context, status=status_of(form))


@require_POST
@allowed(may_see_people)
def undo_visit(request, pk):
    visit = visit_of(request, pk)
    was_copied = is_copied(visit)
    try:
        services.undo_visit(visit=visit, at=timezone.now(), by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("desk:visit_noted", pk=pk)
    messages.success(request, "C’est annulé\u00a0: ce passage n’est plus compté.")
    if was_copied:
        messages.warning(request, TO_REMOVE_THERE)
    return redirect("desk:today")


@require_safe
@allowed(may_see_people)
def unfinished(request):
    """What is left to finish, the nearest last day first."""
    left = Visit.objects.of(request.space).to_finish().select_related("person", "demarche")
    context = {"visits": left[:SHOWN_AT_MOST], "today": timezone.localdate()}
    return render(request, "desk/unfinished.html", context)


@require_POST
@allowed(may_see_people)
def finish_visit(request, pk):
    services.finish_visit(visit=visit_of(request, pk), at=timezone.now(), by=request.user)
    messages.success(request, "C’est noté\u00a0: c’est fini.")
    return redirect("desk:unfinished")
