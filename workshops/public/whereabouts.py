"""« Qui est où »: by half-day, where somebody of the team is. Nobody they receive is named."""

from datetime import timedelta
from functools import partial

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from mediation.accounts.public import space_page
from mediation.common.printing import pdf_response

from .. import papers
from ..whereabouts import whereabouts as whereabouts_of

TWO_WEEKS = 14  # days
A_WEEK = timedelta(weeks=1)


@require_safe
@space_page
def whereabouts(request, space):
    """From today on, two weeks, the second folded."""
    today = timezone.localdate()
    every = whereabouts_of(space, today, days=TWO_WEEKS)
    later = [day for day in every if day.on >= today + A_WEEK]
    return render(
        request, "workshops/public/whereabouts.html", {"days": every[: len(every) - len(later)], "later": later}
    )


@require_safe
@space_page
def door_poster(request, space):
    """This week; on a Sunday, or with `?semaine=prochaine`, the one that comes."""
    today = timezone.localdate()
    monday = today - timedelta(days=today.weekday())
    is_next = request.GET.get("semaine") == "prochaine" or today.weekday() == papers.SUNDAY
    return pdf_response(request, "qui-est-ou.pdf", partial(papers.door_poster, space, monday + A_WEEK * is_next))
