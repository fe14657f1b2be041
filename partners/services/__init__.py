from .partners import add_contact, create_partner
from .referrals import (
    accept_referral,
    attach_referral,
    call_first,
    decline_referral,
    detach_referral,
    open_referral,
    submit_referral,
)

__all__ = [
    "accept_referral",
    "add_contact",
    "attach_referral",
    "call_first",
    "create_partner",
    "decline_referral",
    "detach_referral",
    "open_referral",
    "submit_referral",
]
