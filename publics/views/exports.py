from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods
from tablib import Dataset

from mediation.accounts.permissions import allowed
from mediation.common.exports import about, as_file
from mediation.common.forms import status_of

from .. import services
from ..forms import ExportForm, PeopleFilterForm, ticked
from ..models import Person
from ..permissions import may_export_people
from ..resources import CoopPersonResource, PersonResource
from .people import list_of


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_export_people)
def export_people(request):
    """The list as it is filtered, in a file that says where it comes from; that it left is noted."""
    found, filters, broken = asked_for(request)
    form = ExportForm(request.POST or None, titles=PersonResource.titles())
    if found and form.is_valid():
        return taken(request, form, found, filters=filters)
    context = {
        "form": form,
        "people_count": len(found),
        "filters": filters,
        "broken": broken,
        "back": list_of(request),
    }
    return render(request, "publics/export_people.html", context, status=status_of(form))


def asked_for(request) -> tuple[list[Person], str, str]:
    """Who leaves, ticked or else as the list is filtered; how they were chosen, in words; what was not understood."""
    if "personne" in request.GET:
        return list(ticked(request.GET, space=request.space).with_interests()), "cochées une à une dans la liste", ""
    listed = PeopleFilterForm(request.GET, space=request.space)
    found = list(listed.found().with_interests())
    return found, listed.told, listed.broken


def taken(request, form: ExportForm, found: list[Person], *, filters: str):
    format_name = form.cleaned_data["format_name"]
    services.note_export(
        space=request.space, what=form.told, filters=filters, format_name=format_name, rows_count=len(found),
        at=timezone.now(), by=request.user,
    )  # fmt: skip
    heading = [*about(request, "Personnes", filters=filters), ["Colonnes", form.told], ["Personnes", len(found)]]
    return as_file(sheet_of(form, found), format_name=format_name, name="personnes", about=heading)


def sheet_of(form: ExportForm, found: list[Person]) -> Dataset:
    if form.is_for_coop:
        return CoopPersonResource().export(found)
    return PersonResource().export(found, export_fields=form.cleaned_data["columns"])
