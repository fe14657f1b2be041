from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mediation.accounts.permissions import allowed
from mediation.accounts.submissions import attempt
from mediation.common.exports import as_file
from mediation.common.forms import REFUSED, telling
from mediation.common.printing import pdf_response
from mediation.common.text import preceded
from publics.models import Organisation, Person
from publics.services import likely_matches
from workshops.enums import RegistrationState
from workshops.forms.pathways import OutcomeForm
from workshops.models import Registration, SeatHold, Session, Step
from workshops.models.pathways import StepQuerySet
from workshops.services import tell_outcome

from .. import documents, follow_up, services
from ..enums import RefusalReason
from ..forms import AcceptForm, AttachForm, DeclineForm, ReferralFilterForm
from ..models import Partner, Referral
from ..permissions import (
    is_prescriber,
    may_follow_referrals,
    may_handle_referrals,
    may_tell_steps,
    may_transfer_partners,
)
from ..resources import ReferralResource
from .partners import A_PAGE


@require_safe
@allowed(may_follow_referrals)
def referrals(request):
    """The slips of the space; for a structure with an account, its own and what it may know of them."""
    if is_prescriber(request.membership):
        return own_referrals(request)
    at = timezone.now()
    form = ReferralFilterForm(request.GET)
    found = form.found(Referral.objects.of(request.space)).with_details().with_presence().in_turn()
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": [(slip, follow_up.standing(slip, at=at)) for slip in page],
        "may_export": may_transfer_partners(request.membership),
    }
    return render(request, "partners/referrals.html", context)


def own_referrals(request):
    at = timezone.now()
    own = Referral.objects.of(request.space).sent_by(request.user).with_details().with_presence()
    page = Paginator(own.order_by("-created_at", "-pk"), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(slip, follow_up.told(slip, at=at)) for slip in page],
        "steps": held_steps(request).in_order(),
        "holds": quotas_of(request, at=at),
    }
    return render(request, "partners/own_referrals.html", context)


def structures_of(request) -> QuerySet[Organisation]:
    """Those that who reads is a contact of."""
    return Organisation.objects.of(request.space).filter(partner__contacts__user=request.user)


def quotas_of(request, *, at) -> QuerySet[SeatHold]:
    """The seats kept for them, in sessions to come: how many, never who the others are."""
    kept = SeatHold.objects.of(request.space).filter(organisation__in=structures_of(request), session__starts_at__gt=at)
    return kept.in_force().with_named().select_related("session__workshop").order_by("session__starts_at", "pk")


def held_steps(request) -> StepQuerySet:
    """What people agreed that structures see: their name, and what they come there for. A structure sees its own."""
    steps = Step.objects.of(request.space).shared().select_related("pathway__person")
    if is_prescriber(request.membership):
        steps = steps.filter(organisation__in=structures_of(request))
    return steps


@require_POST
@allowed(may_tell_steps)
def tell_step(request, pk):
    """Whether she came, from the structure that holds the step, or by who accompanies her."""
    step, form = get_object_or_404(held_steps(request), pk=pk), OutcomeForm(request.POST)
    if form.is_valid():
        tell_outcome(step=step, outcome=form.cleaned_data["outcome"], at=timezone.now(), by=request.user)
        messages.success(request, "Merci, c’est noté. La personne n’aura pas à le redire.")
    else:
        messages.error(request, "Choisissez «\u00a0Elle est venue\u00a0» ou «\u00a0Pas venue\u00a0».")
    return redirect("partners:referrals")


@require_safe
@allowed(may_transfer_partners)
def export_referrals(request, format_name):
    """What became of slips, without what tells who they are about."""
    found = ReferralFilterForm(request.GET).found(Referral.objects.of(request.space)).with_details().in_turn()
    return as_file(ReferralResource().export(found), format_name=format_name, name="fiches")


def referral_of(request, code: str) -> Referral:
    rows = Referral.objects.of(request.space).with_details().with_presence()
    if is_prescriber(request.membership):
        rows = rows.sent_by(request.user)
    return get_object_or_404(rows, code=code)


@require_safe
@allowed(may_handle_referrals)
def referral(request, code):
    slip = referral_of(request, code)
    at = timezone.now()
    services.open_referral(referral=slip, at=at, by=request.user)
    return shown(request, slip, accept=accept_form(request, slip), decline=DeclineForm(), at=at)


