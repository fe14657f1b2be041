from django.core.paginator import Paginator
from django.db.models import Q, QuerySet, prefetch_related_objects
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from mediation.accounts.permissions import allowed, may_see_people
from publics.enums import FacetKind, Origin
from publics.models import Belonging, Consent, Guardianship, Mandate, Person, PersonFacet, SupposedInterest
from workshops.enums import RegistrationState
from workshops.models import Loan, Pathway, Registration
from workshops.permissions import may_follow_pathways
from workshops.standings import stages_of

from .. import agreements
from ..autonomy import steps_of
from ..forms import ConsentForm
from ..habits import usual_days
from ..kept import hers, may_have, other_records, with_sorts
from ..matching import Known
from ..past import Past, expected_appointments, past_of
from ..story import CHANNELS, channels_of, door_of, story_of
from ..story import PARTNER as BY_PARTNER
from ..suggestions import facets_of, what_next

MOMENTS = 30
OTHER_SESSIONS = 8
CHILD_UNTIL = 15  # under it, consent is joint and somebody comes to fetch


@require_safe
@allowed(may_see_people)
def person(request, code):
    """Her story with us, what she would love to do, and what to propose next."""
    person = get_object_or_404(with_sorts(Person.objects.of(request.space)).with_interests(), code=code)
    if person.reconciled_with:
        return redirect(person.reconciled_with)
    person.space = request.space
    if may_have(person, Person):
        prefetch_related_objects([person], "also_known_as")
    at, past, facets = timezone.now(), past_of(person), facets_of(person)
    context = {
        "person": person,
        "expected": expected_at(person, past, at=at),
        "appointments": expected_appointments(person, past),
        "loans": hers(Loan, person, lambda rows: rows.open().select_related("item").soonest_first()),
        "also_given": also_given(person),
        **family_of(person, at=at),
        **what_was_done_for_her(person, at=at),
        **what_she_says(person, facets, at=at),
        **where_she_goes(person, request.membership, at=at),
        **what_comes_next(person, past, facets, at=at),
        **told(person, past, facets, by=request.GET.get("par", ""), page=request.GET.get("page")),
        "agreement": agreements.of(person, hers(Consent, person, lambda rows: rows.newest_first())),
        "form": ConsentForm(person=person, on=timezone.localdate(at)),
    }
    return render(request, "desk/person.html", context)


def family_of(person: Person, *, at) -> dict:
    """The adult who answers for a child, or the children she answers for."""
    age = at.year - person.birth_year if person.birth_year else None
    every = guardianships_of(person) if may_have(person, Guardianship) else []
    return {
        "guardianship": next((one for one in every if one.child_id == person.pk), None),
        "children": [one for one in every if one.adult_id == person.pk],
        "is_young": age is not None and age <= CHILD_UNTIL,
    }


def guardianships_of(person: Person) -> list[Guardianship]:
    either = Guardianship.objects.of(person.space).filter(Q(child=person) | Q(adult=person))
    return list(either.prefetch_related("child", "adult").order_by("pk"))


def what_was_done_for_her(person: Person, *, at) -> dict:
    mandates = hers(Mandate, person, lambda rows: rows.order_by("-ends_on", "pk"))
    today = timezone.localdate(at)
    for mandate in mandates:
        mandate.is_over = bool(mandate.revoked_on) or mandate.ends_on < today
    return {"steps": steps_of(person), "mandates": mandates}


def where_she_goes(person: Person, membership, *, at) -> dict:
    """Her pathways, for who accompanies her."""
    if not may_follow_pathways(membership):
        return {"follows_pathways": False}
    pathways = hers(Pathway, person, lambda rows: rows.select_related("template").newest_first())
    stages = stages_of(pathways, space=person.space, at=at) if pathways else {}
    return {"follows_pathways": True, "pathways": [(pathway, stages[pathway.pk]) for pathway in pathways]}


def what_she_says(person: Person, facets: list[PersonFacet], *, at) -> dict:
    """Her envies, her projects, what she says of herself by kind; apart, what others suppose."""
    kinds = [kind for kind in FacetKind if kind != FacetKind.PROJECT]
    by_kind = [(kind.label, [one for one in facets if one.facet.kind == kind]) for kind in kinds]
    return {
        "said": list(person.interests.all()),
        "projects": [one for one in facets if one.facet.kind == FacetKind.PROJECT],
        "facets": [(label, said) for label, said in by_kind if said],
        "belongings": hers(Belonging, person, lambda rows: in_order(rows.select_related("organisation"))),
        "supposed": hers(
            SupposedInterest, person, lambda rows: in_order(rows.standing(at=at).select_related("interest"))
        ),
    }


def in_order(rows: QuerySet) -> QuerySet:
    return rows.order_by("noted_at", "pk")


def what_comes_next(person: Person, past: Past, facets: list[PersonFacet], *, at) -> dict:
    """Sessions and why; the days she usually comes are read before one is proposed."""
    known = Known(list(person.interests.all()), facets, [session.workshop for session in past.came])
    suggestions, others = what_next(person, known, at=at)
    return {
        "suggestions": suggestions,
        "other_sessions": others[:OTHER_SESSIONS],
        "usual_days": usual_days(past, at=at),
    }


def told(person: Person, past: Past, facets: list[PersonFacet], *, by: str, page: str | None) -> dict:
    """Her story, or what of it came through one channel."""
    story = story_of(person, past, facets)
    door = door_of(story) if past.is_whole else None
    shown = [moment for moment in story if moment.by == by] if by in CHANNELS else story
    return {
        "by": by,
        "channels": channels_of(story),
        "door": door,
        "asks_how_she_knew": not (
            person.heard_from or person.origin == Origin.PARTNER or (door and door.by == BY_PARTNER)
        ),
        "page": Paginator(shown, MOMENTS).get_page(page),
    }


def expected_at(person: Person, past: Past, *, at) -> list[Registration]:
    """Where she is registered or waits, the next first; each waiting one with its rank."""
    rows = [one for one in past.registrations if one.state != RegistrationState.CANCELLED and one.session.ends_at > at]
    waited = [one.session_id for one in rows if one.state == RegistrationState.WAITING]
    lists = Registration.objects.of(person.space).filter(session__in=waited).ranked()
    ranks = dict(lists.values_list("pk", "rank")) if waited else {}
    for one in rows:
        one.rank = ranks.get(one.pk)
    return sorted(rows, key=lambda one: (one.session.starts_at, one.pk))


def also_given(person: Person) -> list[str]:
    """Numbers and addresses she gave elsewhere, that differ from those we keep."""
    others = sorted(other_records(person), key=lambda other: other.pk)
    kept = {person.phone, person.email, ""}
    given = [value for other in others for value in (other.phone, other.email)]
    return list(dict.fromkeys(value for value in given if value not in kept))
