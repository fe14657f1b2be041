from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from mediation.accounts.permissions import allowed
from mediation.accounts.submissions import attempt
from mediation.common.forms import status_of

from .. import imports
from ..forms import ConfirmForm, ImportForm
from ..models import DirectoryImport
from ..permissions import may_transfer_partners

LAST = 5


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_transfer_partners)
def import_file(request):
    form = ImportForm(request.POST or None, request.FILES or None)
    at = timezone.now()
    if done := attempt(form, space=request.space, at=at, act=lambda: proposed(request, form, at=at)):
        return done
    context = {"form": form, "last": DirectoryImport.objects.of(request.space).latest_first()[:LAST]}
    return render(request, "partners/import_file.html", context, status=status_of(form))


def proposed(request, form: ImportForm, *, at) -> str:
    said = form.cleaned_data
    proposal = imports.propose(upload=said["file"], source=said["source"], space=request.space, by=request.user, at=at)
    return reverse("partners:import_preview", args=[proposal.pk])


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_transfer_partners)
def import_preview(request, pk):
    """What the file would change; once confirmed, what it changed."""
    proposal = get_object_or_404(DirectoryImport.objects.of(request.space).select_related("file"), pk=pk)
    form = ConfirmForm(request.POST or None)
    at = timezone.now()
    if done := attempt(form, space=request.space, at=at, act=lambda: carried_out(request, proposal, at=at)):
        return done
    context = {"form": form, "proposal": proposal, "report": proposal.report}
    return render(request, "partners/import_preview.html", context, status=status_of(form))


def carried_out(request, proposal: DirectoryImport, *, at) -> str:
    done = imports.carry_out(proposal=proposal, by=request.user, at=at)
    messages.success(request, "C’est importé." if done.new_count or done.updated_count else "Rien n’a changé.")
    return reverse("partners:import_preview", args=[proposal.pk])
