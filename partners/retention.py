"""What becomes of slips once the person they spoke of is forgotten, or once they are closed and old."""

from django.db.models import Q

from publics.retention import ERASED, Expired, Forgotten, erased, of_person

from .enums import ReachChannel
from .models import Referral

HER = {
    "first_name": ERASED,
    "last_name": ERASED,
    "phone": "",
    "email": "",
    "words": erased("words"),
    "birth_year": None,
    "best_time": "",
    "comfort": "",
    "reach_channel": ReachChannel.REFERRER,
}
WHO_SENT = {"referrer_name": ERASED, "referrer_phone": "", "referrer_email": ""}
COPIES = ("person_key",)


def of_referrals() -> Forgotten:
    """That a structure spoke of somebody, and what came of it, stays."""
    return Forgotten(Referral, of_person(Referral, "registration__person"), HER, copies=COPIES)


def closed_referrals() -> Expired:
    """Those that led to nobody too; who sent them goes with them."""
    return Expired(Referral, lambda since: Q(closed_at__lt=since), HER | WHO_SENT, copies=COPIES)
