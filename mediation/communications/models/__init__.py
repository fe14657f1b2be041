from .campaigns import Campaign
from .media import Medium, Publication

__all__ = ["Campaign", "Medium", "Publication"]
