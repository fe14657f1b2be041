from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Max
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_POST

from mediation.accounts.permissions import allowed
from mediation.accounts.submissions import attempt
from mediation.common.forms import REFUSED
from mediation.common.templatetags.french import ordinal_text
from publics.models import Person, Visit
from publics.services import create_person

from .. import services
from ..enums import OfferState, RegistrationState
from ..forms import AnswerForm, NewcomerForm, RegisterForm
from ..journeys import journeys_to
from ..models import Attendance, Registration, SeatHold, SeatOffer, Session
from ..permissions import may_register
from ..wording import rank_of

FOUND_AT_MOST = 12
NOTHING_SAID: Mapping = {}


@dataclass(frozen=True)
class Found:
    """Enough to know who it is, nothing more."""

    person: Person
    last_seen_at: datetime | None
    registration: Registration | None  # to this session, if she has one
    form: RegisterForm
    journey: str = ""

    @property
    def state(self) -> str:
        """Of her registration; empty when she has none."""
        return self.registration.state if self.registration else ""


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_register)
def register(request, code):
    """Find somebody, forgiving typing errors, or note somebody new; then give a seat or a rank."""
    session = get_object_or_404(Session.objects.of(request.space).for_lists(at=timezone.now()), code=code)
    is_chosen = "person" in request.POST
    holds = list(session.holds.in_force().filter(seats__gt=0).order_by("pk"))
    chosen = RegisterForm(request.POST if is_chosen else None, space=request.space, holds=holds)
    is_described = request.method == "POST" and not is_chosen
    newcomer = NewcomerForm(request.POST if is_described else None, holds=holds, initial=asked(request))
    at, form = timezone.now(), chosen if is_chosen else newcomer
    if done := attempt(form, space=request.space, at=at, act=lambda: registered(request, session, form, at=at)):
        return done
    context = {"session": session, "chosen": chosen, "newcomer": newcomer} | results(request, session, chosen, holds)
    template = "workshops/register.html" + ("#results" if request.htmx and request.method != "POST" else "")
    is_refused = chosen.errors or newcomer.errors
    return render(request, template, context, status=REFUSED if is_refused else 200)


def registered(request, session: Session, form, *, at) -> str:
    """Run within the transaction of the submission: a newcomer refused a seat is not kept either."""
    said = form.cleaned_data
    person = said.get("person") or create_person(
        space=request.space, first_name=said["first_name"], last_name=said["last_name"], phone=said["phone"],
        email=said["email"], preferred_channel=said["preferred_channel"], at=at, by=request.user,
    )  # fmt: skip
    registration = services.register_together(
        session=session, person=person, relatives=said["relatives"], party_size=said["party_size"], hold=said["hold"],
        comfort=said["comfort"], at=at, by=request.user,
    )  # fmt: skip
    tell(request, registration)
    return back_to(request, session, from_code=said.get("depuis", ""))


SEATED = '{} <a href="{}" data-dialog>C’était une erreur\u00a0?</a>'


def tell(request, registration: Registration) -> None:
    name, rank = registration.person.discreet_name, rank_of(registration)
    together = Registration.objects.live().booked_with(registration).count()
    if rank:
        with_hers = ", avec les siens" if together > 1 else ""
        messages.warning(
            request, f"{name} est {ordinal_text(rank)} sur la liste d’attente{with_hers}\u00a0: dites-le-lui."
        )
    else:
        alone = f"{name} est inscrite\u00a0: sa place est gardée."
        seated = f"{name} et les siens sont inscrits\u00a0: {together} personnes." if together > 1 else alone
        undo = reverse("workshops:cancel_registration", args=[registration.code])
        messages.success(request, format_html(SEATED, seated, undo))


def back_to(request, session: Session, *, from_code: str) -> str:
    """To the session; to the attendance of another when she was registered from there, for what comes next."""
    other = Session.objects.of(request.space).filter(code=from_code).first() if from_code else None
    if other:
        return reverse("workshops:attendance", args=[other.code]) + "#suite"
    return reverse("workshops:session", args=[session.code])


def asked(request) -> dict:
    """The seats that the address names, and what was looked for: when nobody was found, the name of somebody new."""
    typed = request.POST.get("relatives", "")  # for somebody who is not found any more
    return {"hold": request.GET.get("places", ""), "relatives": typed} | named(request)


def named(request) -> dict:
    first, _, last = request.GET.get("q", "").strip()[:120].partition(" ")
    return {"first_name": first[:60], "last_name": last[:60]} if first.isalpha() else {}


