from .campaigns import CampaignForm, NewCampaignForm, WhenForm
from .media import MediumForm, MessageFilterForm, NewMediumForm

__all__ = ["CampaignForm", "MediumForm", "MessageFilterForm", "NewCampaignForm", "NewMediumForm", "WhenForm"]
