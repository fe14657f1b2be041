from .imports import DirectoryImport
from .partners import Contact, Partner
from .referrals import Referral

__all__ = ["Contact", "DirectoryImport", "Partner", "Referral"]
