from .partners import Contact, Partner
from .referrals import Referral

__all__ = ["Contact", "Partner", "Referral"]
