import csv

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from mediation.accounts.enums import Role
from mediation.accounts.permissions import allowed

from ..figures import Figure
from ..figures import figures as read
from ..periods import LABELS, Period
from ..permissions import may_see_activities, may_see_figures


@require_safe
@allowed(may_see_figures)
def figures(request):
    today = timezone.localdate()
    period = Period.read(request.GET.get("periode", ""), request.GET.get("le", ""), today=today)
    are_few_hidden = request.membership.role == Role.NETWORK
    found = read(space=request.space, period=period, are_few_hidden=are_few_hidden)
    if request.GET.get("export") == "csv":
        return as_csv(found, period)
    lengths = [(label, Period.around(length, period.first), length) for length, label in LABELS.items()]
    shown = {"figures": found, "period": period, "lengths": lengths, "today": today}
    shown["may_see_activities"] = may_see_activities(request.membership)
    return render(request, "reports/figures.html", shown)


def as_csv(found: list[Figure], period: Period) -> HttpResponse:
    """Semicolons and a byte-order mark: what French spreadsheets open without a question."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="bilan-{period.length}-{period.first}.csv"'
    sheet = csv.writer(response, delimiter=";")
    sheet.writerow(["Période", "Sujet", "Quoi", "Nombre"])
    for figure in found:
        sheet.writerows([period.label, figure.title, row.label, plain(row)] for row in figure.rows)
    return response


def plain(row) -> str:
    return row.shown if row.count is None else str(row.count)
