"""The letter to partners and colleagues: what it says today, who reads it, when it leaves, what has left."""

from django.contrib import messages as told
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from mediation.accounts.permissions import allowed
from mediation.accounts.submissions import attempt
from mediation.common.forms import status_of
from mediation.common.templatetags.french import plural_fr

from .. import services
from ..digests import letter_of, readers_of
from ..forms import DigestForm, SendDigestForm
from ..models import Digest, DigestIssue
from ..permissions import may_write_campaigns

A_PAGE = 12
require_form = require_http_methods(["GET", "HEAD", "POST"])


@require_form
@allowed(may_write_campaigns)
def digest(request):
    """A POST sends it at once."""
    at = timezone.now()
    shown = Digest.objects.that_of(request.space, at=at)
    form = SendDigestForm(request.POST or None)

    def act() -> str:
        issue = services.send_digest(digest=shown, at=at, by=request.user)
        told.success(request, f"La lettre part vers {plural_fr(issue.told_count, 'personne,personnes')}.")
        return shown.get_absolute_url()

    if done := attempt(form, space=request.space, at=at, act=act):
        return done
    issues = DigestIssue.objects.of(request.space).select_related("sent_by").last_first()
    readers = readers_of(shown, at=at)
    context = {
        "digest": shown,
        "form": form,
        "letter": letter_of(shown, at=at),
        "readers": readers,
        "told_count": sum(len(sort.told) for sort in readers),
        "next_at": shown.next_due(at) if shown.is_active else None,
        "page": Paginator(issues, A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "communications/digest.html", context, status=status_of(form))


@require_form
@allowed(may_write_campaigns)
def edit_digest(request):
    shown = Digest.objects.that_of(request.space, at=timezone.now())
    form = DigestForm(request.POST or None, instance=shown)
    if form.is_valid() and form.is_saved():
        told.success(request, "C’est enregistré.")
        return redirect(shown)
    return render(request, "communications/digest_form.html", {"form": form}, status=status_of(form))


@require_POST
@allowed(may_write_campaigns)
def try_digest(request):
    at = timezone.now()
    services.try_digest(digest=Digest.objects.that_of(request.space, at=at), at=at, by=request.user)
    told.success(request, f"L’essai part vers {request.user.email}.")
    return redirect("communications:digest")