def accept_form(request, slip: Referral) -> AcceptForm:
    """Whom she could be: those searched, then those who resemble her; the sessions when she has chosen none."""
    words = request.GET.get("q", "").strip()
    searched = Person.objects.search(words, space=request.space, at_most=6) if words else []
    likely = likely_matches(
        space=request.space, first_name=slip.first_name, last_name=slip.last_name, phone=slip.phone, email=slip.email
    )
    coming = Session.objects.of(request.space).taking(at=timezone.now()).with_details().by_date()
    return AcceptForm(
        request.POST if request.resolver_match.url_name == "accept_referral" else None,
        matches=list(dict.fromkeys([*searched, *likely])),
        sessions=coming,
        is_settled=follow_up.is_open_to(slip, at=timezone.now()),
    )


def shown(request, slip: Referral, *, accept, decline, at, status=200):
    context = {
        "referral": slip,
        "accept": accept,
        "decline": decline,
        "attach": attach_form(request, slip),
        "words": request.GET.get("q", ""),
        "rank": follow_up.rank_if_confirmed(slip),
        "standing": follow_up.standing(slip, at=at),
        "told": follow_up.told(slip, at=at),
        "for_her": follow_up.WORDS_FOR_HER.get(slip.refusal_reason, ""),
    }
    return render(request, "partners/referral.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_handle_referrals)
def accept_referral(request, code):
    """« Elle est d'accord, j'inscris »."""
    slip = referral_of(request, code)
    if request.method != "POST":
        return redirect(slip)
    form = accept_form(request, slip)
    at = timezone.now()
    if done := attempt(form, space=request.space, at=at, act=lambda: accepted(request, slip, form, at=at)):
        return done
    return shown(request, slip, accept=form, decline=DeclineForm(), at=at, status=REFUSED)


def accepted(request, slip: Referral, form: AcceptForm, *, at) -> str:
    registration = services.accept_referral(
        referral=slip, person=form.person, session=form.cleaned_data.get("session"), at=at, by=request.user
    )
    messages.success(request, sentence_of(registration))
    return slip.get_absolute_url()


def sentence_of(registration: Registration) -> str:
    if registration.state == RegistrationState.WAITING:
        ranked = Registration.objects.of(registration.space).filter(session=registration.session).ranked()
        rank = dict(ranked.values_list("pk", "rank"))[registration.pk]
        return f"C’est complet\u00a0: {registration.person} est {rank}{'re' if rank == 1 else 'e'} sur la liste."
    kept = f" C’est l’une de celles gardées pour {registration.hold.organisation}." if registration.hold else ""
    return f"La place {preceded(registration.person, 'de')} est gardée.{kept}"


def attach_form(request, slip: Referral, data=None) -> AttachForm:
    close = (
        []
        if slip.organisation
        else Partner.objects.of(request.space).resembling(slip.structure_name, space=request.space)
    )
    return AttachForm(data, partners=close)


@require_POST
@allowed(may_handle_referrals)
def attach_referral(request, code):
    slip = referral_of(request, code)
    form = attach_form(request, slip, request.POST)
    if form.is_valid():
        services.attach_referral(referral=slip, partner=form.chosen, at=timezone.now(), by=request.user)
        messages.success(request, f"La fiche est rattachée à {form.chosen}.")
    else:
        messages.error(request, "Choisissez un partenaire.")
    return redirect(slip)


@require_POST
@allowed(may_handle_referrals)
def detach_referral(request, code):
    slip = referral_of(request, code)
    services.detach_referral(referral=slip, at=timezone.now(), by=request.user)
    messages.success(request, "La fiche n’est plus rattachée\u00a0: aucune structure ne la lit.")
    return redirect(slip)


@require_POST
@allowed(may_handle_referrals)
def call_first(request, code):
    slip = referral_of(request, code)
    try:
        services.call_first(referral=slip, at=timezone.now(), by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, "C’est noté\u00a0: la fiche est dans «\u00a0À appeler ».")
    return redirect(slip)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_handle_referrals)
def decline_referral(request, code):
    """« Sans suite », and why."""
    slip = referral_of(request, code)
    if request.method != "POST":
        return redirect(slip)
    form, at = DeclineForm(request.POST), timezone.now()
    if form.is_valid():
        reason = RefusalReason(form.cleaned_data["reason"])
        with telling(form):
            services.decline_referral(referral=slip, reason=reason, at=at, by=request.user)
            messages.success(request, f"La fiche est close\u00a0: {reason.label}.")
            return redirect(slip)
    return shown(request, slip, accept=accept_form(request, slip), decline=form, at=at, status=REFUSED)


@require_safe
@allowed(may_follow_referrals)
def referral_pdf(request, code):
    slip = referral_of(request, code)
    return pdf_response(request, f"fiche-{slip.code}.pdf", partial(documents.referral_slip, slip))
