from .campaigns import Campaign, Texts
from .media import Medium, Publication
from .variants import CampaignVariant

__all__ = ["Campaign", "CampaignVariant", "Medium", "Publication", "Texts"]
