"""What a campaign says otherwise to some of its people."""

from django.contrib import messages as told
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from mediation.accounts.permissions import allowed
from mediation.accounts.submissions import attempt
from mediation.common.forms import status_of
from publics.models import Persona

from .. import services
from ..forms import NewVariantForm, VariantForm
from ..models import Campaign, CampaignVariant
from ..permissions import may_write_campaigns
from .campaigns import campaign_of

require_form = require_http_methods(["GET", "HEAD", "POST"])


def page(request, form, campaign: Campaign, variant: CampaignVariant | None = None):
    """The form, and the personas beside it: whom one writes to, in whatever words."""
    personas = Persona.objects.of(request.space).in_order()
    context = {"form": form, "campaign": campaign, "variant": variant, "personas": personas}
    return render(request, "communications/variant_form.html", context, status=status_of(form))


@require_form
@allowed(may_write_campaigns)
def new_variant(request, code):
    campaign, at = campaign_of(request, code), timezone.now()
    form = NewVariantForm(request.POST or None, request.FILES or None, campaign=campaign)

    def act() -> str:
        said = {"at": at, "by": request.user, "shown": form.shown}
        services.add_variant(variant=form.instance, campaign=campaign, **said)
        told.success(request, f"Ce texte est pour\u00a0: {form.instance}.")
        return campaign.get_absolute_url()

    return attempt(form, space=request.space, at=at, act=act) or page(request, form, campaign)


def variant_of(request, code: str, pk: int) -> CampaignVariant:
    rows = CampaignVariant.objects.of(request.space).select_related("space", "segment", "campaign__space")
    return get_object_or_404(rows, campaign__code=code, pk=pk)


@require_form
@allowed(may_write_campaigns)
def edit_variant(request, code, pk):
    variant = variant_of(request, code, pk)
    form = VariantForm(request.POST or None, request.FILES or None, instance=variant, by=request.user)
    if form.is_valid() and form.is_saved():
        told.success(request, "C’est enregistré.")
        return redirect(variant.campaign)
    return page(request, form, variant.campaign, variant_of(request, code, pk))


ACTS = {
    "premier": (services.read_first, "Qui est concerné par plusieurs textes reçoit celui-là."),
    "retirer": (services.remove_variant, "C’est retiré\u00a0: ces personnes reçoivent le texte de tout le monde."),
}


@require_POST
@allowed(may_write_campaigns)
def move_variant(request, code, pk, act):
    variant = variant_of(request, code, pk)
    if act not in ACTS:
        raise Http404
    service, words = ACTS[act]
    try:
        service(variant=variant, at=timezone.now(), by=request.user)
    except ValidationError as refusal:
        told.error(request, refusal.messages[0])
    else:
        told.success(request, words)
    return redirect(variant.campaign)
