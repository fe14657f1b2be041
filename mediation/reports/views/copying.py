"""« À reporter dans La Coop » : a day at a time, in the order of its form, ticked when done."""

import re
from datetime import date, datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mediation.accounts.permissions import allowed
from mediation.common.exports import FORMATS, as_file, told
from mediation.common.forms import REFUSED
from mediation.common.templatetags.french import plural_fr
from publics import services
from publics.models import ActivityReport

from .. import copying, files, lines
from ..forms import UntilForm, Whose
from ..permissions import may_export_activities, may_see_activities

NUMBER = re.compile(r"[0-9]{1,18}")


@require_safe
@allowed(may_see_activities)
def to_copy(request):
    if request.GET.get("export") in FORMATS:
        return exported(request)
    return shown(request, day_of(request.GET), whose=request.GET.get("qui", ""))


def day_of(said) -> date:
    """What is not understood is today."""
    try:
        return date.fromisoformat(said.get("jour", ""))
    except ValueError:
        return timezone.localdate()


def shown(request, day: date, *, whose: str = "", errors=(), status: int = HttpResponse.status_code):
    reports = copying.of_whom(request.space, whose=whose, user=request.user)
    of_day = copying.with_all(reports.filter(on=day)).with_corrections().by_hour()
    found = lines.lines_of(of_day)
    context = {
        "day": day,
        "left": copying.left(reports, day=day),
        "of_day": [line for line in found if not line.report.reported_at],
        "done": [line for line in found if line.report.reported_at],
        "to_remove": lines.lines_of(copying.to_remove(request.space, whose=whose, user=request.user)),
        "together": copying.ticked_together(request.space, at=timezone.now()),
        "whose": [(value, label, value == whose) for value, label in Whose.choices],
        "who": whose if whose in Whose.values else "",
        "may_export": may_export_activities(request.membership),
        "errors": errors,
    }
    return render(request, "reports/to_copy.html", context, status=status)


def exported(request):
    """All that is left, with the names: La Coop asks for them."""
    if not may_export_activities(request.membership):
        raise PermissionDenied
    whose = request.GET.get("qui", "")
    reports = copying.of_whom(request.space, whose=whose, user=request.user).filter(reported_at=None)
    rows = lines.rows_of(copying.with_all(reports).order_by("on", "started_at", "pk"), with_names=True)
    filters = Whose(whose).label if whose in Whose.values else Whose.EVERYONE.label
    heading = files.about(request, "À reporter dans La Coop", filters=filters)
    return as_file(told(rows, about=heading), format_name=request.GET["export"], name="a-reporter")


@require_POST
@allowed(may_see_activities)
def tick(request, pk):
    report = get_object_or_404(ActivityReport.objects.of(request.space), pk=pk)
    return ticked(request, [report.pk], report.on)


@require_POST
@allowed(may_see_activities)
def tick_day(request):
    """All that is shown of a day: an activity noted meanwhile stays to be copied."""
    chosen = {int(number) for number in request.POST.getlist("activite") if NUMBER.fullmatch(number)}
    return ticked(request, list(chosen), day_of(request.POST))


def ticked(request, chosen: list[int], day: date):
    whose = request.POST.get("qui", "")
    try:
        count = services.tick_reported(space=request.space, reports=chosen, at=timezone.now(), by=request.user)
    except ValidationError as refusal:
        return shown(request, day, whose=whose, errors=refusal.messages, status=REFUSED)
    if count:
        messages.success(request, f"{plural_fr(count, 'activité reportée,activités reportées')} dans La Coop.")
    return back_to(day, whose)


@require_POST
@allowed(may_see_activities)
def untick(request, pk):
    report, whose = get_object_or_404(ActivityReport.objects.of(request.space), pk=pk), request.POST.get("qui", "")
    services.untick_reported(space=request.space, report=report, at=timezone.now(), by=request.user)
    return back_to(report.on, whose)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_see_activities)
def tick_until(request):
    """« Tout ce qui précède est déjà reporté » : first how much that is, then it is done."""
    asked = {"jour": timezone.localdate(), **request.GET.dict()}
    form = UntilForm(request.POST if request.method == "POST" else asked)
    if not form.is_valid():
        return render(request, "reports/tick_until.html", {"form": form, "day": None}, status=REFUSED)
    day, whose = form.cleaned_data["jour"], form.cleaned_data["qui"]
    if request.method == "POST":
        return ticked_until(request, day, whose)
    reports = copying.of_whom(request.space, whose=whose, user=request.user).filter(reported_at=None, on__lte=day)
    return render(request, "reports/tick_until.html", {"form": form, "day": day, "count": reports.count()})


def ticked_until(request, day: date, whose: str):
    noted_by = request.user if whose == Whose.MINE else None
    count = services.tick_until(space=request.space, day=day, noted_by=noted_by, at=timezone.now(), by=request.user)
    messages.success(request, f"{plural_fr(count, 'activité est cochée,activités sont cochées')}.")
    return back_to(day, whose)


@require_POST
@allowed(may_see_activities)
def untick_together(request):
    day, whose, at = day_of(request.POST), request.POST.get("qui", ""), timezone.now()
    reported_at = instant_of(request.POST.get("le", ""))
    if reported_at is None:
        raise Http404
    try:
        count = services.untick_together(space=request.space, reported_at=reported_at, at=at, by=request.user)
    except ValidationError as refusal:
        return shown(request, day, whose=whose, errors=refusal.messages, status=REFUSED)
    messages.success(request, f"C’est défait\u00a0: {plural_fr(count, 'activité est,activités sont')} à reporter.")
    return back_to(day, whose)


def instant_of(said: str) -> datetime | None:
    try:
        instant = datetime.fromisoformat(said)
    except ValueError:
        return None
    return instant if timezone.is_aware(instant) else None


@require_POST
@allowed(may_see_activities)
def removed(request, pk):
    report, whose = get_object_or_404(ActivityReport.objects.of(request.space), pk=pk), request.POST.get("qui", "")
    services.note_removed(space=request.space, report=report, at=timezone.now(), by=request.user)
    messages.success(request, "C’est noté\u00a0: elle n’est plus dans La Coop.")
    return back_to(day_of(request.POST), whose)


def back_to(day: date, whose: str):
    said = {"jour": day.isoformat()} | ({"qui": Whose.MINE} if whose == Whose.MINE else {})
    return redirect(f"{reverse('reports:to_copy')}?{urlencode(said)}")
