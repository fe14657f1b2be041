from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from mediation.accounts.permissions import allowed, may_run_workshops
from mediation.accounts.submissions import attempt
from mediation.common.forms import status_of, telling
from mediation.common.pages import ByKeys

from .. import pairs, services
from ..forms import EditPersonForm, InterestForm, NewPersonForm, PeopleFilterForm, ReconcileForm
from ..models import Person
from ..offer import envies
from ..permissions import may_export_people, may_see_people

PAGE = 30


@require_safe
@allowed(may_see_people)
def people(request):
    form = PeopleFilterForm(request.GET, space=request.space)
    pages = ByKeys(form.found(), PAGE, rows=Person.objects.of(request.space).in_lines())
    context = {
        "form": form,
        "page": pages.get_page(request.GET.get("page")),
        "unknown_count": Person.objects.of(request.space).provisional().count(),
        "pairs_count": pairs.last_counts(request.space).get("all"),
        "is_ticked": "cocher" in request.GET,
        "kept": [(name, request.GET[name]) for name in (*form.fields, "page") if request.GET.get(name)],
        "may_export": may_export_people(request.membership),
    }
    return render(request, "publics/people.html", context)


def list_of(request) -> str:
    """The list as it was filtered when people were ticked in it."""
    asked = request.GET.copy()
    for own in ("personne", "cocher"):
        asked.pop(own, None)
    return f"{reverse('publics:people')}?{asked.urlencode()}".rstrip("?")


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_see_people)
def new_person(request):
    form = NewPersonForm(request.POST or None, space=request.space)
    at = timezone.now()
    if done := attempt(form, space=request.space, at=at, act=lambda: created(request, form, at=at)):
        return done
    return render(request, "publics/new_person.html", {"form": form}, status=status_of(form))


def created(request, form: NewPersonForm, *, at) -> str:
    form.refuse_if_known(request.space)
    person = services.create_person(space=request.space, at=at, by=request.user, **form.details())
    messages.success(request, f"{person} est dans vos personnes.")
    return person.get_absolute_url()


def person_of(request, code: str) -> Person:
    """Somebody of this space who still stands for herself: neither merged into another, nor another space's."""
    return get_object_or_404(Person.objects.of(request.space).current().select_related("space"), code=code)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_see_people)
def edit_person(request, code):
    person = person_of(request, code)
    form = EditPersonForm(request.POST or None, instance=person)
    if form.is_valid() and form.is_saved():
        messages.success(request, f"C’est enregistré pour {person}.")
        return redirect(person)
    shown = Person.objects.of(request.space).get(pk=person.pk)  # the form has written over the other, invalid or not
    return render(request, "publics/edit_person.html", {"form": form, "person": shown}, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_see_people)
def reconcile(request, code):
    """Who is this person who came by a page? Somebody we know, or somebody new: the desk says."""
    person = get_object_or_404(Person.objects.of(request.space), code=code)
    if not person.is_provisional:
        return redirect(person.reconciled_with or person)
    words = request.GET.get("q", "")
    matches = matches_of(person, words)
    form = ReconcileForm(request.POST or None, matches=matches)
    if form.is_valid():
        with telling(form):
            return redirect(recognised(request, person, form.cleaned_data["who"]))
    context = {"form": form, "person": person, "matches": matches, "words": words}
    return render(request, "publics/reconcile.html", context, status=status_of(form))


def matches_of(person: Person, words: str) -> list[Person]:
    """Whom she could be: those who were searched, then those who resemble her."""
    searched = Person.objects.search(words, space=person.space, at_most=6) if words.strip() else []
    likely = services.likely_matches(
        space=person.space, first_name=person.first_name, last_name=person.last_name, phone=person.phone,
        email=person.email, but=person,
    )  # fmt: skip
    return list(dict.fromkeys(match for match in [*searched, *likely] if match != person))


def recognised(request, person: Person, known: Person | None) -> Person:
    at = timezone.now()
    if known is None:
        messages.success(request, f"{person} est dans vos personnes.")
        return services.recognise(person=person, at=at, by=request.user)
    told = services.reconcile(provisional=person, known=known, at=at, by=request.user)
    messages.success(request, " ".join([f"C’est bien {known}\u00a0: tout ce qui était à part l’a suivie.", *told]))
    return known


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_see_people)
def add_interest(request, code):
    person = person_of(request, code)
    form = InterestForm(request.POST or None)
    at = timezone.now()
    if done := attempt(form, space=request.space, at=at, act=lambda: said(request, person, form, at=at)):
        return done
    return render(request, "publics/add_interest.html", {"form": form, "person": person}, status=status_of(form))


def said(request, person: Person, form: InterestForm, *, at) -> str:
    interest, words = form.cleaned_data["interest"], form.cleaned_data["words"]
    services.note_interest(person=person, interest=interest, words=words, at=at, by=request.user)
    messages.success(request, f"C’est noté\u00a0: «\u00a0{interest}\u00a0».")
    return person.get_absolute_url()


@require_safe
@allowed(may_see_people)
def interests(request):
    """What people here would love to do, and what is planned for it."""
    clusters = envies(space=request.space, at=timezone.now())
    context = {
        "clusters": clusters,
        "most": max((cluster.people_count for cluster in clusters), default=0),
        "unanswered_count": sum(1 for cluster in clusters if not cluster.plan.sessions_count),
        "may_create": may_run_workshops(request.membership),
    }
    return render(request, "publics/interests.html", context)
