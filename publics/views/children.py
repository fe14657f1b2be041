from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mediation.accounts.permissions import allowed
from mediation.accounts.submissions import attempt
from mediation.accounts.views import back
from mediation.common.forms import status_of
from mediation.common.printing import pdf_response

from .. import services
from ..documents import mandate_paper
from ..enums import LearningAnswer
from ..forms import GuardianshipForm, MandateForm
from ..models import Demarche, Guardianship, LearningCheck, Mandate, Person
from ..permissions import may_see_people
from .people import person_of

FOUND_AT_MOST = 8


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_see_people)
def guardianship(request, code):
    """The adult who answers for a child: found, then chosen; told in the child's place."""
    child = person_of(request, code)
    form = GuardianshipForm(request.POST or None, instance=known_of(child), at=timezone.now(), by=request.user)
    if form.is_valid() and form.is_saved():
        told = f"C’est noté\u00a0: ce qui concerne {child.first_name} est dit à {form.cleaned_data['adult']}."
        messages.success(request, told)
        return redirect(child)
    words = request.GET.get("q", "")
    context = {"form": form, "person": child, "words": words, "adults": adults_of(child, words)}
    return render(request, "publics/guardianship.html", context, status=status_of(form))


def known_of(child: Person) -> Guardianship:
    """As it is noted, or still to be: nobody has written it yet."""
    known = Guardianship.objects.of(child.space).filter(child=child).select_related("adult").first()
    return known or Guardianship(space=child.space, child=child, version=0)


def adults_of(child: Person, words: str) -> list[Person]:
    """The one we know, then those whom these words could name; at first, those who share her telephone. No child."""
    known = Person.objects.of(child.space).filter(children__child=child)
    asked = words.strip() or child.helper_phone or child.phone
    found = Person.objects.search(asked, space=child.space, at_most=FOUND_AT_MOST) if asked else []
    others = [one for one in found if one != child]
    children = set(Guardianship.objects.of(child.space).filter(child__in=others).values_list("child", flat=True))
    return list(dict.fromkeys([*known, *(one for one in others if one.pk not in children)]))


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_see_people)
def new_mandate(request, code):
    person = person_of(request, code)
    form = MandateForm(request.POST or None, instance=Mandate(space=request.space, person=person))
    at = timezone.now()
    if done := attempt(form, space=request.space, at=at, act=lambda: signed(request, person, form, at=at)):
        return done
    return render(request, "publics/new_mandate.html", {"form": form, "person": person}, status=status_of(form))


def signed(request, person: Person, form: MandateForm, *, at) -> str:
    services.note_mandate(person=person, at=at, by=request.user, **form.mandate)
    messages.success(request, "Le mandat est noté\u00a0: imprimez-en deux exemplaires, un pour chacun.")
    return person.get_absolute_url()


def mandate_of(request, pk: int) -> Mandate:
    return get_object_or_404(Mandate.objects.of(request.space).select_related("person__space", "space"), pk=pk)


@require_safe
@allowed(may_see_people)
def mandate_pdf(request, pk):
    mandate = mandate_of(request, pk)
    return pdf_response(request, f"mandat-{mandate.pk}.pdf", lambda: mandate_paper(mandate))


@require_POST
@allowed(may_see_people)
def revoke_mandate(request, pk):
    """She takes it back: from today, nothing is done in her place."""
    mandate = mandate_of(request, pk)
    at = timezone.now()
    services.revoke_mandate(mandate=mandate, on=timezone.localdate(at), at=at, by=request.user)
    messages.success(request, "Le mandat est arrêté.")
    return redirect(mandate.person)


@require_POST
@allowed(may_see_people)
def begin_learning(request, code):
    """« On le refait ensemble »: in one click, and the question in three weeks."""
    person = person_of(request, code)
    demarche = Demarche.objects.proposed().filter(key=request.POST.get("demarche", "").replace("\x00", "")).first()
    if demarche is None:
        raise Http404
    check = services.begin_learning(person=person, demarche=demarche, at=timezone.now(), by=request.user)
    messages.success(request, f"C’est prévu\u00a0: on lui demandera comment ça va le {check.due_on:%d/%m}.")
    return redirect(person)


@require_POST
@allowed(may_see_people)
def answer_learning(request, pk):
    check = get_object_or_404(LearningCheck.objects.of(request.space), pk=pk)
    if request.POST.get("answer") not in LearningAnswer.values:
        raise Http404
    services.answer_learning(check=check, answer=request.POST["answer"], at=timezone.now(), by=request.user)
    messages.success(request, "C’est noté, avec ses mots.")
    return back(request)
