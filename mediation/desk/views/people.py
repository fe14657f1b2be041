from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from mediation.accounts.permissions import allowed, may_see_people
from publics.models import Person
from workshops.models import Registration

from ..story import story_of
from ..suggestions import not_registered, open_sessions, sessions_for

MOMENTS = 30
OTHER_SESSIONS = 8


@require_safe
@allowed(may_see_people)
def person(request, code):
    """Her story with us, what she would love to do, and what to propose next."""
    people = Person.objects.of(request.space).select_related("space", "reconciled_with").with_interests()
    person = get_object_or_404(people, code=code)
    if person.reconciled_with:
        return redirect(person.reconciled_with)
    at = timezone.now()
    said = list(person.interests.all())
    suggestions = sessions_for(person, said, at=at)
    proposed = [suggestion.session.pk for suggestion in suggestions]
    others = not_registered(open_sessions(space=request.space, at=at), person).exclude(pk__in=proposed)
    context = {
        "person": person,
        "said": said,
        "expected": expected_at(person, at=at),
        "suggestions": suggestions,
        "other_sessions": others[:OTHER_SESSIONS],
        "also_given": also_given(person),
        "page": Paginator(story_of(person), MOMENTS).get_page(request.GET.get("page")),
    }
    return render(request, "desk/person.html", context)


def expected_at(person: Person, *, at) -> list[Registration]:
    """Where she is registered or waits, the next first; each waiting one with its rank."""
    live = Registration.objects.of(person.space).live().filter(person=person, session__ends_at__gt=at)
    rows = list(live.select_related("session__workshop", "session__venue").order_by("session__starts_at", "pk"))
    lists = Registration.objects.of(person.space).filter(session__in=[one.session_id for one in rows]).ranked()
    ranks = dict(lists.values_list("pk", "rank"))
    for one in rows:
        one.rank = ranks.get(one.pk)
    return rows


def also_given(person: Person) -> list[str]:
    """Numbers and addresses she gave elsewhere, that differ from those we keep."""
    rows = person.also_known_as.values_list("phone", "email").order_by("pk")
    kept = {person.phone, person.email, ""}
    return list(dict.fromkeys(value for row in rows for value in row if value not in kept))
