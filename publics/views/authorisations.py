from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mediation.accounts.permissions import allowed
from mediation.accounts.submissions import attempt
from mediation.common.forms import status_of
from mediation.common.printing import pdf_response

from .. import services
from ..documents import authorisation_paper
from ..forms import AuthorisationForm
from ..models import Authorisation, Person
from ..permissions import may_see_people
from .people import person_of

PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_see_people)
def authorisations(request, code):
    """« Image et témoignage »: what she lets us show, where, until when."""
    person, at = person_of(request, code), timezone.now()
    today = timezone.localdate(at)
    form = AuthorisationForm(request.POST or None, person=person, on=today)
    if done := attempt(form, space=request.space, at=at, act=lambda: authorised(request, person, form, at=at)):
        return done
    rows = list(Authorisation.objects.of(request.space).filter(person=person).newest_first())
    context = {
        "form": form,
        "person": person,
        "today": today,
        "standing": [row for row in rows if row.is_in_force(on=today)],
        "past": [row for row in rows if not row.is_in_force(on=today)],
        "is_minor": person.may_be_minor(on=today),
    }
    return render(request, "publics/authorisations.html", context, status=status_of(form))


def authorised(request, person: Person, form: AuthorisationForm, *, at) -> str:
    rows = services.authorise(person=person, at=at, by=request.user, **form.details)
    messages.success(request, f"C’est noté, jusqu’au {rows[0].ends_on:%d/%m/%Y}. Gardez la feuille signée.")
    return reverse("publics:authorisations", args=[person.code])


@require_safe
@allowed(may_see_people)
def authorisation_pdf(request, code):
    """The sheet to sign, before anything is noted."""
    person = person_of(request, code)
    is_minor = person.may_be_minor(on=timezone.localdate())
    return pdf_response(request, "autorisation.pdf", lambda: authorisation_paper(person, is_minor=is_minor))


@require_POST
@allowed(may_see_people)
def withdraw_authorisation(request, pk):
    one = get_object_or_404(Authorisation.objects.of(request.space).select_related("person"), pk=pk)
    return withdrawn(request, one.person, [one])


@require_POST
@allowed(may_see_people)
def withdraw_authorisations(request, code):
    """All of them, in one gesture."""
    person = person_of(request, code)
    return withdrawn(request, person, list(Authorisation.objects.of(request.space).filter(person=person)))


def withdrawn(request, person: Person, rows: list[Authorisation]):
    services.withdraw_authorisations(authorisations=rows, at=timezone.now(), by=request.user)
    messages.success(request, "C’est retiré. Enlevez maintenant les images et les mots là où ils se montrent.")
    return redirect("publics:authorisations", code=person.code)


@require_safe
@allowed(may_see_people)
def authorisations_to_follow(request):
    """Those withdrawn or ended lately, then those that end within thirty days."""
    today = timezone.localdate()
    found = Authorisation.objects.of(request.space).to_follow(on=today)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return render(request, "publics/authorisations_to_follow.html", {"page": page, "today": today})
