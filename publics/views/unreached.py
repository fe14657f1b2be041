from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from mediation.accounts.permissions import allowed, may_see_figures

from .. import unreached as reading
from ..arrivals import arrivals
from ..permissions import may_define_segments


@require_safe
@allowed(may_see_figures)
def unreached(request):
    """Counts only: no name is on this page."""
    at = timezone.now()
    places, ages = reading.places(space=request.space, at=at), reading.ages(space=request.space, at=at)
    context = {
        "places": places,
        "ages": ages,
        "arrivals": arrivals(space=request.space, at=at),
        "may_define": may_define_segments(request.membership),
        "far_count": sum(place.is_far for place in places),
        "highest": max((place.rate for place in places), default=0) or 1,
        "most": max((group.known for group in ages), default=0) or 1,
    }
    return render(request, "publics/unreached.html", context)
