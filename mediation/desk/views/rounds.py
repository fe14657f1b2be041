"""The bus: half a day at one of its stops, prepared before it leaves and written down when it is back."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from mediation.accounts.models import Stop
from mediation.accounts.permissions import allowed, may_see_people
from mediation.accounts.submissions import attempt
from mediation.common.forms import status_of
from mediation.common.printing import pdf_response
from mediation.common.templatetags.french import plural_fr
from publics.models import Demarche
from workshops.models import Round

from ..round_forms import HalfDayForm, SheetForm
from ..round_sheet import round_sheet
from ..rounds import HalfDay, coming, half_of, seats_for, sign_ins


@require_safe
@allowed(may_see_people)
def rounds(request):
    """The next half-days of the bus; another one is chosen by its stop."""
    today = timezone.localdate()
    initial = {"jour": today, "moment": half_of(timezone.localtime())}
    form = HalfDayForm(request.GET if "arret" in request.GET else None, space=request.space, initial=initial)
    if form.is_valid():
        said = form.cleaned_data
        return redirect(HalfDay(said["arret"], said["jour"], said["moment"]).address("desk:round"))
    at, taken = timezone.now(), Round.objects.of(request.space).select_related("stop", "kept_by").newest_first()
    context = {
        "form": form,
        "coming": list(coming(request.space, today)),
        "away": taken.away(at=at),
        "lost": taken.lost(at=at),
    }
    return render(request, "desk/rounds.html", context, status=status_of(form))


def half_day_of(request, pk: int) -> HalfDay:
    """The one the address names; what it does not say, or says wrong, is of now."""
    stop = get_object_or_404(Stop.objects.of(request.space).select_related("space", "venue"), pk=pk)
    form = HalfDayForm({**request.GET.dict(), "arret": pk}, space=request.space)
    form.full_clean()
    said, now = form.cleaned_data, timezone.localtime()
    return HalfDay(stop, said.get("jour", now.date()), said.get("moment", half_of(now)))


@require_safe
@allowed(may_see_people)
def round_page(request, pk):
    """What is taken along: who is expected there, and on what to note the rest."""
    half_day = half_day_of(request, pk)
    context = {
        "half_day": half_day,
        "sign_ins": sign_ins(half_day),
        "seats": seats_for(half_day),
        "device_address": f"{reverse('desk:device')}?{urlencode(half_day.said)}",
        "may_be_kept": half_day.ends_at > timezone.now(),
        "sheet_address": half_day.address("desk:round_sheet"),
        "key_address": half_day.address("desk:key_round"),
        "visits_noted": half_day.visits_noted(),
        "has_begun": half_day.starts_at <= timezone.now(),
    }
    return render(request, "desk/round.html", context)


@require_safe
@allowed(may_see_people)
def sheet(request, pk):
    return pdf_response(request, "tournee.pdf", partial(round_sheet, half_day_of(request, pk)))


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_see_people)
def key_round(request, pk):
    """The sheet on one screen, in the order of the paper; numbers and Tab are enough."""
    half_day, at = half_day_of(request, pk), timezone.now()
    lists = {"sign_ins": sign_ins(half_day), "seats": seats_for(half_day)}
    form = SheetForm(request.POST or None, half_day=half_day, at=at, **lists)
    if done := attempt(form, space=request.space, at=at, act=partial(keyed, request, form)):
        return done
    context = {
        "form": form,
        "half_day": half_day,
        "round_address": half_day.address("desk:round"),
        "key_address": half_day.address("desk:key_round"),
        "visits_noted": half_day.visits_noted(),
        "demarches": Demarche.objects.proposed(),
    }
    return render(request, "desk/key_round.html", context, status=status_of(form))


def keyed(request, form: SheetForm) -> str:
    form.write(by=request.user)
    said = ", ".join(plural_fr(count, words) for count, words in form.counts if count)
    messages.success(request, f"La feuille est saisie\u00a0: {said}. Vous pouvez la détruire.")
    return form.half_day.address("desk:round")
