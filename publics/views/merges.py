"""People who may be noted twice: compared, merged, told apart, and separated again."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mediation.accounts.permissions import allowed
from mediation.common.forms import status_of, telling
from mediation.common.templatetags.french import plural_fr
from mediation.common.text import preceded

from .. import pairs, services
from ..forms import MergeForm
from ..models import Merge, Person
from ..permissions import may_see_people
from ..services.merges import what_follows
from .people import matches_of, person_of

PAGE, MOST_MERGES = 20, 20


@require_safe
@allowed(may_see_people)
def duplicates(request):
    """As they were last compared: opening the page compares nobody."""
    at = timezone.now()
    last = pairs.last_comparison(request.space, at=at)
    page = Paginator(last.found, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "pairs": pairs.people_of(request.space, page),
        "compared_at": last.at,
        "merges": Merge.objects.of(request.space).undoable(at=at)[:MOST_MERGES],
    }
    return render(request, "publics/duplicates.html", context)


@require_POST
@allowed(may_see_people)
def compare(request):
    """Somebody was noted, or corrected, since the last comparison."""
    found = pairs.compare(request.space, at=timezone.now()).found
    said = plural_fr(len(found), "paire à regarder,paires à regarder") if found else "aucun doublon en vue"
    messages.success(request, f"Toutes les fiches ont été comparées\u00a0: {said}.")
    return redirect("publics:duplicates")


@require_safe
@allowed(may_see_people)
def merge_with(request, code):
    """Who else she is: somebody looks for her other record."""
    person = person_of(request, code)
    words = request.GET.get("q", "")
    context = {"person": person, "words": words, "matches": matches_of(person, words)}
    return render(request, "publics/merge_with.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_see_people)
def merge(request, code, other):
    """Both records side by side: what is kept of each, and what follows."""
    people = Person.objects.of(request.space).filter(anonymised_at=None)
    kept, merged = (get_object_or_404(people, code=each) for each in (code, other))
    if gone := kept.reconciled_with or merged.reconciled_with:
        return redirect(gone)
    form = MergeForm(request.POST if request.method == "POST" else None, kept=kept, merged=merged)
    if form.is_valid():
        with telling(form):
            return redirect(merged_into(request, form))
    context = {"form": form, "kept": kept, "merged": merged, "followers": what_follows(merged)}
    return render(request, "publics/merge.html", context, status=status_of(form))


def merged_into(request, form: MergeForm) -> Person:
    kept, at = form.kept, timezone.now()
    told = services.merge(kept=kept, merged=form.merged, taken=form.taken(), at=at, by=request.user)
    pairs.settle(kept.space)
    until = "Cela se défait pendant trente jours, depuis «\u00a0Doublons possibles\u00a0»."
    messages.success(
        request, " ".join([f"Les deux fiches {preceded(kept, 'de')} n’en font plus qu’une.", *told, until])
    )
    return kept


@require_POST
@allowed(may_see_people)
def tell_apart(request, code, other):
    """They look alike and are two people: not proposed again."""
    one, two = (get_object_or_404(Person.objects.of(request.space), code=each) for each in (code, other))
    try:
        services.tell_apart(one=one, other=two, at=timezone.now(), by=request.user)
        pairs.settle(request.space)
        messages.success(request, f"C’est noté\u00a0: {one} et {two} sont deux personnes.")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("publics:duplicates")


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_see_people)
def undo_merge(request, pk):
    """Two people after all."""
    merge = get_object_or_404(Merge.objects.of(request.space).select_related("kept", "merged", "by"), pk=pk)
    if request.method == "POST":
        try:
            told = services.undo_merge(merge=merge, at=timezone.now(), by=request.user)
            pairs.no_longer_known(request.space)
            messages.success(request, " ".join([f"{merge.merged} a de nouveau sa fiche.", *told]))
            return redirect(merge.merged)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("publics:duplicates")
    return render(request, "publics/undo_merge.html", {"merge": merge})
