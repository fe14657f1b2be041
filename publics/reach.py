"""By what way people can be told something: what they gave and what arrives, unless they asked to be told nothing."""

from functools import reduce
from operator import or_

from django.conf import settings
from django.db.models import Case, CharField, F, Q, Value, When
from django.db.models.functions import Concat, Trim

from mediation.common.phones import MOBILE_PREFIXES
from mediation.courier.enums import Channel

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

# In which order somebody is told what concerns her, after the way she chose; and when one of hers is told for her.
IN_ORDER = [Channel.SMS, Channel.EMAIL, Channel.PHONE, Channel.LETTER]
THROUGH_SOMEBODY = [Channel.PHONE, Channel.LETTER, Channel.EMAIL]
CALL_NUMBER = Case(
    When(Q(preferred_channel=ContactChannel.SOMEONE) & ~Q(helper_phone=""), then=F("helper_phone")),
    When(~Q(phone=""), then=F("phone")),
    default=F("helper_phone"),
)
TOWN = Trim(Concat("postal_code", Value(" "), "city"))
POSTAL = Case(When(postal_code="", city="", then=F("address")), default=Concat("address", Value(", "), TOWN))
ADDRESSES = {Channel.SMS: F("phone"), Channel.EMAIL: F("email"), Channel.PHONE: CALL_NUMBER, Channel.LETTER: POSTAL}


def way_to_tell() -> Case:
    """The channel that `notifications.recipient_of` chooses, for the database: empty when nothing reaches her."""
    chosen = [told_when(channel, Q(preferred_channel=channel)) for channel in IN_ORDER]
    helped = Q(preferred_channel__in=[ContactChannel.SOMEONE, ContactChannel.MESSAGING])
    through = [told_when(channel, helped) for channel in THROUGH_SOMEBODY]
    others = [told_when(channel, ~helped) for channel in IN_ORDER]
    nothing = When(TELLS_NOTHING, then=Value(""))
    return Case(nothing, *chosen, *through, *others, default=Value(""), output_field=CharField())


def told_when(channel: Channel, chosen: Q) -> When:
    gave = {Channel.SMS: BY_SMS, Channel.EMAIL: BY_EMAIL, Channel.PHONE: BY_PHONE, Channel.LETTER: ~Q(address="")}
    if channel == Channel.SMS and not settings.SMS_URL:
        return When(pk__in=[], then=Value(""))
    return When(chosen & gave[channel] & ~Q(stopped_channels__contains=[channel]), then=Value(channel))


def address_told() -> Case:
    """What that channel would write to or call, of a row annotated with its `way`."""
    by_way = [When(way=channel, then=address) for channel, address in ADDRESSES.items()]
    return Case(*by_way, default=Value(""), output_field=CharField())
