from .campaigns import CampaignForm, NewCampaignForm, WhenForm
from .media import MediumForm, MessageFilterForm, NewMediumForm
from .texts import WordingForm

__all__ = [
    "CampaignForm",
    "MediumForm",
    "MessageFilterForm",
    "NewCampaignForm",
    "NewMediumForm",
    "WhenForm",
    "WordingForm",
]
