"""A half-day kept on a device where there is no network: it leaves, it comes back, it is erased."""

import json
from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from mediation.accounts import devices
from mediation.accounts.permissions import allowed, may_see_people
from mediation.common.forms import REFUSED
from workshops import services
from workshops.enums import Half
from workshops.models import Round
from workshops.models.rounds import KEPT_FOR

from ..round_acts import settle
from ..round_device import people_count, taken_along
from ..round_forms import HalfDayForm
from ..rounds import HalfDay, seats_for, sign_ins
from .rounds import half_day_of

MOST_ACTS = 500
NOT_KEPT = (
    "Rien n’est gardé\u00a0: il faut un navigateur récent, ses scripts, et une adresse en https. Prenez la feuille."
)


@require_safe
@allowed(may_see_people)
def device(request):
    """The page that stays on the device: it names nobody, and opens there without network."""
    form = HalfDayForm(request.GET, space=request.space)
    said = form.cleaned_data if form.is_valid() else None
    half_day = said and HalfDay(said["arret"], said["jour"], said["moment"])
    context = {"half_day": half_day, "keep_address": half_day.address("desk:keep_round") if half_day else ""}
    return render(request, "desk/device.html", context)


@login_not_required
@require_safe
@never_cache
def service_worker(request):
    """Beside the pages it serves, which are its scope."""
    return render(request, "desk/service_worker.js", content_type="text/javascript; charset=utf-8")


@require_POST
@allowed(may_see_people)
def keep_round(request, pk):
    """What leaves, for the script that closes it with the code; that code never comes here."""
    half_day, at = half_day_of(request, pk), timezone.now()
    if not request.accepts("application/json") or request.accepts("text/html"):
        messages.error(request, NOT_KEPT)
        return redirect(half_day.address("desk:round"))
    if half_day.ends_at <= at:
        return JsonResponse({"sentence": "Cette demi-journée est passée\u00a0: prenez-en une autre."}, status=REFUSED)
    lists = {"sign_ins": sign_ins(half_day), "seats": seats_for(half_day)}
    kept = services.keep_round(
        stop=half_day.stop, on=half_day.on, half=half_day.half, people_count=people_count(lists["sign_ins"]), at=at,
        by=request.user,
    )  # fmt: skip
    response = JsonResponse(taken_along(half_day, kept, at=at, **lists))
    devices.claim(response, user=request.user, during=KEPT_FOR)
    return never_stored(response)


def never_stored(response: JsonResponse) -> JsonResponse:
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@allowed(may_see_people)
def return_round(request, code):
    """The queue of the device, in the order of what happened; each act is taken or refused by itself."""
    rounds = Round.objects.of(request.space).filter(kept_by=request.user).select_related("space", "stop__venue")
    kept, said, now = get_object_or_404(rounds, code=code), queue_of(request), timezone.now()
    kept.stop.space = kept.space
    half_day = HalfDay(kept.stop, kept.on, Half(kept.half))
    take = partial(settle, kept=kept, half_day=half_day, now=now, by=request.user)
    outcomes = [take(act) for act in said["acts"]]
    if said.get("is_over") and all(outcome["is_done"] for outcome in outcomes):
        services.return_round(kept=kept, at=now, by=request.user)
    return never_stored(JsonResponse({"outcomes": outcomes}))


def queue_of(request) -> dict:
    """Refused whole when it is none: a device sends what our own script wrote."""
    if request.content_type != "application/json":
        raise BadRequest("not a queue")
    try:
        said = json.loads(request.body)
    except ValueError as error:
        raise BadRequest("not a queue") from error
    acts = said.get("acts") if isinstance(said, dict) else None
    if not isinstance(acts, list) or len(acts) > MOST_ACTS or not all(isinstance(act, dict) for act in acts):
        raise BadRequest("not a queue")
    return said
