from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from mediation.accounts.permissions import allowed
from mediation.accounts.submissions import attempt
from mediation.common.forms import status_of

from .. import services
from ..forms import DecideForm, PeopleFileForm
from ..models import PeopleImport
from ..permissions import may_import_people
from ..services.imports import likely_lines

LAST = 5


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_import_people)
def import_people(request):
    form = PeopleFileForm(request.POST or None, request.FILES or None)
    at = timezone.now()
    if done := attempt(form, space=request.space, at=at, act=lambda: proposed(request, form, at=at), field="file"):
        return done
    context = {"form": form, "last": PeopleImport.objects.of(request.space).latest_first()[:LAST]}
    return render(request, "publics/import_people.html", context, status=status_of(form))


def proposed(request, form: PeopleFileForm, *, at) -> str:
    upload = form.cleaned_data["file"]
    proposal = services.propose_import(upload=upload, space=request.space, by=request.user, at=at)
    return reverse("publics:people_import", args=[proposal.pk])


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_import_people)
def people_import(request, pk):
    """What the file would change; once confirmed, what it changed."""
    proposal = get_object_or_404(PeopleImport.objects.of(request.space), pk=pk)
    form = DecideForm(request.POST or None, likely=likely_lines(proposal))
    at = timezone.now()
    if done := attempt(form, space=request.space, at=at, act=lambda: carried_out(request, proposal, form, at=at)):
        return done
    context = {"form": form, "proposal": proposal, "report": proposal.report}
    return render(request, "publics/people_import.html", context, status=status_of(form))


def carried_out(request, proposal: PeopleImport, form: DecideForm, *, at) -> str:
    done = services.carry_out_import(proposal=proposal, choices=form.choices(), by=request.user, at=at)
    messages.success(request, "C’est importé." if done.new_count or done.completed_count else "Rien n’a changé.")
    return reverse("publics:people_import", args=[proposal.pk])
