"""Cycles: the dates that go together, who is enrolled, and where each stands."""

from dataclasses import dataclass
from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from mediation.accounts.permissions import allowed
from mediation.accounts.submissions import attempt
from mediation.common.forms import REFUSED, status_of
from mediation.common.printing import public_address, spoken
from mediation.common.templatetags.french import plural_fr
from publics.models import Person
from publics.notifications import recipient_of

from .. import services
from ..cycle_board import rows_of
from ..enums import SessionState
from ..forms.cycles import AddDateForm, CycleForm, EditCycleForm, EnrolForm
from ..models import Cycle, Enrolment, Series
from ..permissions import may_register, may_run_workshops
from .session_page import told_by

PER_PAGE = 30
FOUND_AT_MOST = 12


@require_safe
@allowed(may_register)
def cycles(request):
    listed = Cycle.objects.of(request.space).with_dates(at=timezone.now()).next_first()
    context = {
        "page": Paginator(listed, PER_PAGE).get_page(request.GET.get("page")),
        "may_run": may_run_workshops(request.membership),
    }
    return render(request, "workshops/cycles.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_run_workshops)
def new_cycle(request):
    """From dates that are ticked; those of a series are, when one comes from its page."""
    at = timezone.now()
    form = CycleForm(request.POST or None, space=request.space, at=at, initial=of_series(request))
    if done := attempt(form, space=request.space, at=at, act=partial(created, request, form, at=at)):
        return done
    return render(request, "workshops/new_cycle.html", {"form": form}, status=status_of(form))


def of_series(request) -> dict:
    key = request.GET.get("serie", "")
    series = Series.objects.of(request.space).filter(pk=key).first() if key.isdecimal() and len(key) < 10 else None
    if series is None:
        return {}
    workshop = series.workshop
    return {"title": workshop.title, "short_title": workshop.short_title, "sessions": list(series.sessions.all())}


def created(request, form: CycleForm, *, at) -> str:
    cycle = services.create_cycle(space=request.space, at=at, by=request.user, **form.said)
    messages.success(request, "Le cycle est prêt\u00a0: une inscription prend toutes ses dates publiées.")
    return reverse("workshops:cycle", args=[cycle.code])


def cycle_of(request, code: str) -> Cycle:
    return get_object_or_404(Cycle.objects.of(request.space).select_related("space"), code=code)


@require_safe
@allowed(may_register)
def cycle(request, code):
    """Where each stands, date by date; what is missed, and where it may be caught up."""
    cycle, at = cycle_of(request, code), timezone.now()
    sessions = list(cycle.sessions.for_lists(at=at).by_date())
    rows = rows_of(cycle, sessions, at=at)
    address = public_address(reverse("public:cycle", args=[request.space.slug, cycle.code]))
    context = {
        "cycle": cycle,
        "sessions": sessions,
        "rows": rows,
        "standing_count": sum(session.state != SessionState.CANCELLED for session in sessions),
        "takes": any(each.state == SessionState.PUBLISHED and not each.has_begun for each in sessions),
        "is_public": any(session.state == SessionState.PUBLISHED for session in sessions),
        "public_address": address,
        "public_address_shown": spoken(address),
        "may_run": may_run_workshops(request.membership),
    }
    return render(request, "workshops/cycle.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_run_workshops)
def edit_cycle(request, code):
    cycle = cycle_of(request, code)
    form = EditCycleForm(request.POST or None, instance=cycle)
    if form.is_valid() and form.is_saved():
        messages.success(request, "C’est enregistré.")
        return redirect("workshops:cycle", code=cycle.code)
    context = {"form": form, "cycle": cycle_of(request, code)}
    return render(request, "workshops/edit_cycle.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_run_workshops)
def add_date(request, code):
    """One session more: who is enrolled, and how each would be told, are said before."""
    cycle, at = cycle_of(request, code), timezone.now()
    form = AddDateForm(request.POST or None, space=request.space, at=at)
    act = partial(date_added, request, cycle, form, at=at)
    if done := attempt(form, field="session", space=request.space, at=at, act=act):
        return done
    recipients = [recipient_of(each.person) for each in Enrolment.objects.expected_at(cycle)]
    context = {
        "form": form,
        "cycle": cycle,
        "count": len(recipients),
        "unreached_count": recipients.count(None),
        "ways": told_by(recipients),
    }
    return render(request, "workshops/add_date.html", context, status=status_of(form))


def date_added(request, cycle: Cycle, form: AddDateForm, *, at) -> str:
    taken = services.add_date(cycle=cycle, session=form.cleaned_data["session"], at=at, by=request.user)
    there = plural_fr(len(taken), "personne inscrite y est attendue,personnes inscrites y sont attendues")
    messages.success(request, f"La date est ajoutée\u00a0: {there}.")
    return reverse("workshops:cycle", args=[cycle.code])


@dataclass(frozen=True)
class Found:
    """Somebody we know, and the form that enrols her."""

    person: Person
    is_enrolled: bool
    form: EnrolForm


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_register)
def enrol(request, code):
    """Find somebody; the dates that are full are said before she is enrolled."""
    cycle, at = cycle_of(request, code), timezone.now()
    form = EnrolForm(request.POST or None, space=request.space)
    if done := attempt(form, space=request.space, at=at, act=partial(enrolled, request, cycle, form, at=at)):
        return done
    sessions = list(cycle.sessions.to_join(at=at).for_lists(at=at).by_date())
    full = [session for session in sessions if session.is_full]
    words = request.GET.get("q", "").strip()
    context = {
        "cycle": cycle,
        "sessions": sessions,
        "full": full,
        "form": form,
        "words": words,
        "found": found(request, cycle, form, words, is_warned=bool(full)),
    }
    return render(request, "workshops/enrol.html", context, status=REFUSED if form.errors else 200)


def enrolled(request, cycle: Cycle, form: EnrolForm, *, at) -> str:
    said = form.cleaned_data
    enrolment = services.enrol(
        cycle=cycle, person=said["person"], accepts_waiting=said["accepts_waiting"], at=at, by=request.user
    )
    count = plural_fr(enrolment.registrations.count(), "date,dates")
    messages.success(request, f"{said['person'].discreet_name} est inscrite\u00a0: {count}, en une fois.")
    return reverse("workshops:cycle", args=[cycle.code])


def found(request, cycle: Cycle, form: EnrolForm, words: str, *, is_warned: bool) -> list[Found]:
    """Those these words find, the one another page names, or the one just refused."""
    refused, code = form.cleaned_data.get("person") if form.is_bound else None, request.GET.get("personne", "")[:8]
    if refused:
        people = [refused]
    elif code:
        people = list(Person.objects.of(request.space).current().filter(code=code.upper()))
    else:
        people = Person.objects.search(words, space=request.space, at_most=FOUND_AT_MOST) if words else []
    there = set(cycle.enrolments.live().filter(person__in=people).values_list("person", flat=True))
    return [
        Found(
            person,
            person.pk in there,
            EnrolForm(
                space=request.space,
                initial={"person": person.code, "accepts_waiting": is_warned},
                auto_id=f"{person.code}-%s",
            ),
        )
        for person in people
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_register)
def leave_cycle(request, code):
    """All the dates left at once; one alone is cancelled on its own page."""
    enrolments = Enrolment.objects.of(request.space).select_related("person", "cycle")
    enrolment = get_object_or_404(enrolments, code=code)
    if request.method == "POST":
        left(request, enrolment)
        return redirect("workshops:cycle", code=enrolment.cycle.code)
    context = {
        "enrolment": enrolment,
        "question": "Ne plus l’attendre à aucune date\u00a0?",
        "consequences": [
            "Ses places à venir sont rendues, et proposées à qui attend. Ce qu’elle a suivi reste noté.",
            "Pour une seule date, annulez plutôt sur la page de la séance\u00a0: elle garde les autres.",
        ],
        "action_label": "Rendre ses places",
        "cancel_address": reverse("workshops:cycle", args=[enrolment.cycle.code]),
    }
    return render(request, "workshops/leave_cycle.html", context)


def left(request, enrolment: Enrolment) -> None:
    try:
        services.leave_cycle(enrolment=enrolment, at=timezone.now(), by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, f"C’est noté\u00a0: {enrolment.person.discreet_name} ne vient plus.")
