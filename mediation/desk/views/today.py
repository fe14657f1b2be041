from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from mediation.accounts.enums import Role
from mediation.accounts.permissions import allowed, may_run_workshops, may_see_people
from mediation.accounts.views import back
from mediation.communications.sendings import SOON, to_send_soon
from mediation.courier import inbound as replies
from mediation.courier.batches import letters_to_print
from mediation.courier.models import Inbound
from mediation.team.board import team_day
from publics import pairs
from publics.enums import LearningAnswer
from publics.models import ActivityReport, LearningCheck, Visit

from .. import calls, day, small_help
from ..letters import batches_to_post

HOME_OF = {Role.PRESCRIBER: "partners:referrals", Role.NETWORK: "reports:figures"}
CALLS_SHOWN = 5
LEARNING_SHOWN = 5
A_MONTH = timedelta(days=31)
UNFINISHED_SHOWN = 4
BATCHES_SHOWN = 3


@require_safe
def today(request):
    """The page each role begins its day with."""
    membership = request.membership
    if membership is None:
        return without_role(request)
    if membership.role in HOME_OF:
        return redirect(HOME_OF[membership.role])
    at, space = timezone.now(), request.space
    shown = whole_day(space, at, request.user) if may_see_people(membership) else programme_only(space, at)
    return render(request, "desk/today.html", shown | {"may_run": may_run_workshops(membership)})


def without_role(request):
    """An account of the administration alone goes there; any other has nothing to see today."""
    if request.user.is_staff:
        return redirect("admin:index")
    raise PermissionDenied


def programme_only(space, at) -> dict:
    date = timezone.localdate(at)
    comings = day.programme(day.sessions_of(date, space=space), at=at)
    return {"date": date, "comings": comings, "sees_people": False}


def whole_day(space, at, by) -> dict:
    date, tasks = timezone.localdate(at), calls.calls_to_make(space=space, at=at)
    comings = day.who_comes(day.sessions_of(date, space=space), tasks, space=space, at=at)
    team = team_day(space=space, user=by, at=at)
    return {
        "date": date,
        "sees_people": True,
        "comings": day.in_order(comings, day.appointments_of(date, space=space, at=at)),
        "team": team,
        "taken_over": day.sessions_hosted_by(team.posts, space=space, at=at),
        "to_answer": day.enquiries_taken_by(team.posts, space=space),
        **small_help.shown(date, space=space, by=by),
        "to_settle": day.to_settle(date, space=space),
        "to_validate": day.to_validate(date, space=space, at=at),
        "calls": tasks[:CALLS_SHOWN],
        "calls_count": len(tasks),
        "alike_count": pairs.last_counts(space).get("to_recognise"),
        "waiting": day.waiting_for_us(space=space, at=at),
        "awaited": day.awaited(space=space),
        "long_lists": day.long_lists(space=space, at=at),
        "sendings": to_send_soon(space=space, at=at),
        "soon": date + SOON,
        "unfinished": Visit.objects.of(space).to_finish().select_related("person", "demarche")[:UNFINISHED_SHOWN],
        "learning": LearningCheck.objects.of(space).to_ask(on=date)[:LEARNING_SHOWN],
        "learning_answers": LearningAnswer.choices,
        "letters_count": len(letters_to_print(space=space, at=at)),
        "letter_batches": batches_to_post(space=space, at=at, most=BATCHES_SHOWN),
        "to_copy_count": to_copy_count(space, date, by),
    }


def to_copy_count(space, date, by) -> int:
    """What this member noted within a month and did not copy into La Coop yet."""
    noted = ActivityReport.objects.of(space).unreported().filter(noted_by=by)
    return noted.in_period(date - A_MONTH, date + timedelta(days=1)).count()


@require_POST
@allowed(may_see_people)
def inbound_done(request, pk):
    inbound = get_object_or_404(Inbound.objects.of(request.space), pk=pk)
    replies.mark_read(inbound=inbound, at=timezone.now(), by=request.user)
    messages.success(request, "C'est noté : la réponse est lue.")
    return back(request)
