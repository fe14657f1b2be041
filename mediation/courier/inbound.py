"""What people answer: matched to the message they answer, understood when it is clear, read by somebody when not."""

import re
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from mediation.accounts.models import Space, User
from mediation.common.sms import plain

from . import registry
from .enums import Channel, Intent, MessageState
from .models import Inbound, Message

ANSWERED_WITHIN = timedelta(days=15)
_MEANINGS = [
    (Intent.STOP, r"(stop|arret)\b"),
    (Intent.NO, r"(non|annul\w*|desole\w*|pas libre|(je )?(ne )?(peux|pourrai|viens|viendrai) pas)\b"),
    (Intent.YES, r"(oui|ok|d'?accord|(je )?(viens|viendrai)|present\w*)\b"),
]
_BUT = re.compile(r"\b(mais|sauf|si|peut-etre|autre)\b")
_NOT = re.compile(r"\b(non|pas|plus|jamais|annul\w*)\b")
_COMES = re.compile(r"\b(oui|ok|viens|viendrai)\b")
_TOO_LONG_TO_BE_SURE = 40


def intent_of(text: str) -> Intent:
    """A short answer that begins by a word we know. Anything longer, a question, a « but », or a yes and a no in one
    answer are for somebody to read: taking away a seat by mistake is worse than a call."""
    said = "".join(plain(letter) for letter in text.lower().replace("’", "'")).strip(" .!,\n")
    if "?" in said or len(said) > _TOO_LONG_TO_BE_SURE or _BUT.search(said):
        return Intent.UNCLEAR
    intent = next((intent for intent, words in _MEANINGS if re.match(words, said)), Intent.UNCLEAR)
    says_both = {
        Intent.YES: _NOT.search(said),
        Intent.NO: _COMES.search(said) and not re.search(r"(viens|viendrai) (pas|plus)\b", said),
    }
    return Intent.UNCLEAR if says_both.get(intent) else intent


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
    is_hers = answer and not is_shared(space, channel, sender, at=at)
    if is_hers and answer(message, inbound.intent, at=at):
        inbound.handled_at = at
        inbound.save(update_fields=["handled_at"])
    return inbound


def recent(space: Space, channel: Channel, sender: str, *, at: datetime) -> QuerySet:
    sent = Message.objects.of(space).filter(channel=channel, address=sender, state=MessageState.SENT)
    return sent.filter(sent_at__gte=at - ANSWERED_WITHIN, kind__in=registry.known())


def answered(space: Space, channel: Channel, sender: str, *, at: datetime) -> Message | None:
    """The last message that left for this address."""
    return recent(space, channel, sender, at=at).order_by("-sent_at", "-pk").first()


def is_shared(space: Space, channel: Channel, sender: str, *, at: datetime) -> bool:
    """A mother and her children on one telephone: whose answer it is, somebody has to ask."""
    return recent(space, channel, sender, at=at).values("recipient_ref").distinct().count() > 1


def mark_read(*, inbound: Inbound, at: datetime, by: User | None) -> None:
    """Somebody read it and did what it asked; done twice, the first stands."""
    Inbound.objects.filter(pk=inbound.pk, handled_at=None).update(handled_at=at)
