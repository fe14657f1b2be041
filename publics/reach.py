"""By what way people can be told something: what they gave, unless they asked to be told nothing."""

from django.db.models import Q

from mediation.common.phones import MOBILES

from .enums import ContactChannel

TELLS_NOTHING = Q(preferred_channel=ContactChannel.NONE)
BY_SMS = Q(phone__regex=MOBILES) & ~TELLS_NOTHING
BY_EMAIL = ~Q(email="") & ~TELLS_NOTHING
BY_PHONE = (~Q(phone="") | ~Q(helper_phone="")) & ~TELLS_NOTHING
BY_LETTER = ~Q(address="") & ~Q(postal_code="") & ~TELLS_NOTHING
REACHED: dict[str, tuple[str, Q]] = {
    "sms": ("par SMS", BY_SMS),
    "phone": ("par téléphone", BY_PHONE),
    "email": ("par e-mail", BY_EMAIL),
    "letter": ("par courrier", BY_LETTER),
    "nothing": ("par aucun moyen", ~(BY_PHONE | BY_EMAIL | BY_LETTER)),  # a mobile may be called too
}
