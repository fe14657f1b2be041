from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from mediation.accounts.permissions import allowed
from mediation.accounts.submissions import attempt
from mediation.common.forms import status_of
from mediation.common.text import preceded

from .. import services
from ..forms import AbsenceForm, HandoverForm
from ..models import Handover
from ..permissions import may_see_people


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_see_people)
def handovers(request):
    form, at = HandoverForm(request.POST or None, space=request.space, successor=request.user), timezone.now()
    if done := attempt(form, space=request.space, at=at, act=lambda: taken_over(request, form, at=at)):
        return done
    day = timezone.localdate(at)
    shown = {"form": form, "handovers": Handover.objects.of(request.space).to_come_or_in_force(day), "today": day}
    return render(request, "team/handovers.html", shown, status=status_of(form))


def taken_over(request, form: HandoverForm, *, at) -> str:
    said = {name: form.cleaned_data[name] for name in ("from_user", "to_user", "starts_on", "until_on")}
    handover = services.take_over(space=request.space, at=at, by=request.user, **said)
    messages.success(request, f"{handover.to_user} reprend le poste {preceded(handover.from_user, 'de')}.")
    return reverse("team:handovers")


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_see_people)
def new_absence(request):
    """« Je ne suis pas là », or a colleague who just called."""
    form, at = AbsenceForm(request.POST or None, space=request.space, user=request.user), timezone.now()
    if done := attempt(form, space=request.space, at=at, act=lambda: noted(request, form, at=at)):
        return done
    return render(request, "team/new_absence.html", {"form": form}, status=status_of(form))


def noted(request, form: AbsenceForm, *, at) -> str:
    said = {name: value for name, value in form.cleaned_data.items() if name != "submission"}
    absence = services.note_absence(space=request.space, at=at, by=request.user, **said)
    messages.success(request, "C’est noté\u00a0: ces heures ne sont plus proposées à personne.")
    return reverse("desk:absence", args=[absence.pk])


@require_POST
@allowed(may_see_people)
def end(request, pk):
    handover = get_object_or_404(Handover.objects.of(request.space).select_related("from_user"), pk=pk)
    services.end_handover(handover=handover, at=timezone.now(), by=request.user)
    given_back = f"Le poste {preceded(handover.from_user, 'de')} est rendu."
    back = f"{handover.from_user} est là\u00a0: ses heures sont de nouveau proposées."
    messages.success(request, given_back if handover.to_user_id else back)
    return redirect("team:handovers")
