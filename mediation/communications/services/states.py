"""A campaign goes from a state to the next, one act at a time."""

from django.core.exceptions import ValidationError

from ..enums import CampaignState
from ..models import Campaign

CHANGED = "Cette campagne a changé entre-temps\u00a0: relisez où elle en est."


def held(campaign: Campaign, *states: CampaignState) -> Campaign:
    """Locked; refused when it is no longer in one of these states."""
    campaign = Campaign.objects.locked(campaign.pk)
    if campaign.state not in states:
        raise ValidationError(CHANGED, code="changed")
    return campaign


def save_state(campaign: Campaign) -> None:
    campaign.version += 1
    campaign.save(update_fields=["state", "due_at", "expires_at", "asked_by", "approved_by", "version"])
