"""A campaign, from the first word to what came of it."""

from datetime import datetime

from django.contrib import messages as told
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mediation.accounts.models import Space
from mediation.accounts.permissions import allowed
from mediation.accounts.submissions import attempt
from mediation.common.forms import REFUSED, status_of
from publics import blocking, enquiry_figures
from publics.segments import BrokenRuleError

from .. import registry, results, services
from ..audience import Audience, audience_of, judged
from ..enums import CampaignState, Excluded
from ..forms import CampaignForm, NewCampaignForm, WhenForm
from ..models import Campaign
from ..permissions import may_write_campaigns
from ..previews import previews

A_PAGE = 30
HEARD = 4  # lines: what comes back, not everything
require_form = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@allowed(may_write_campaigns)
def campaigns(request):
    rows = Campaign.objects.of(request.space).select_related("segment", "created_by").last_first()
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "communications/campaigns.html", {"page": page})


@require_form
@allowed(may_write_campaigns)
def new_campaign(request):
    """The address may name what to announce, from the page of a session."""
    initial = {"subject_ref": request.GET.get("annoncer", ""), "segment": request.GET.get("groupe", "")}
    form = NewCampaignForm(request.POST or None, request.FILES or None, space=request.space, initial=initial)
    at = timezone.now()

    def act() -> str:
        said = {"space": request.space, "at": at, "by": request.user, "shown": form.shown}
        campaign = services.create_campaign(campaign=form.instance, **said)
        told.success(request, "La campagne est écrite. Relisez ce que chacun recevra.")
        return campaign.get_absolute_url()

    if done := attempt(form, space=request.space, at=at, act=act):
        return done
    context = {"form": form, "campaign": None, **heard(request.space, at=at)}
    return render(request, "communications/campaign_form.html", context, status=status_of(form))


def heard(space: Space, *, at: datetime) -> dict:
    """What reception hears the most, for whoever writes: what is not known well enough, and where people get stuck."""
    better_known = enquiry_figures.better_known(space=space, at=at)
    most_met = blocking.most_met(at.astimezone(space.zone).date(), space=space)
    return {"better_known": better_known[:HEARD], "most_met": most_met[:HEARD]}


def campaign_of(request, code: str) -> Campaign:
    rows = Campaign.objects.of(request.space).select_related("space", "segment", "asked_by", "approved_by")
    return get_object_or_404(rows, code=code)


@require_form
@allowed(may_write_campaigns)
def edit_campaign(request, code):
    campaign = campaign_of(request, code)
    if not campaign.is_written:
        told.info(request, "Elle est déjà partie, ou va partir\u00a0: reprenez-la d’abord.")
        return redirect(campaign)
    form = CampaignForm(request.POST or None, request.FILES or None, instance=campaign, by=request.user)
    if form.is_valid() and form.is_saved():
        told.success(request, "C’est enregistré.")
        return redirect(campaign)
    shown = Campaign.objects.get(pk=campaign.pk)
    context = {"form": form, "campaign": shown, **heard(request.space, at=timezone.now())}
    return render(request, "communications/campaign_form.html", context, status=status_of(form))


@require_form
@allowed(may_write_campaigns)
def campaign(request, code):
    """What it says and to whom; then, sent, how it goes. A POST asks for it to leave."""
    campaign, at = campaign_of(request, code), timezone.now()
    form = WhenForm(request.POST or None)

    def act() -> str:
        asked = services.ask_to_send(campaign=campaign, at=at, by=request.user, due_at=form.cleaned_data["due_at"])
        told.success(request, ASKED[CampaignState(asked.state)])
        return campaign.get_absolute_url()

    if done := attempt(form, space=request.space, at=at, act=act):
        return done
    return shown(request, campaign, form=form, at=at, status=status_of(form))


ASKED = {
    CampaignState.PROPOSED: "C’est demandé\u00a0: elle part quand quelqu’un d’autre l’aura relue.",
    CampaignState.PLANNED: "C’est demandé. Tant qu’elle n’est pas partie, vous pouvez la reprendre.",
}


