from collections.abc import Iterable
from datetime import date, timedelta
from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mediation.accounts.models import User
from mediation.accounts.permissions import allowed
from mediation.common.forms import REFUSED, status_of

from .. import services
from ..appointment_telling import end_told, telling_of
from ..enums import AppointmentState
from ..forms import MoveForm
from ..hosts import hosts_of
from ..models import Appointment
from ..permissions import may_follow_pathways, may_see_people
from ..week import week_of

EVERYBODY = "tous"
FARTHEST = timedelta(days=3660)


def found(request, code: str) -> Appointment:
    read = ("created_by", "settled_by", "visit", "step__workshop", "step__organisation", "step__pathway")
    rows = Appointment.objects.of(request.space).with_details().select_related(*read)
    return get_object_or_404(rows, code=code)


@require_safe
@allowed(may_see_people)
def appointments(request):
    """« Mes rendez-vous »: a week of one of us, or of everybody; sessions among them, and the hours that are free."""
    hosts, today = list(hosts_of(request.space)), timezone.localdate()
    chosen = host_chosen(request, hosts)
    day = day_of(request.GET.get("semaine", ""), today)
    monday = day - timedelta(days=day.weekday())
    context = {
        "hosts": hosts,
        "host": chosen,
        "days": week_of(request.space, monday, host=chosen, at=timezone.now()),
        "monday": monday,
        "sunday": monday + timedelta(days=6),
        "before": monday - timedelta(weeks=1),
        "after": monday + timedelta(weeks=1),
        "today": today,
        "kept": f"avec={chosen.pk}" if chosen else f"avec={EVERYBODY}",
    }
    return render(request, "workshops/appointments.html", context)


def host_chosen(request, hosts: Iterable[User]) -> User | None:
    """The one the address names; without a name, who is logged in when she welcomes; None is everybody."""
    said = request.GET.get("avec", str(request.user.pk))
    return next((host for host in hosts if str(host.pk) == said), None)


def day_of(said: str, today: date) -> date:
    """Today when the address says no day that exists, or one too far."""
    try:
        day = date.fromisoformat(said)
    except ValueError:
        return today
    return day if abs(day - today) < FARTHEST else today


@require_safe
@allowed(may_see_people)
def appointment(request, code):
    return shown(request, found(request, code))


def shown(request, appointment: Appointment, *, errors: list[str] = (), status: int = 200):
    at = timezone.now()
    is_planned = appointment.state == AppointmentState.PLANNED
    context = {
        "appointment": appointment,
        "errors": errors,
        "is_planned": is_planned,
        "is_near": is_planned and appointment.local_date <= timezone.localdate(at, appointment.zone),
        "has_begun": appointment.starts_at <= at,
        "is_over": appointment.ends_at <= at,
        "telling": telling_of(appointment, at=at) if is_planned else [],
        "step": appointment.step if may_follow_pathways(request.membership) else None,
    }
    return render(request, "workshops/appointment.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_see_people)
def move_appointment(request, code):
    appointment = found(request, code)
    form = MoveForm(request.POST or None, appointment=appointment, by=request.user)
    if form.is_valid() and is_moved(request, form, appointment):
        messages.success(request, "C’est déplacé.")
        return redirect("workshops:appointment", code=code)
    context = {"appointment": found(request, code), "form": form}
    return render(request, "workshops/move_appointment.html", context, status=status_of(form))


def is_moved(request, form: MoveForm, appointment: Appointment) -> bool:
    said = {"version": form.cleaned_data["version"], **form.moment}
    try:
        services.move_appointment(appointment=appointment, at=timezone.now(), by=request.user, **said)
    except ValidationError as refusal:
        form.add_error(None, refusal.messages)
        return False
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_see_people)
def cancel_appointment(request, code):
    """She said that she cannot, or we cannot: two buttons, each saying who is told."""
    appointment, at = found(request, code), timezone.now()
    if request.method != "POST":
        way, is_over = end_told(appointment), appointment.ends_at <= at
        context = {"appointment": appointment, "is_over": is_over, "way": way}
        return render(request, "workshops/cancel_appointment.html", context)
    act, done = {
        "us": (services.cancel_appointment, "C’est annulé\u00a0: le message part, ou l’appel est dans votre liste."),
    }.get(request.POST.get("by"), (services.excuse, "C’est noté\u00a0: elle a prévenu, l’heure est libre."))
    return settled(request, appointment, act, done)


@require_POST
@allowed(may_see_people)
def settle_appointment(request, code):
    """« Pas venue »; or that was a mistake."""
    acts = {
        "not_come": (services.note_absence, "C’est noté\u00a0: pas venue. Personne n’est prévenu."),
        "planned": (services.expect_again, "Elle est de nouveau attendue."),
    }
    act, done = acts.get(request.POST.get("act"), acts["planned"])
    return settled(request, found(request, code), act, done)


@require_POST
@allowed(may_follow_pathways)
def detach_appointment(request, code):
    """It counted for a step of her pathway by itself; it was for something else."""
    done = "C’est noté\u00a0: ce rendez-vous ne compte plus pour son parcours."
    return settled(request, found(request, code), services.detach_appointment, done)


def settled(request, appointment: Appointment, act, done: str):
    try:
        partial(act, appointment=appointment, at=timezone.now(), by=request.user)()
    except ValidationError as refusal:
        return shown(request, found(request, appointment.code), errors=refusal.messages, status=REFUSED)
    messages.success(request, done)
    return redirect("workshops:appointment", code=appointment.code)
