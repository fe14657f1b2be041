"""When people are reminded of what they come to: what leaves before a session, and what the team decides."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from mediation.accounts.permissions import allowed
from mediation.accounts.submissions import attempt
from mediation.common.forms import status_of

from .. import services
from ..forms.reminders import EditRuleForm, RuleForm
from ..models import ReminderRule, Session
from ..permissions import may_see_people, may_set_reminders
from ..reminding import departures, session_shown


@require_safe
@allowed(may_see_people)
def reminders(request):
    """Drawn for the session whose code is given, else for the next one."""
    rules = ReminderRule.objects.of(request.space).with_narrowing().in_order()
    given = Session.objects.of(request.space).with_details().filter(code=request.GET.get("seance", ""))
    session = given.first() or session_shown(request.space, at=timezone.now())
    context = {
        "rules": rules,
        "session": session,
        "departures": departures(ReminderRule.objects.active().about(session), session),
        "may_set": may_set_reminders(request.membership),
    }
    return render(request, "workshops/reminders.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_set_reminders)
def new_reminder(request):
    at = timezone.now()
    initial = {"which": request.GET.get("pour", "")}
    form = RuleForm(request.POST or None, space=request.space, at=at, initial=initial)
    if done := attempt(form, space=request.space, at=at, act=partial(created, request, form, at=at)):
        return done
    return render(request, "workshops/reminder_form.html", {"form": form}, status=status_of(form))


def created(request, form: RuleForm, *, at) -> str:
    rule = services.create_rule(rule=form.instance, at=at, by=request.user)
    messages.success(request, f"C’est noté\u00a0: un rappel partira {str(rule).lower()}.")
    return reverse("workshops:reminders")


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_set_reminders)
def edit_reminder(request, pk):
    rule = get_object_or_404(ReminderRule.objects.of(request.space).with_narrowing(), pk=pk)
    form = EditRuleForm(request.POST or None, instance=rule, at=timezone.now(), by=request.user)
    if form.is_valid() and form.is_saved():
        messages.success(request, "C’est enregistré.")
        return redirect("workshops:reminders")
    return render(request, "workshops/reminder_form.html", {"form": form, "rule": rule}, status=status_of(form))
