from .campaigns import Campaign, Picture, Texts
from .digests import Digest, DigestIssue, DigestStop
from .media import Medium, Publication
from .variants import CampaignVariant

__all__ = [
    "Campaign",
    "CampaignVariant",
    "Digest",
    "DigestIssue",
    "DigestStop",
    "Medium",
    "Picture",
    "Publication",
    "Texts",
]
