from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mediation.accounts.permissions import allowed
from mediation.accounts.submissions import OnceForm, attempt
from mediation.common.forms import REFUSED
from mediation.common.templatetags.french import plural_fr

from .. import services
from ..enums import Change, Scope, SessionState
from ..forms import DatesForm, EditSessionForm, RepeatForm, ScopeForm
from ..models import Series, Session
from ..permissions import may_register, may_run_workshops, may_see_programme
from ..rescheduling import meant, moves
from .sessions import consequences_of, found, people_to_tell, ways_of


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_run_workshops)
def repeat_session(request, code):
    """The dates of a rhythm are looked at first; those that are kept are made."""
    session, at = found(request, code), timezone.now()
    if session.series_id:
        return redirect("workshops:series", pk=session.series_id)
    if request.method != "POST":
        return shown_dates(request, RepeatForm(request.GET or None, session=session, at=at))
    form = DatesForm(request.POST, session=session, at=at)
    act = partial(repeated, request, form)
    return attempt(form, space=request.space, at=at, act=act) or shown_dates(request, form, status=REFUSED)


def shown_dates(request, form: RepeatForm, *, status: int = 200):
    once = form if isinstance(form, OnceForm) else OnceForm()
    context = {"form": form, "once": once, "session": form.session}
    return render(request, "workshops/repeat_session.html", context, status=status)


def repeated(request, form: DatesForm) -> str:
    series = services.repeat_session(
        session=form.session, rhythm=form.cleaned_data["rythme"], days=form.kept, at=form.at, by=request.user
    )
    made = plural_fr(len(form.kept), "séance est prête,séances sont prêtes")
    messages.success(request, f"{made}, en brouillon. Relisez les dates, puis publiez-les ensemble.")
    return reverse("workshops:series", args=[series.pk])


@require_safe
@allowed(may_see_programme)
def series(request, pk):
    return shown(request, series_of(request, pk))


def series_of(request, pk: int) -> Series:
    return get_object_or_404(Series.objects.of(request.space).select_related("workshop"), pk=pk)


def shown(request, series: Series, *, errors: list[str] = (), status: int = 200):
    at = timezone.now()
    sessions = list(series.sessions.for_lists(at=at).by_date())
    context = {
        "series": series,
        "coming": [session for session in sessions if not session.is_over],
        "past": [session for session in sessions if session.is_over],
        "drafts_count": sum(each.state == SessionState.DRAFT and not each.has_begun for each in sessions),
        "leader": series.sessions.changeable(at=at).by_date().first(),
        "errors": errors,
        "may_run": may_run_workshops(request.membership),
        "may_register": may_register(request.membership),
    }
    return render(request, "workshops/series.html", context, status=status)


@require_POST
@allowed(may_run_workshops)
def publish_series(request, pk):
    series = series_of(request, pk)
    try:
        count = services.publish_series(series=series, at=timezone.now(), by=request.user)
    except ValidationError as refusal:
        return shown(request, series, errors=refusal.messages, status=REFUSED)
    published = plural_fr(count, "séance est publiée,séances sont publiées")
    messages.success(request, f"{published}\u00a0: les inscriptions sont ouvertes.")
    return redirect("workshops:series", pk=series.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_run_workshops)
def change_series(request, code):
    """What becomes of each date, and whom it concerns; then it is done."""
    session, at = found(request, code), timezone.now()
    form = EditSessionForm(request.POST or request.GET or None, instance=session)
    if not form.is_valid() or form.changes_alone:
        return redirect("workshops:edit_session", code=session.code)
    if request.method == "POST":
        return changed(request, form, at=at)
    return shown_moves(request, form, at=at)


def shown_moves(request, form: EditSessionForm, *, at, errors: list[str] = (), status: int = 200):
    session, scope = form.instance, form.cleaned_data["scope"]
    every = meant(session, scope).with_details()
    found = moves(session, every.changeable(at=at).by_date(), form.wanted)
    sessions = [move.session for move in found]
    people = [
        person
        for change in Change
        for person in people_to_tell([move.session for move in found if move.change == change], change)
    ]
    context = {
        "form": form,
        "session": session,
        "moves": found,
        "left": every.for_lists(at=at).upcoming(at=at).exclude(pk__in=[each.pk for each in sessions]).by_date(),
        "people_count": len(people),
        "ways": ways_of(people),
        "clashes": any(move.clashes for move in found),
        "errors": errors,
    }
    return render(request, "workshops/change_series.html", context, status=status)


def changed(request, form: EditSessionForm, *, at):
    session, scope = form.instance, form.cleaned_data["scope"]
    try:
        with transaction.atomic():
            claim(session, form.cleaned_data["version"])
            count = len(
                services.change_series(session=session, scope=scope, wanted=form.wanted, at=at, by=request.user)
            )
    except ValidationError as refusal:
        return shown_moves(request, form, at=at, errors=refusal.messages, status=REFUSED)
    messages.success(request, f"C’est fait\u00a0: {plural_fr(count, 'séance changée,séances changées')}.")
    session.refresh_from_db(fields=["series"])
    return redirect("workshops:series", pk=session.series_id)


def claim(session: Session, version: int) -> None:
    if not session.claim_edit(version):
        raise ValidationError(
            "Cette séance vient d’être changée par quelqu’un d’autre\u00a0: relisez-la avant de continuer."
        )


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_run_workshops)
def cancel_series(request, code):
    """Which dates, and who will be told, and how; then it is done."""
    session, at = found(request, code), timezone.now()
    form = ScopeForm(request.POST or request.GET or None)
    if not session.follows_its_series or not form.is_valid():
        return redirect("workshops:cancel_session", code=session.code)
    scope = form.cleaned_data["scope"]
    if request.method == "POST":
        return cancelled(request, session, scope, at=at)
    sessions = list(meant(session, scope).changeable(at=at).for_lists(at=at).by_date())
    context = {
        "form": form,
        "session": session,
        "sessions": sessions,
        "question": f"Annuler {plural_fr(len(sessions), 'séance,séances')}\u00a0?",
        "consequences": consequences_of(sessions),
        "action_label": "Annuler ces séances",
        "cancel_address": reverse("workshops:series", args=[session.series_id]),
    }
    return render(request, "workshops/cancel_series.html", context)


def cancelled(request, session: Session, scope: Scope, *, at):
    try:
        sessions = services.cancel_series(session=session, scope=scope, at=at, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        count = plural_fr(len(sessions), "séance est annulée,séances sont annulées")
        messages.success(request, f"{count}. Les messages partent, les appels à passer sont dans votre liste.")
    return redirect("workshops:series", pk=session.series_id)
