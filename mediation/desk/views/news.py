from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from mediation.accounts.permissions import allowed, may_see_people
from mediation.accounts.views import back
from mediation.common.text import preceded
from mediation.team.enums import TaskReason
from mediation.team.services import plan_follow_up
from publics.views.people import person_of

from .. import news

PAGE = 50
SOON = timedelta(days=2)


@require_safe
@allowed(may_see_people)
def people_to_call_back(request):
    """Who came once and nothing followed; with `?depuis=6`, who has not come for six months."""
    at, asked = timezone.now(), request.GET.get("depuis", "")
    months = next((number for number in news.MONTHS if str(number) == asked), None)
    if months:
        found, reason = news.not_seen_for(months, space=request.space, at=at), TaskReason.NOT_SEEN
    else:
        found, reason = news.first_contacts(space=request.space, at=at), TaskReason.FIRST_CONTACT
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    shown = {"page": page, "months": months, "choices": news.MONTHS, "reason": reason}
    return render(request, "desk/people_to_call_back.html", shown)


@require_POST
@allowed(may_see_people)
def plan_news(request, code):
    """One click: a task for whoever is there, in two days."""
    person = person_of(request, code)
    wanted, at = request.POST.get("reason", ""), timezone.now()
    reason = TaskReason(wanted) if wanted in TaskReason.values else TaskReason.FIRST_CONTACT
    try:
        plan_follow_up(person=person, reason=reason, due_on=timezone.localdate(at) + SOON, at=at, by=request.user)
        messages.success(request, f"C’est prévu : prendre des nouvelles {preceded(person, 'de')}.")
    except ValidationError as refusal:
        messages.info(request, " ".join(refusal.messages))
    return back(request)
