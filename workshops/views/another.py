"""Another date for those who wait: opened in one gesture, offered to them in their order."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from mediation.accounts.permissions import allowed
from mediation.accounts.submissions import attempt
from mediation.common.forms import REFUSED, status_of
from mediation.common.templatetags.french import plural_fr

from .. import services
from ..forms import AnotherForm
from ..models import Session
from ..permissions import may_register, may_run_workshops
from .sessions import found, shown


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_run_workshops)
def open_another(request, code):
    """Only its date is asked: the rest is that of the session where people wait."""
    session, at = found(request, code), timezone.now()
    form = AnotherForm(request.POST or None, session=session, at=at)
    act = partial(opened, request, session, form, at=at)
    if done := attempt(form, field="date", space=request.space, at=at, act=act):
        return done
    return render(request, "workshops/open_another.html", {"form": form, "session": session}, status=status_of(form))


def opened(request, session: Session, form: AnotherForm, *, at) -> str:
    another = services.open_another(session=session, day=form.cleaned_data["date"], at=at, by=request.user)
    messages.success(
        request, "La séance est prête, en brouillon. Publiez-la\u00a0: qui attend est invité dans l’ordre."
    )
    return reverse("workshops:session", args=[another.code])


@require_POST
@allowed(may_register)
def invite_who_waits(request, code):
    """Those who joined the other list since. Sent twice, nobody is left to invite."""
    session = found(request, code)
    try:
        count = services.invite_who_waits(session=session, at=timezone.now(), by=request.user)
    except ValidationError as refusal:
        return shown(request, session, errors=refusal.messages, status=REFUSED)
    messages.success(request, invited_words(count))
    return redirect("workshops:session", code=session.code)


def invited_words(count: int) -> str:
    if not count:
        return "Personne n’attendait plus d’être invité."
    invited = plural_fr(count, "personne est invitée,personnes sont invitées")
    return f"{invited}\u00a0: les places sont proposées dans l’ordre."
