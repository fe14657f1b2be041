"""How a message leaves, by each channel. An adapter says what became of it; it never raises for a provider's fault."""

from django.conf import settings

from .. import providers
from ..enums import Channel
from .base import Accepted, Adapter, News, Permanent, Result, Temporary, Throttled, Unknown, Unreachable
from .brevo import BrevoSmsAdapter
from .email import EmailAdapter
from .ovh import OvhSmsAdapter
from .sms import SmsAdapter

BY_SMS = {providers.GATEWAY: SmsAdapter, providers.BREVO: BrevoSmsAdapter, providers.OVH: OvhSmsAdapter}


def adapter_of(channel: Channel) -> Adapter:
    return EmailAdapter() if channel == Channel.EMAIL else BY_SMS[settings.SMS_PROVIDER]()


__all__ = [
    "Accepted",
    "Adapter",
    "News",
    "Permanent",
    "Result",
    "Temporary",
    "Throttled",
    "Unknown",
    "Unreachable",
    "adapter_of",
]
