from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from mediation.accounts.permissions import allowed
from mediation.accounts.submissions import attempt
from mediation.common.forms import status_of

from .. import services
from ..enums import FacetKind
from ..forms import FacetsForm, ProjectForm, SupposeForm
from ..models import Person, SupposedInterest
from ..permissions import may_see_people
from .people import person_of


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_see_people)
def facets(request, code):
    """What she says of herself, as she says it today."""
    person = person_of(request, code)
    hers = person.facets.exclude(facet__kind=FacetKind.PROJECT).values_list("facet__key", flat=True)
    form = FacetsForm(request.POST or None, hers=hers)
    if form.is_valid():
        services.note_facets(person=person, at=timezone.now(), by=request.user, **form.changes)
        messages.success(request, "C’est noté, comme elle le dit aujourd’hui.")
        return redirect(person)
    return render(request, "publics/facets.html", {"form": form, "person": person}, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_see_people)
def project(request, code):
    person = person_of(request, code)
    form = ProjectForm(request.POST or None)
    at = timezone.now()
    if done := attempt(form, space=request.space, at=at, act=lambda: planned(request, person, form, at=at)):
        return done
    return render(request, "publics/project.html", {"form": form, "person": person}, status=status_of(form))


def planned(request, person: Person, form: ProjectForm, *, at) -> str:
    said = {name: form.cleaned_data[name] for name in ("facet", "words", "state")}
    services.note_project(person=person, at=at, by=request.user, **said)
    messages.success(request, f"C’est noté\u00a0: «\u00a0{said['words'] or said['facet']}\u00a0».")
    return person.get_absolute_url()


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_see_people)
def suppose(request, code):
    """What a partner or the team thinks she would like: asked to her, and never used before she says so."""
    person = person_of(request, code)
    form = SupposeForm(request.POST or None)
    at = timezone.now()
    if done := attempt(form, space=request.space, at=at, act=lambda: supposed(request, person, form, at=at)):
        return done
    return render(request, "publics/suppose.html", {"form": form, "person": person}, status=status_of(form))


def supposed(request, person: Person, form: SupposeForm, *, at) -> str:
    said = {name: form.cleaned_data[name] for name in ("interest", "supposed_by")}
    services.suppose_interest(person=person, at=at, by=request.user, **said)
    messages.success(request, "C’est à vérifier avec elle, à son prochain passage.")
    return person.get_absolute_url()


@require_POST
@allowed(may_see_people)
def confirm_supposed(request, pk):
    """One click: she says so herself."""
    found = supposed_of(request, pk)
    if found is None:
        return redirect(person_of(request, request.POST.get("depuis", "")))
    noted = services.confirm_supposed(supposed=found, at=timezone.now(), by=request.user)
    messages.success(request, f"C’est son envie, dite aujourd’hui\u00a0: «\u00a0{noted.interest}\u00a0».")
    return redirect(found.person)


@require_POST
@allowed(may_see_people)
def drop_supposed(request, pk):
    found = supposed_of(request, pk)
    if found is None:
        return redirect(person_of(request, request.POST.get("depuis", "")))
    services.drop_supposed(supposed=found, at=timezone.now(), by=request.user)
    messages.success(request, "C’est effacé.")
    return redirect(found.person)


def supposed_of(request, pk: int) -> SupposedInterest | None:
    """None when it was answered already: a button pressed twice leads to her page, where what was noted is read."""
    return SupposedInterest.objects.of(request.space).select_related("person__space", "interest").filter(pk=pk).first()
