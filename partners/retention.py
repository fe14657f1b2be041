"""What becomes of slips once the person they spoke of is forgotten."""

from publics.retention import ERASED, Forgotten, erased, of_person

from .enums import ReachChannel
from .models import Referral


def of_referrals() -> Forgotten:
    """That a structure spoke of somebody, and what came of it, stays."""
    becomes = {
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
    return Forgotten(Referral, of_person(Referral, "registration__person"), becomes, copies=("person_key",))
