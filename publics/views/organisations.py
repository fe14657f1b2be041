from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mediation.accounts.permissions import allowed
from mediation.accounts.submissions import attempt
from mediation.accounts.views import back
from mediation.common.exports import as_file
from mediation.common.forms import status_of

from .. import registry, services
from ..forms import (
    BelongingForm,
    EditOrganisationForm,
    InterestForm,
    NewOrganisationForm,
    OrganisationFilterForm,
)
from ..models import Belonging, Organisation, Person, PersonInterest
from ..permissions import may_edit_organisations, may_export_people, may_see_people
from ..resources import OrganisationResource
from .people import person_of

PAGE = 50
FOUND_AT_MOST = 8


@require_safe
@allowed(may_see_people)
def organisations(request):
    form = OrganisationFilterForm(request.GET, space=request.space)
    context = {
        "form": form,
        "page": Paginator(form.found(), PAGE).get_page(request.GET.get("page")),
        "may_export": may_export_people(request.membership),
    }
    return render(request, "publics/organisations.html", context)


@require_safe
@allowed(may_export_people)
def export_organisations(request, format_name):
    found = list(OrganisationFilterForm(request.GET, space=request.space).found())
    return as_file(OrganisationResource().export(found), format_name=format_name, name="structures")


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_see_people)
def new_organisation(request):
    form = NewOrganisationForm(request.POST or None, space=request.space)
    at = timezone.now()
    if done := attempt(form, space=request.space, at=at, act=lambda: created(request, form, at=at)):
        return done
    return render(request, "publics/new_organisation.html", {"form": form}, status=status_of(form))


def created(request, form: NewOrganisationForm, *, at) -> str:
    made = services.create_organisation(organisation=form.instance, space=request.space, at=at, by=request.user)
    messages.success(request, f"{made} est dans vos structures.")
    return made.get_absolute_url()


def organisation_of(request, code: str) -> Organisation:
    return get_object_or_404(Organisation.objects.of(request.space), code=code)


@require_safe
@allowed(may_see_people)
def organisation(request, code):
    """Its people, what it would love to do and could host; what its people said is counted, without their names."""
    shown = organisation_of(request, code)
    belongings = list(shown.belongings.of(request.space).current().by_name())
    its_people = [belonging.person_id for belonging in belongings]
    said_by_them = PersonInterest.objects.of(request.space).filter(person__in=its_people)
    context = {
        "organisation": shown,
        "belongings": belongings,
        "interests": shown.interests.of(request.space).select_related("interest").order_by("-said_at", "pk"),
        "said_by_its_people": said_by_them.clusters(),
        "elsewhere": registry.named([f"organisation:{shown.pk}"]).values(),
        "may_edit": may_edit_organisations(request.membership),
    }
    return render(request, "publics/organisation.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_edit_organisations)
def edit_organisation(request, code):
    edited = organisation_of(request, code)
    form = EditOrganisationForm(request.POST or None, instance=edited)
    if form.is_valid() and form.is_saved():
        messages.success(request, f"C’est enregistré pour {edited}.")
        return redirect(edited)
    context = {"form": form, "organisation": organisation_of(request, code)}
    return render(request, "publics/edit_organisation.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_see_people)
def add_belonging(request, code):
    """Somebody of the structure: found, then chosen."""
    shown, words = organisation_of(request, code), request.GET.get("q", "")
    found = Person.objects.search(words, space=request.space, at_most=FOUND_AT_MOST) if words.strip() else []
    people = Person.objects.of(request.space).current()
    form = BelongingForm(request.POST or None, among=people, found=found)
    at = timezone.now()
    if done := attempt(
        form, space=request.space, at=at,
        act=lambda: joined(request, form.cleaned_data["chosen"], shown, form, leads_to=shown, at=at),
    ):  # fmt: skip
        return done
    context = {"form": form, "organisation": shown, "words": words}
    return render(request, "publics/add_belonging.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_see_people)
def belong(request, code):
    """The same from a person's page: which structure she is of."""
    person, words = person_of(request, code), request.GET.get("q", "")
    structures = Organisation.objects.of(request.space)
    found = Organisation.objects.search(words, space=request.space, at_most=FOUND_AT_MOST) if words.strip() else []
    form = BelongingForm(request.POST or None, among=structures, found=found)
    at = timezone.now()
    if done := attempt(
        form, space=request.space, at=at,
        act=lambda: joined(request, person, form.cleaned_data["chosen"], form, leads_to=person, at=at),
    ):  # fmt: skip
        return done
    context = {"form": form, "person": person, "words": words}
    return render(request, "publics/belong.html", context, status=status_of(form))


def joined(request, person: Person, of: Organisation, form: BelongingForm, *, leads_to, at) -> str:
    services.join(person=person, organisation=of, role=form.cleaned_data["role"], at=at, by=request.user)
    messages.success(request, f"C’est noté\u00a0: {person}, {of}.")
    return leads_to.get_absolute_url()


@require_POST
@allowed(may_see_people)
def remove_belonging(request, pk):
    rows = Belonging.objects.of(request.space).select_related("person", "organisation")
    belonging = get_object_or_404(rows, pk=pk)
    services.leave(belonging=belonging, at=timezone.now(), by=request.user)
    messages.success(request, f"C’est enlevé\u00a0: {belonging.person} n’est plus notée dans {belonging.organisation}.")
    return back(request)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_see_people)
def add_organisation_interest(request, code):
    shown = organisation_of(request, code)
    form = InterestForm(request.POST or None)
    at = timezone.now()
    if done := attempt(form, space=request.space, at=at, act=lambda: said(request, shown, form, at=at)):
        return done
    context = {"form": form, "organisation": shown}
    return render(request, "publics/add_organisation_interest.html", context, status=status_of(form))


def said(request, shown: Organisation, form: InterestForm, *, at) -> str:
    interest, words = form.cleaned_data["interest"], form.cleaned_data["words"]
    services.note_organisation_interest(organisation=shown, interest=interest, words=words, at=at, by=request.user)
    messages.success(request, f"C’est noté\u00a0: «\u00a0{interest}\u00a0».")
    return shown.get_absolute_url()
