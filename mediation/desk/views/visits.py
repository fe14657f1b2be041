from django.db.models import Count
from django.http import QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from mediation.accounts.permissions import allowed, may_run_workshops, may_see_people
from mediation.accounts.submissions import attempt
from mediation.common.forms import status_of
from publics import blocking, services
from publics.enums import PlaceKind, VisitKind
from publics.models import Demarche, Interest, Person, PersonInterest, Visit
from publics.services.visits import is_copied
from workshops import services as workshops
from workshops.models import Appointment

from .. import autonomy, box, suggestions
from ..forms import DURATIONS, FOUND_AT_MOST, NOBODY, SOMEBODY_NEW, VisitForm

FRAGMENTS = {
    "visit-box": "desk/visit_box.html",
    "visit-interests": "desk/visit_interests.html",
    "visit-people": "desk/visit_people.html",
}
ENVIES_SHOWN = 6
NUL = "\x00"


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_see_people)
def visit(request):
    """« Noter un passage ». Without a script, what is not chosen yet is proposed when the form comes back."""
    if fragment := request.htmx and FRAGMENTS.get(request.htmx.target):
        return render(request, fragment, fragment_of(request))
    expected = appointment_asked(request)
    form = VisitForm(request.POST or None, space=request.space, by=request.user, initial=prefilled(expected))
    at = timezone.now()
    if done := attempt(form, space=request.space, at=at, act=lambda: noted(request, form, at=at)):
        return done
    typed = request.POST if form.is_bound else typed_for(expected) or {"who": request.GET.get("personne", "")}
    context = {"form": form, "demarches": Demarche.objects.proposed(), **proposed(typed, request.space)}
    context["expected"] = expected
    context["people"] = list(dict.fromkeys([*form.matches, *form.named, *context["people"]]))
    return render(request, "desk/visit.html", context, status=status_of(form))


def appointment_asked(request) -> Appointment | None:
    """The one whose person is there: the address names it, then the form carries it."""
    code = request.POST.get("appointment") or request.GET.get("rendez-vous", "")
    rows = Appointment.objects.of(request.space).with_details().filter(code=code.replace(NUL, "").upper())
    return rows.first() if code else None


def prefilled(expected: Appointment | None) -> dict:
    """What the appointment says already: where, how long, why."""
    if expected is None:
        return {}
    place_kind = PlaceKind.REMOTE if expected.is_by_phone else PlaceKind.VENUE
    minutes = min(DURATIONS, key=lambda usual: abs(usual - expected.minutes))
    what = "" if expected.interest else expected.motive
    said = {"what": what, "venue": expected.venue, "minutes": minutes, "place_kind": place_kind}
    return said | {"on": min(expected.local_date, timezone.localdate()), "appointment": expected.code}


def typed_for(expected: Appointment | None) -> QueryDict | None:
    """As if it had been typed: she is chosen, her envie is ticked."""
    if expected is None:
        return None
    typed = QueryDict(mutable=True)
    typed["who"] = expected.person.code
    if expected.interest:
        typed["interests"] = expected.interest.key
    return typed


def fragment_of(request) -> dict:
    typed, space = request.GET, request.space
    if request.htmx.target != "visit-box":
        return proposed(typed, space)
    is_known = typed.get("who", NOBODY) not in (NOBODY, SOMEBODY_NEW)
    return {"found": box.proposed(typed.get("what", ""), space=space, is_person_known=is_known)}


def noted(request, form: VisitForm, *, at) -> str:
    at = form.instant(at)
    person = form.cleaned_data["person"]
    if form.new_person is not None:
        form.refuse_if_known(request.space)
        person = services.create_person(space=request.space, at=at, by=request.user, **form.new_person)
    visit = services.note_visit(space=request.space, person=person, at=at, by=request.user, **form.visit)
    if appointment := form.cleaned_data["appointment"]:
        workshops.become_visit(appointment=appointment, visit=visit, at=at, by=request.user)
    said = "-".join(str(interest.pk) for interest in form.cleaned_data["interests"][:ENVIES_SHOWN])
    return f"{reverse('desk:visit_noted', args=[visit.pk])}?envies={said}"


def proposed(typed, space) -> dict:
    """Envies and people to choose from, given what was typed so far."""
    keys = [key for key in typed.getlist("interests") if NUL not in key] if hasattr(typed, "getlist") else []
    ticked = list(Interest.objects.envies().filter(key__in=keys).order_by("name", "pk"))
    offered = suggestions.envies_for(typed.get("words", ""), ticked, space=space)
    others = Interest.objects.envies().exclude(pk__in=[interest.pk for interest in offered]).by_branch()
    untouched = [interest for interest in offered if interest not in ticked]
    return {
        "ticked": ticked,
        "offered_interests": offered,
        "closest": untouched[0] if untouched and typed.get("words", "").strip() else None,
        "other_interests": others,
        **people_proposed(typed.get("name", ""), typed.get("who", NOBODY).replace(NUL, ""), space),
    }


def people_proposed(name: str, who: str, space) -> dict:
    chosen = Person.objects.of(space).current().filter(code=who) if who not in (NOBODY, SOMEBODY_NEW) else []
    found = Person.objects.search(name, space=space, at_most=FOUND_AT_MOST) if name.strip() else []
    return {"who": who, "name": name, "people": list(dict.fromkeys([*chosen, *found])), "found_count": len(found)}


@require_safe
@allowed(may_see_people)
def visit_noted(request, pk):
    """« C'est noté. » and what comes next: who else said so, what could be proposed, or a workshop to create."""
    visits = Visit.objects.of(request.space).filter(kind=VisitKind.SUPPORT).select_related("person__space", "demarche")
    visit = get_object_or_404(visits, pk=pk)
    envies = following(visit, request.GET.get("envies", ""), at=timezone.now())
    context = {
        "visit": visit,
        "envies": envies,
        "next_step": next((one for envie in envies for one in envie["suggestions"]), None),
        "is_of_today": timezone.localdate(visit.at) == timezone.localdate(),
        "is_copied": is_copied(visit),
        "may_create": may_run_workshops(request.membership),
        **autonomy.after(visit, at=timezone.now()),
        **blocking.taps(timezone.localdate(), space=request.space),
    }
    return render(request, "desk/visit_noted.html", context)


def following(visit: Visit, ids: str, *, at) -> list[dict]:
    """For each envie of this visit (`ids`, else each she ever said): how many others said it, and what answers it."""
    if visit.person is None:
        return []
    noted = PersonInterest.objects.of(visit.person.space)
    hers = list(noted.filter(person=visit.person).select_related("interest").order_by("-said_at", "pk"))
    chosen = {int(pk) for pk in ids.split("-") if pk.isdecimal()}
    said = ([one for one in hers if one.interest_id in chosen] or hers)[:ENVIES_SHOWN]
    others = noted.filter(person__reconciled_with=None).exclude(person=visit.person)
    same = others.filter(interest__in=[one.interest_id for one in said])
    counts = dict(same.values_list("interest").annotate(Count("pk")))
    facets = suggestions.facets_of(visit.person)
    shown: set[int] = set()
    envies = []
    for one in said:
        proposed = suggestions.sessions_for_envie(visit.person, one, facets, at=at, but=shown)
        shown |= {suggestion.session.pk for suggestion in proposed}
        envies.append({"said": one, "others_count": counts.get(one.interest_id, 0), "suggestions": proposed})
    return envies
