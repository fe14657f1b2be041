from .campaigns import CampaignForm, NewCampaignForm, WhenForm
from .media import MediumForm, MessageFilterForm, NewMediumForm
from .texts import WordingForm
from .variants import NewVariantForm, VariantForm

__all__ = [
    "CampaignForm",
    "MediumForm",
    "MessageFilterForm",
    "NewCampaignForm",
    "NewMediumForm",
    "NewVariantForm",
    "VariantForm",
    "WhenForm",
    "WordingForm",
]
