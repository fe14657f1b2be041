from .campaigns import CampaignForm, NewCampaignForm, WhenForm
from .digests import DigestForm, SendDigestForm
from .media import MediumForm, MessageFilterForm, NewMediumForm
from .texts import WordingForm
from .variants import NewVariantForm, VariantForm

__all__ = [
    "CampaignForm",
    "DigestForm",
    "MediumForm",
    "MessageFilterForm",
    "NewCampaignForm",
    "NewMediumForm",
    "NewVariantForm",
    "SendDigestForm",
    "VariantForm",
    "WhenForm",
    "WordingForm",
]
