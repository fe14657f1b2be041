from django.contrib import messages
from django.core.paginator import Paginator
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mediation.accounts.permissions import allowed, may_run_workshops, may_see_people
from mediation.accounts.submissions import attempt
from mediation.common.forms import REFUSED, status_of, telling
from mediation.common.printing import pdf_response
from publics import services
from publics.models import Person, RightsRequest
from publics.services.retention import forgotten_soon as soon
from publics.views.people import person_of

from .. import forgetting
from ..dossier import dossier_of, dossier_pdf
from ..forms import CloseRequestForm, OutsideRequestForm, RightsRequestForm

PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_see_people)
def rights(request, code):
    """What somebody may ask of what we hold about her, and what she asked."""
    person, at = person_of(request, code), timezone.now()
    form = RightsRequestForm(request.POST or None, on=timezone.localdate(at))
    if done := attempt(form, space=request.space, at=at, act=lambda: noted(request, person, form, at=at)):
        return done
    context = {
        "person": person,
        "form": form,
        "requests": person.rights_requests.in_turn(),
        "today": timezone.localdate(at),
        "may_forget": may_run_workshops(request.membership),
    }
    return render(request, "desk/rights.html", context, status=status_of(form))


def noted(request, person: Person, form: RightsRequestForm, *, at) -> str:
    asked = services.note_rights_request(person=person, at=at, by=request.user, **form.details)
    messages.success(request, f"C’est noté\u00a0: à répondre avant le {asked.due_on:%d/%m/%Y}.")
    return reverse("desk:rights", args=[person.code])


@require_safe
@allowed(may_see_people)
def dossier_as_pdf(request, code):
    person = person_of(request, code)
    return pdf_response(request, "dossier.pdf", lambda: dossier_pdf(person, at=timezone.now()))


@require_safe
@allowed(may_see_people)
def dossier_as_json(request, code):
    held = dossier_of(person_of(request, code), at=timezone.now())
    headers = {"Content-Disposition": 'attachment; filename="dossier.json"'}
    return JsonResponse(held, json_dumps_params={"ensure_ascii": False, "indent": 2}, headers=headers)


@require_POST
@allowed(may_see_people)
def oppose(request, code):
    person = person_of(request, code)
    services.oppose(person=person, at=timezone.now(), by=request.user)
    messages.success(request, "C’est noté\u00a0: plus aucun message ne part vers elle.")
    return redirect("desk:rights", code=person.code)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_run_workshops)
def anonymise(request, code):
    """What goes and what stays, then for good."""
    person, at = person_of(request, code), timezone.now()
    expected = forgetting.expected(person, at=at)
    if request.method == "POST" and not expected:
        if services.anonymise(people=[person.pk], at=at, by=request.user):
            messages.success(request, "C’est fait\u00a0: plus rien ici ne dit qui elle était.")
        else:
            messages.error(request, "Cette personne a été reconnue entre-temps\u00a0: cherchez-la de nouveau.")
        return redirect("publics:people")
    context = {"person": person, "expected": expected, **forgetting.preview(person)}
    return render(request, "desk/anonymise.html", context, status=REFUSED if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_see_people)
def requests(request):
    """The register: what waits first, the most overdue on top. Who has no page of hers here asks here."""
    at = timezone.now()
    form = OutsideRequestForm(request.POST or None, on=timezone.localdate(at))
    if done := attempt(form, space=request.space, at=at, act=lambda: noted_outside(request, form, at=at)):
        return done
    rows = RightsRequest.objects.of(request.space)
    page = Paginator(rows.in_turn(), PAGE).get_page(request.GET.get("page"))
    today = timezone.localdate(at)
    late_count = rows.open().filter(due_on__lt=today).count()
    context = {"page": page, "today": today, "late_count": late_count, "form": form}
    return render(request, "desk/rights_requests.html", context, status=status_of(form))


def noted_outside(request, form: OutsideRequestForm, *, at) -> str:
    asked = services.note_outside_request(space=request.space, at=at, by=request.user, **form.details)
    messages.success(request, f"C’est noté\u00a0: à répondre avant le {asked.due_on:%d/%m/%Y}.")
    return reverse("desk:rights_requests")


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_see_people)
def close_request(request, pk):
    asked = get_object_or_404(RightsRequest.objects.of(request.space).select_related("person"), pk=pk)
    form = CloseRequestForm(request.POST or None)
    if form.is_valid():
        with telling(form):
            services.close_rights_request(rights_request=asked, at=timezone.now(), by=request.user, **form.cleaned_data)
            messages.success(request, "C’est noté\u00a0: la réponse est au registre.")
            return redirect("desk:rights_requests")
    context = {"form": form, "asked": asked, "today": timezone.localdate()}
    return render(request, "desk/close_request.html", context, status=status_of(form))


@require_safe
@allowed(may_see_people)
def forgotten_soon(request):
    """Who is to be anonymised within thirty days: the time to say « on garde : elle est revenue »."""
    at, space = timezone.now(), request.space
    found = soon(space=space, at=at).order_by("sort_key", "pk")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    lines = forgetting.lines(page.object_list, space=space)
    return render(request, "desk/forgotten_soon.html", {"page": page, "lines": lines, "today": timezone.localdate(at)})


@require_POST
@allowed(may_see_people)
def keep(request, code):
    person = person_of(request, code)
    services.keep_person(person=person, at=timezone.now(), by=request.user)
    messages.success(request, f"On garde {person}\u00a0: ses mois recommencent aujourd’hui.")
    return redirect("desk:forgotten_soon")
