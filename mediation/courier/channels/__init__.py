"""How a message leaves, by each channel. An adapter says what became of it; it never raises for a provider's fault."""

from ..enums import Channel
from .base import Accepted, Adapter, Permanent, Result, Temporary, Unknown, Unreachable
from .email import EmailAdapter
from .sms import SmsAdapter

SENT_BY_MACHINE = {Channel.EMAIL: EmailAdapter, Channel.SMS: SmsAdapter}


def adapter_of(channel: Channel) -> Adapter:
    return SENT_BY_MACHINE[channel]()


__all__ = [
    "SENT_BY_MACHINE",
    "Accepted",
    "Adapter",
    "Permanent",
    "Result",
    "Temporary",
    "Unknown",
    "Unreachable",
    "adapter_of",
]
