"""By what way people can be told something: what they gave and what arrives, unless they asked to be told nothing."""

from functools import reduce
from operator import or_

from django.db.models import F, Q

from mediation.common.phones import MOBILE_PREFIXES

from .enums import ContactChannel

TELLS_NOTHING = Q(preferred_channel=ContactChannel.NONE)
ARRIVES = {name: ~Q(dead_addresses__contains=[F(name)]) for name in ("phone", "email")}
# Beginnings, not one regular expression: it would cost five times as much.
BY_SMS = reduce(or_, (Q(phone__startswith=prefix) for prefix in MOBILE_PREFIXES)) & ARRIVES["phone"] & ~TELLS_NOTHING
BY_EMAIL = ~Q(email="") & ARRIVES["email"] & ~TELLS_NOTHING
BY_PHONE = (~Q(phone="") | ~Q(helper_phone="")) & ~TELLS_NOTHING
BY_LETTER = ~Q(address="") & ~Q(postal_code="") & ~TELLS_NOTHING
REACHED: dict[str, tuple[str, Q]] = {
    "sms": ("par SMS", BY_SMS),
    "phone": ("par téléphone", BY_PHONE),
    "email": ("par e-mail", BY_EMAIL),
    "letter": ("par courrier", BY_LETTER),
    "nothing": ("par aucun moyen", ~(BY_PHONE | BY_EMAIL | BY_LETTER)),  # a mobile may be called too
}
