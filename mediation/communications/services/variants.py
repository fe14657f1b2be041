"""What a campaign says otherwise to some: written, read before another, withdrawn, as long as nobody was asked."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Min

from mediation.accounts.models import User
from mediation.common.refusals import speaks

from ..enums import CampaignState
from ..models import Campaign, CampaignVariant
from .pictures import NOTHING_SHOWN, Shown, discard, showing
from .states import held

MOST_VARIANTS = 6
ENOUGH = f"Une campagne a {MOST_VARIANTS} textes particuliers au plus\u00a0: écrivez une autre campagne."


@speaks
@transaction.atomic
def add_variant(
    *, variant: CampaignVariant, campaign: Campaign, at: datetime, by: User | None, shown: Shown = NOTHING_SHOWN
) -> CampaignVariant:
    """Read after those that are there."""
    campaign = held(campaign, CampaignState.DRAFT)
    if campaign.variants.count() >= MOST_VARIANTS:
        raise ValidationError(ENOUGH, code="enough")
    variant.space, variant.campaign = campaign.space, campaign
    variant.position = (campaign.variants.aggregate(last=Max("position"))["last"] or 0) + 1
    with showing(variant, shown, at=at, by=by):
        variant.full_clean(exclude=["space"])
        variant.save()
    return variant


@speaks
@transaction.atomic
def read_first(*, variant: CampaignVariant, at: datetime, by: User | None) -> None:
    """Whoever answers several rules hears this one."""
    campaign = held(variant.campaign, CampaignState.DRAFT)
    variant.position = campaign.variants.aggregate(first=Min("position"))["first"] - 1
    variant.save(update_fields=["position"])


@speaks
@transaction.atomic
def remove_variant(*, variant: CampaignVariant, at: datetime, by: User | None) -> None:
    """These people are told what everybody is. Removed twice, it is once."""
    campaign = held(variant.campaign, CampaignState.DRAFT)
    for left in campaign.variants.filter(pk=variant.pk).select_related("image"):
        left.delete()
        if left.image:
            discard(left.image)


def copy_variants(campaign: Campaign, copy: Campaign) -> None:
    variants = list(campaign.variants.in_order())
    for variant in variants:
        variant.pk, variant.campaign, variant.version = None, copy, 1
    CampaignVariant.objects.bulk_create(variants)