def shown(request, campaign: Campaign, *, form: WhenForm, at, status: int = 200, errors: list[str] | None = None):
    if request.htmx and request.method == "GET":
        return render(request, "communications/campaign.html#progress", progressed(campaign, at=at), status=status)
    audience, broken = whom(campaign, at=at)
    context = {
        **progressed(campaign, at=at),
        "form": form,
        "errors": errors or [],
        "subject": registry.found(campaign.subject_ref, space=campaign.space, at=at),
        "audience": audience,
        "broken": broken,
        "variants": campaign.for_some,
        "previews": previews(campaign, audience, at=at),
        "needs_reading": audience.told_count > services.APPROVED_ABOVE,
        "may_approve": campaign.state == CampaignState.PROPOSED
        and request.user not in (campaign.asked_by, campaign.created_by),
    }
    return render(request, "communications/campaign.html", context, status=status)


def progressed(campaign: Campaign, *, at: datetime) -> dict:
    """All that « Où elle en est » says, read again by itself while she looks."""
    by_text = results.results_of(campaign)
    return {
        "campaign": campaign,
        "at": at,
        "progress": results.progress_of(campaign),
        "result": sum(by_text, results.Result()),
        "by_text": by_text if len(by_text) > 1 else [],
    }


def whom(campaign: Campaign, *, at) -> tuple[Audience, str]:
    """Read only before it leaves: afterwards its messages say it. Nobody, and why, when a rule cannot be read."""
    if not campaign.is_ahead:
        return Audience(), ""
    try:
        return audience_of(campaign, at=at), ""
    except BrokenRuleError as broken:
        return Audience(), broken.messages[0]


@require_safe
@allowed(may_write_campaigns)
def excluded(request, code, why):
    """Who is not told, for that reason."""
    campaign = campaign_of(request, code)
    if why not in Excluded:
        raise Http404
    try:
        people = judged(campaign, at=timezone.now()).filter(why=why).by_name()
    except BrokenRuleError:
        return redirect(campaign)
    page = Paginator(people, A_PAGE).get_page(request.GET.get("page"))
    context = {"campaign": campaign, "why": Excluded(why), "page": page}
    return render(request, "communications/campaign_excluded.html", context)


ACTS = {
    "relire": (services.approve_campaign, "C’est relu\u00a0: elle part."),
    "reprendre": (services.take_back, "Elle est de nouveau en brouillon. Rien n’est parti."),
    "pause": (services.pause_campaign, "En pause\u00a0: ce qui n’est pas parti attend."),
    "suite": (services.resume_campaign, "Elle repart."),
    "arreter": (services.cancel_campaign, "C’est arrêté\u00a0: ce qui n’est pas parti ne partira pas."),
}


@require_POST
@allowed(may_write_campaigns)
def move_campaign(request, code, act):
    """Read by somebody else, taken back, held, gone on with, stopped. Refused, the page says where it is."""
    campaign, at = campaign_of(request, code), timezone.now()
    if act not in ACTS:
        raise Http404
    service, words = ACTS[act]
    try:
        service(campaign=campaign, at=at, by=request.user)
    except ValidationError as refusal:
        fresh = campaign_of(request, code)
        return shown(request, fresh, form=WhenForm(), at=at, errors=refusal.messages, status=REFUSED)
    told.success(request, words)
    return redirect(campaign)


@require_POST
@allowed(may_write_campaigns)
def try_campaign(request, code):
    campaign = campaign_of(request, code)
    services.send_test(campaign=campaign, at=timezone.now(), by=request.user)
    told.success(request, f"L’essai part vers {request.user.email}.")
    return redirect(campaign)


@require_POST
@allowed(may_write_campaigns)
def copy_campaign(request, code):
    copy = services.duplicate_campaign(campaign=campaign_of(request, code), at=timezone.now(), by=request.user)
    told.success(request, f"«\u00a0{copy}\u00a0» est prête à être écrite.")
    return redirect("communications:edit_campaign", code=copy.code)
