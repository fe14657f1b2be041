"""What anybody may read of a cycle, and the two steps to enrol: one registration for all its dates."""

from functools import partial

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from mediation.accounts.public import space_page, throttled, too_many
from mediation.accounts.submissions import attempt
from mediation.common.forms import REFUSED

from .. import services
from ..enums import RegistrationState, SessionState
from ..models import Cycle, Registration, Session
from ..wording import page_of
from .forms import CycleWhoForm, ReachForm
from .views import REGISTRATIONS_AN_HOUR


def shown_to_all(space, code: str) -> Cycle:
    return get_object_or_404(Cycle.objects.of(space).public(), code=code)


def dates_left(cycle: Cycle, *, at) -> list[Session]:
    return list(cycle.sessions.to_join(at=at).for_lists(at=at).by_date())


@require_safe
@space_page
def cycle(request, space, code):
    cycle = shown_to_all(space, code)
    shown, at = cycle.sessions.exclude(state=SessionState.DRAFT), timezone.now()
    left = dates_left(cycle, at=at)
    context = {
        "cycle": cycle,
        "sessions": list(shown.for_lists(at=at).by_date()),
        "takes": takes(left),
        **fullness(left),
    }
    return render(request, "workshops/public/cycle.html", context)


def takes(left: list[Session]) -> bool:
    """None of the dates left is closed: all are taken, or none."""
    return bool(left) and not any(session.closed_at for session in left)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@space_page
def enrol(request, space, code):
    """« Qui vient ? », then « Comment vous prévenir ? ». The first answers travel in the second page."""
    cycle = shown_to_all(space, code)
    sessions = dates_left(cycle, at=timezone.now())
    if not takes(sessions):
        return redirect("public:cycle", space.slug, cycle.code)
    if request.method != "POST":
        return ask_who(request, cycle, sessions, CycleWhoForm())
    who, step = CycleWhoForm(request.POST), request.POST.get("step")
    if not who.is_valid() or step == "back":
        return ask_who(request, cycle, sessions, who)
    if step != "reach":
        return ask_reach(request, cycle, sessions, who, ReachForm())
    if throttled(request, "registration", most=REGISTRATIONS_AN_HOUR):
        return too_many(request)
    return enrol_her(request, cycle, sessions, who, ReachForm(request.POST))


def ask_who(request, cycle, sessions, who):
    context = {"cycle": cycle, "sessions": sessions, "form": who, **fullness(sessions)}
    return render(request, "workshops/public/cycle_who.html", context, status=REFUSED if who.errors else 200)


def ask_reach(request, cycle, sessions, who, reach):
    context = {
        "cycle": cycle,
        "sessions": sessions,
        "who": who.cleaned_data,
        "form": reach,
        **fullness(sessions),
    }
    return render(request, "workshops/public/cycle_reach.html", context, status=REFUSED if reach.errors else 200)


def fullness(left: list[Session]) -> dict:
    """Said before she enrols: she would be on the list of these dates, or of all of them."""
    full = [session for session in left if session.is_full]
    return {"full": full, "is_all_full": len(full) == len(left)}


def enrol_her(request, cycle, sessions, who, reach):
    at = timezone.now()
    act = partial(enrolled_as, request, cycle, who, reach, at=at)
    done = attempt(reach, space=cycle.space, at=at, act=act, lead=partial(read_next, cycle))
    return done or ask_reach(request, cycle, dates_left(cycle, at=at), who, reach)


def enrolled_as(request, cycle, who, reach, *, at) -> str:
    """The code of the first registration; empty when she was there already."""
    enrolment = services.enrol_online(
        cycle=cycle, newcomer=reach.newcomer(who.cleaned_data), accepts_waiting="warned" in request.POST, at=at
    )
    if enrolment is None:
        return ""
    first = enrolment.registrations.exclude(state=RegistrationState.CANCELLED).order_by("session__starts_at", "pk")
    return first.values_list("code", flat=True)[0]


def read_next(cycle: Cycle, code: str) -> str:
    """The address of her page: whoever reads the table of sendings does not read it there."""
    if not code:
        return reverse("public:enrolled", args=[cycle.space.slug, cycle.code])
    registration = Registration.objects.of(cycle.space).select_related("session").get(code=code)
    return page_of(registration, registration.session)


@require_safe
@space_page
def enrolled(request, space, code):
    """The same sent again: it counts once. Nothing here tells the seats, nor gives the link."""
    return render(request, "workshops/public/enrolled.html", {"cycle": shown_to_all(space, code)})
