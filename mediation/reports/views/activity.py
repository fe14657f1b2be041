"""What was done: figures of a period, the list of activities, what is left to copy into La Coop."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from mediation.accounts.enums import Role
from mediation.accounts.permissions import allowed
from mediation.common.exports import FORMATS, as_file, told
from publics.models import ActivityReport

from .. import copying, files, lines
from ..activity import activity as read
from ..forms import ActivitiesFilterForm
from ..periods import LABELS, Period
from ..permissions import may_export_activities, may_see_activities, may_see_figures

PER_PAGE = 50
MASKS = "Les nombres de 1 à 2 sont masqués"


@require_safe
@allowed(may_see_figures)
def activity(request):
    """La Coop's figures; small numbers masked for the network, and on demand before they are shared."""
    period = Period.asked(request.GET, today=timezone.localdate())
    is_outside = request.membership.role == Role.NETWORK
    is_shared = is_outside or "partage" in request.GET
    tables = read(space=request.space, period=period, is_shared=is_shared)
    if request.GET.get("export") in FORMATS:
        filters = MASKS if is_shared else "aucun"
        heading = files.about(request, "Chiffres de la période", period=period, filters=filters)
        sheet = files.of_tables(tables, about=heading)
        return as_file(sheet, format_name=request.GET["export"], name="chiffres")
    shown = {"tables": tables, "is_shared": is_shared, "is_outside": is_outside, **of_period(request, period)}
    shown["may_see_activities"] = may_see_activities(request.membership)
    return render(request, "reports/activity.html", shown)


def of_period(request, period: Period) -> dict:
    """`kept`: the end of an address with what else was asked."""
    lengths = [(label, Period.around(length, period.first), length) for length, label in LABELS.items()]
    kept = request.GET.copy()
    for name in ("periode", "le", "au", "page", "export"):
        kept.pop(name, None)
    kept_items = list(kept.items())
    end = f"&{kept.urlencode()}" if kept else ""
    return {"period": period, "lengths": lengths, "today": timezone.localdate(), "kept": end, "kept_items": kept_items}


@require_safe
@allowed(may_see_activities)
def activities(request):
    """One line an activity; nobody is named, on the page or in the file."""
    period = Period.asked(request.GET, today=timezone.localdate())
    form = ActivitiesFilterForm(request.GET, space=request.space, user=request.user)
    reports = ActivityReport.objects.of(request.space).live().in_period(period.first, period.end)
    found = form.applied_to(reports).order_by("-on", "-started_at", "-pk")
    if request.GET.get("export") in FORMATS:
        return exported(request, copying.with_all(found), period=period, filters=form.told)
    page = Paginator(found.select_related("venue"), PER_PAGE).get_page(request.GET.get("page"))
    shown = {"form": form, "page": page, "may_export": may_export_activities(request.membership)}
    shown["listed"] = [lines.Listed(report) for report in page]
    return render(request, "reports/activities.html", shown | of_period(request, period))


def exported(request, reports, *, period: Period, filters: str):
    if not may_export_activities(request.membership):
        raise PermissionDenied
    heading = files.about(request, "Activités", period=period, filters=filters)
    rows = lines.rows_of(reports, with_names=False)
    return as_file(told(rows, about=heading), format_name=request.GET["export"], name="activites")