def results(request, session: Session, chosen: RegisterForm, holds: list[SeatHold]) -> dict:
    """Those found by these words; the one another page proposes; or the one just refused, with what was typed."""
    words, code = request.GET.get("q", "").strip(), request.GET.get("personne", "")[:8].upper()
    if refused := chosen.cleaned_data.get("person") if chosen.is_bound else None:
        [found] = described([refused], session)
        return {"words": words, "was_searched": True, "found": [replace(found, form=chosen)]}
    if code:
        people = list(Person.objects.of(request.space).current().filter(code=code))
    else:
        people = Person.objects.search(words, space=request.space, at_most=FOUND_AT_MOST) if words else []
    return {
        "words": words,
        "was_searched": bool(words or people),
        "found": described(people, session, holds, asked(request)),
    }


def described(
    people: list[Person], session: Session, holds: Sequence[SeatHold] = (), said: Mapping = NOTHING_SAID
) -> list[Found]:
    visits = dict(Visit.objects.filter(person__in=people).values_list("person").annotate(Max("at")))
    came = Attendance.objects.came().filter(person__in=people)
    sessions = dict(came.values_list("person").annotate(Max("session__starts_at")))
    journeys = journeys_to(session, people)
    already = {one.person_id: one for one in session.registrations.live().filter(person__in=people)}
    return [
        Found(
            person=person,
            last_seen_at=max(filter(None, [visits.get(person.pk), sessions.get(person.pk)]), default=None),
            registration=already.get(person.pk),
            journey=journeys.get(person.pk, ""),
            form=RegisterForm(
                space=session.space, holds=holds, initial={**said, "person": person.code}, auto_id=f"{person.code}-%s"
            ),
        )
        for person in people
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_register)
def cancel_registration(request, code):
    registrations = Registration.objects.of(request.space).select_related("person", "session__workshop")
    registration = get_object_or_404(registrations, code=code)
    session = registration.session
    if request.method == "POST":
        cancelled(request, registration, is_for_all=request.POST.get("who") == "all")
        return redirect("workshops:session", code=session.code)
    context = {
        "together": Registration.objects.live().booked_with(registration).select_related("person"),
        "registration": registration,
        "session": session,
        "question": "Annuler cette inscription\u00a0?",
        "consequences": consequences_of(registration),
        "action_label": "Annuler l’inscription",
        "cancel_address": reverse("workshops:session", args=[session.code]),
    }
    return render(request, "workshops/cancel_registration.html", context)


def cancelled(request, registration: Registration, *, is_for_all: bool) -> None:
    act = services.cancel_booking if is_for_all else services.cancel_registration
    try:
        act(registration=registration, at=timezone.now(), by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        name, next_one = registration.person.discreet_name, freed(registration.session)
        do_not_come = "et les siens ne viennent pas" if is_for_all else "ne vient pas"
        messages.success(request, f"C’est noté\u00a0: {name} {do_not_come}. {next_one}")


def freed(session: Session) -> str:
    """Who is asked now, if anybody is."""
    offers = SeatOffer.objects.filter(session=session, state=OfferState.OPEN).select_related("registration__person")
    last = offers.order_by("-offered_at", "-pk").first()
    return f"La place est proposée à {last.registration.person.discreet_name.removesuffix('.')}." if last else ""


def consequences_of(registration: Registration) -> list[str]:
    if registration.state == RegistrationState.WAITING:
        return ["Elle quitte la liste d’attente."]
    sentences = ["Sa place est rendue. Elle est prévenue comme elle l’a demandé."]
    if registration.session.waiting_count:
        sentences.append("La place est proposée tout de suite à la première personne de la liste d’attente.")
    return sentences


@require_POST
@allowed(may_register)
def answer_offer(request, pk):
    """What somebody who was offered a seat said, on the telephone or at the desk."""
    offers = SeatOffer.objects.of(request.space).select_related("registration__person", "session")
    offer = get_object_or_404(offers, pk=pk)
    form, at = AnswerForm(request.POST), timezone.now()
    name = offer.registration.person.discreet_name
    if not form.is_valid():
        messages.error(request, "Choisissez «\u00a0Elle vient\u00a0» ou «\u00a0Pas cette date\u00a0».")
    elif form.cleaned_data["answer"] == "accept":
        accept(request, offer, name, at)
    else:
        services.decline_offer(offer=offer, at=at, by=request.user)
        messages.success(
            request, f"C’est noté\u00a0: {name} garde son rang pour une autre fois. {freed(offer.session)}"
        )
    return redirect("workshops:session", code=offer.session.code)


def accept(request, offer: SeatOffer, name: str, at: datetime) -> None:
    seated(request, name, partial(services.accept_offer, offer=offer, at=at, by=request.user))


@require_POST
@allowed(may_register)
def give_seat(request, code):
    """A free seat to somebody of the list who is there, or whom nothing reaches."""
    registrations = Registration.objects.of(request.space).select_related("person", "session")
    registration = get_object_or_404(registrations, code=code)
    act = partial(services.give_seat, registration=registration, at=timezone.now(), by=request.user)
    seated(request, registration.person.discreet_name, act)
    return redirect("workshops:session", code=registration.session.code)


def seated(request, name: str, act) -> None:
    try:
        act()
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, f"{name} vient\u00a0: la place est à elle.")
