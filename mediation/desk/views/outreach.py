from django.contrib import messages
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from mediation.accounts.permissions import allowed, may_see_people
from mediation.accounts.submissions import attempt
from mediation.common.forms import status_of
from publics import services
from publics.enums import ActivityKind
from publics.forms import OutreachForm
from publics.models import ActivityReport

SHOWN_AT_MOST = 20


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_see_people)
def outreach(request):
    """People met outside: where, when, how many. Nobody is registered for it."""
    at, form = timezone.now(), OutreachForm(request.POST or None, space=request.space)
    if done := attempt(form, space=request.space, at=at, act=lambda: met(request, form, at=at)):
        return done
    told = ActivityReport.objects.of(request.space).live().filter(kind=ActivityKind.OUTREACH)
    last = told.select_related("organisation").order_by("-on", "-pk")[:SHOWN_AT_MOST]
    status = status_of(form)
    return render(request, "desk/outreach.html", {"form": form, "last": last}, status=status)


def met(request, form: OutreachForm, *, at) -> str:
    services.report_outreach(space=request.space, at=at, by=request.user, **form.report)
    messages.success(request, "C’est noté.")
    return reverse("desk:outreach")
