from uuid import uuid4

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from mediation.accounts.permissions import allowed, may_see_people
from mediation.common.forms import status_of
from publics.models import Person
from publics.views.people import person_of

from ..spotting import sessions_of_envie, steps_after
from ..spotting_forms import SpottingForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_see_people)
def spotting(request, code):
    """The eight questions of a first meeting, then what to propose. The answers go with the page."""
    person = person_of(request, code)
    form = SpottingForm(request.POST or None)
    if form.is_valid():
        return render(request, "desk/spotting_steps.html", proposed(person, form.cleaned_data))
    status = status_of(form)
    return render(request, "desk/spotting.html", {"person": person, "form": form}, status=status)


def proposed(person: Person, said: dict) -> dict:
    at = timezone.now()
    interest, words = said["interest"], said["words"]
    return {
        "person": person,
        "interest": interest,
        "words": words,
        "submission": uuid4(),
        "suggestions": sessions_of_envie(person, interest, words, at=at),
        "steps": steps_after(person, said, at=at),
    }
