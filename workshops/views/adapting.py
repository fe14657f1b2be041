"""What one session has of its own: another pace, level or equipment; who helps the others there."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from mediation.accounts.permissions import allowed
from mediation.common.forms import status_of, telling

from .. import services
from ..forms.adapting import AdaptForm, PeerHelpersForm
from ..permissions import may_register, may_run_workshops
from .sessions import found, refuse_when_over


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_run_workshops)
def adapt(request, code):
    session = found(request, code)
    refuse_when_over(session)
    form = AdaptForm(request.POST or None, instance=session)
    if form.is_valid() and form.is_saved():
        messages.success(request, "C’est enregistré. L’atelier, lui, reste comme il est.")
        return redirect("workshops:session", code=session.code)
    context = {"form": form, "session": found(request, code)}
    return render(request, "workshops/adapt.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_register)
def peer_helpers(request, code):
    session = found(request, code)
    form = PeerHelpersForm(request.POST if request.method == "POST" else None, session=session)
    if form.is_valid():
        people = list(form.cleaned_data["people"])
        with telling(form):
            services.note_peer_helpers(session=session, people=people, at=timezone.now(), by=request.user)
            messages.success(request, "C’est noté\u00a0: merci à elles et eux.")
            return redirect("workshops:session", code=session.code)
    return render(request, "workshops/peer_helpers.html", {"form": form, "session": session}, status=status_of(form))
