"""What people answer: matched to the message they answer, understood when it is clear, read by somebody when not."""

import re
from datetime import datetime, timedelta

from django.db import transaction

from mediation.accounts.models import Space, User
from mediation.common.sms import plain

from . import registry
from .enums import Channel, Intent, MessageState
from .models import Inbound, Message

ANSWERED_WITHIN = timedelta(days=15)
_MEANINGS = [
    (Intent.STOP, r"(stop|arret)\b"),
    (Intent.NO, r"(non|no|annul\w*|desole\w*|(je )?(ne )?(peux|pourrai|viens|viendrai) pas)\b"),
    (Intent.YES, r"(oui|ok|d'?accord|(je )?(viens|viendrai)|present\w*)\b"),
]
_TOO_LONG_TO_BE_SURE = 40


def intent_of(text: str) -> Intent:
    """A short answer that begins by a word we know; anything longer, or with a question, is for somebody to read."""
    said = "".join(plain(letter) for letter in text.lower().replace("’", "'")).strip(" .!,\n")
    if "?" in said or len(said) > _TOO_LONG_TO_BE_SURE:
        return Intent.UNCLEAR
    return next((intent for intent, words in _MEANINGS if re.match(words, said)), Intent.UNCLEAR)


@transaction.atomic
def receive(
    *, space: Space, channel: Channel, sender: str, text: str, provider_ref: str, at: datetime
) -> Inbound | None:
    """Write an answer down and act on it; None when this reference was already received."""
    message = answered(space, channel, sender, at=at)
    inbound, is_new = Inbound.objects.get_or_create(
        space=space,
        channel=channel,
        provider_ref=provider_ref,
        defaults={
            "sender": sender,
            "text": text[:2000],
            "received_at": at,
            "message": message,
            "intent": intent_of(text),
        },
    )
    if not is_new:
        return None
    answer = message and registry.kind(message.kind).answer
    if answer and answer(message, inbound.intent, at=at):
        inbound.handled_at = at
        inbound.save(update_fields=["handled_at"])
    return inbound


def answered(space: Space, channel: Channel, sender: str, *, at: datetime) -> Message | None:
    """The last message that left for this address."""
    sent = Message.objects.of(space).filter(channel=channel, address=sender, state=MessageState.SENT)
    recent = sent.filter(sent_at__gte=at - ANSWERED_WITHIN, kind__in=registry.known())
    return recent.order_by("-sent_at", "-pk").first()


def mark_read(*, inbound: Inbound, at: datetime, by: User | None) -> None:
    """Somebody read it and did what it asked; done twice, the first stands."""
    Inbound.objects.filter(pk=inbound.pk, handled_at=None).update(handled_at=at)
