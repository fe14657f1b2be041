from functools import partial

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from mediation.accounts.permissions import allowed, may_run_workshops, may_see_figures
from mediation.accounts.submissions import attempt
from mediation.common.forms import status_of

from .. import blocking as reading
from .. import services
from ..enums import DailyDimension
from ..forms import BlockingForm
from ..models import BlockingPoint
from ..permissions import may_see_people


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_see_people)
def blocking(request):
    """One tap, one more, after a visit, during a call or from here; the last one can be taken back."""
    at = timezone.now()
    form = BlockingForm(request.POST or None)
    if done := attempt(form, space=request.space, at=at, act=partial(counted, request, form, at=at)):
        return done
    today = timezone.localdate(at)
    context = {"form": form, "last": last_of(request), **reading.taps(today, space=request.space)}
    if request.htmx:
        return render(request, "publics/_blocking.html", context, status=status_of(form))
    context["most_met"] = reading.most_met(today, space=request.space)
    context["may_create"] = may_run_workshops(request.membership)
    context["may_see_figures"] = may_see_figures(request.membership)
    return render(request, "publics/blocking.html", context, status=status_of(form))


def counted(request, form: BlockingForm, *, at) -> str:
    """Where it leads says what was counted, to take it back."""
    said, page = form.cleaned_data, reverse("publics:blocking")
    write = services.uncount_daily if said["undo"] else services.count_daily
    point = said["undo"] or said["point"]
    write(
        space=request.space, dimension=DailyDimension.BLOCKED, value=point.key, on=timezone.localdate(at), at=at,
        by=request.user,
    )  # fmt: skip
    return page if said["undo"] else f"{page}?compte={point.key}"


def last_of(request) -> BlockingPoint | None:
    key = request.GET.get("compte", "").replace("\x00", "")
    return BlockingPoint.objects.filter(key=key).first() if key else None
