from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from mediation.accounts.permissions import allowed, may_run_workshops, may_see_people
from mediation.team.models import Closure, Handover

from ..closing import planned_during, touched_by


@require_safe
@allowed(may_see_people)
def closure(request, pk):
    """Its poster, the sessions to cancel or move, and those to call first."""
    closure = get_object_or_404(Closure.objects.of(request.space).select_related("space", "venue"), pk=pk)
    touched = touched_by(closure)
    shown = {
        "closure": closure,
        "touched": touched,
        "calls_count": sum(len(each.to_call) for each in touched if not each.is_settled),
        "may_run": may_run_workshops(request.membership),
        "is_over": closure.reopens_on <= timezone.localdate(),
    }
    return render(request, "desk/closure.html", shown)


@require_safe
@allowed(may_see_people)
def absence(request, pk):
    """What she was to do meanwhile, each to be moved, given or called off by somebody."""
    rows = Handover.objects.of(request.space).select_related("space", "from_user", "to_user")
    absence = get_object_or_404(rows, pk=pk)
    shown = {
        "absence": absence,
        "planned": planned_during(absence),
        "may_run": may_run_workshops(request.membership),
        "is_over": absence.ends_at <= timezone.now(),
    }
    return render(request, "desk/absence.html", shown)
