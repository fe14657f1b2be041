"""Seats kept for a structure's group: from the page of the session, then one page a group."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from mediation.accounts.permissions import allowed
from mediation.accounts.submissions import attempt
from mediation.common.forms import status_of, telling
from publics.models import Organisation

from .. import services
from ..forms import ExtendForm, HoldForm, NamesForm
from ..models import SeatHold, Session
from ..permissions import may_register
from ..wording import in_full, page_of_group


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_register)
def new_hold(request, code):
    session = get_object_or_404(Session.objects.of(request.space).for_lists(at=timezone.now()), code=code)
    form, at = HoldForm(request.POST or None, session=session, initial=whose(request)), timezone.now()
    if done := attempt(form, space=request.space, at=at, act=partial(held, request, session, form, at=at)):
        return done
    return render(request, "workshops/new_hold.html", {"form": form, "session": session}, status=status_of(form))


def whose(request) -> dict:
    """The structure that the address names."""
    code = request.GET.get("structure", "")[:8].upper()
    return {"organisation": Organisation.objects.of(request.space).filter(code=code).first()} if code else {}


def held(request, session: Session, form: HoldForm, *, at) -> str:
    said = form.cleaned_data
    hold = services.hold_seats(
        session=session,
        organisation=said["organisation"],
        stop=said.get("stop"),
        seats=said["seats"],
        until=form.until,
        by=request.user,
        at=at,
    )
    messages.success(request, "Les places sont gardées. Les noms peuvent venir plus tard.")
    return reverse("workshops:hold", args=[hold.pk])


def found(request, pk: int) -> SeatHold:
    holds = SeatHold.objects.of(request.space).with_named().select_related("organisation", "stop", "session")
    return get_object_or_404(holds, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_register)
def hold(request, pk):
    """The group: who has a name already, the list as its structure sends it, until when."""
    hold, form, at = found(request, pk), NamesForm(request.POST or None), timezone.now()
    if done := attempt(form, field="names", space=request.space, at=at, act=partial(named, request, hold, form, at=at)):
        return done
    return shown(request, found(request, pk), names=form, status=status_of(form))


def named(request, hold: SeatHold, form: NamesForm, *, at) -> str:
    given = services.name_group(hold=hold, names=form.cleaned_data["names"], by=request.user, at=at)
    messages.success(request, f"{len(given)} inscrites\u00a0: chacune est prévenue comme il se peut.")
    return reverse("workshops:hold", args=[hold.pk])


def shown(request, hold: SeatHold, *, names: NamesForm, extend: ExtendForm | None = None, status: int = 200):
    session = Session.objects.with_details().get(pk=hold.session_id)
    context = {
        "hold": hold,
        "session": session,
        "named": hold.registrations.live().select_related("person").by_name(),
        "names": names,
        "extend": extend or ExtendForm(session=session),
        "is_open": hold.released_at is None and session.ends_at > timezone.now(),
        "their_page": in_full(page_of_group(hold, session), with_scheme=True) if hold.organisation_id else "",
    }
    return render(request, "workshops/hold.html", context, status=status)


@require_POST
@allowed(may_register)
def extend_hold(request, pk):
    hold = found(request, pk)
    form = ExtendForm(request.POST or None, session=hold.session)
    if form.is_valid():
        with telling(form, field="days_before"):
            services.extend_hold(hold=hold, until=form.until, by=request.user, at=timezone.now())
            messages.success(request, "C’est noté\u00a0: les places sont gardées jusqu’à ce jour.")
            return redirect("workshops:hold", pk=hold.pk)
    return shown(request, hold, names=NamesForm(), extend=form, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_register)
def release_hold(request, pk):
    """Earlier than agreed: the seats without a name go to who waits."""
    hold = found(request, pk)
    if request.method == "POST":
        services.release_hold(hold=hold, by=request.user, at=timezone.now())
        messages.success(request, "Les places sont rendues. Qui attendait est prévenue.")
        return redirect("workshops:session", code=hold.session.code)
    context = {
        "hold": hold,
        "session": hold.session,
        "question": "Rendre ces places\u00a0?",
        "consequences": consequences_of(hold),
        "action_label": "Rendre les places",
        "cancel_address": reverse("workshops:hold", args=[hold.pk]),
    }
    return render(request, "workshops/release_hold.html", context)


def consequences_of(hold: SeatHold) -> list[str]:
    if not hold.seats:
        return ["Toutes ont un nom\u00a0: il n’y a rien à rendre."]
    given_back = f"{hold.seats} places sans nom sont rendues." if hold.seats > 1 else "La place sans nom est rendue."
    after = "C’est proposé tout de suite à qui attend." if hold.session.waiting_count else "Personne n’attend."
    return [f"{given_back} {after}", *(["Qui a déjà été nommée garde sa place."] if hold.named_count else [])]
