from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mediation.accounts.permissions import allowed
from mediation.accounts.submissions import OnceForm, attempt
from mediation.common.forms import REFUSED
from mediation.common.templatetags.french import plural_fr

from .. import services
from ..enums import SessionState
from ..forms import DatesForm, RepeatForm
from ..models import Series, Session
from ..permissions import may_register, may_run_workshops, may_see_programme
from .sessions import found


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
    sessions = list(Session.objects.of(request.space).filter(series=series).for_lists(at=at).by_date())
    context = {
        "series": series,
        "coming": [session for session in sessions if not session.is_over],
        "past": [session for session in sessions if session.is_over],
        "drafts_count": sum(each.state == SessionState.DRAFT and not each.has_begun for each in sessions),
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
