"""What people answer: matched to the message they answer, understood when it is clear, read by somebody when not."""

import re
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from mediation.accounts.models import Space, User
from mediation.common.gsm import plain

from . import registry, services
from .enums import Channel, Intent, MessageState, Priority, Silence
from .models import Inbound, Message
from .suppressions import suppress

ANSWERED_WITHIN = timedelta(days=15)
TOLD_TOGETHER = timedelta(days=1)  # of two dates told of within it, nobody knows which one is answered
_REFUSAL = (
    r"(non|annul(e|ee|er|ez)?|desolee?|pas libre"
    r"|(je )?(ne )?(peux|pourrai|viens|viendrai|serai) (pas|plus)( libre| venir| la)?)"
)
_POLITE = r"(merci|du tout|svp|s'il vous plait|bonne journee|cordialement)"
_MEANINGS = [
    (Intent.STOP, r"(stop|arret)\b.*"),
    (Intent.NO, rf"{_REFUSAL}([\s,.!]+({_REFUSAL}|{_POLITE}))*"),
    (Intent.YES, r"(oui|ok|d'?accord|(je )?(viens|viendrai)|present\w*)\b.*"),
]
_BUT = re.compile(r"\b(mais|sauf|si|peut-etre|autre)\b")
_NOT = re.compile(r"\b(non|pas|plus|jamais|annul\w*)\b")
_TOO_LONG_TO_BE_SURE = 40


def intent_of(text: str) -> Intent:
    """A short answer that begins by a word we know; a « no », only when it says nothing else. Anything longer, a
    question, a « but », or a yes and a no in one answer are for somebody to read: « non je suis libre » keeps her
    seat, and taking one away by mistake is worse than a call."""
    said = "".join(plain(letter) for letter in text.lower().replace("’", "'")).strip(" .!,\n")
    if "?" in said or len(said) > _TOO_LONG_TO_BE_SURE or _BUT.search(said):
        return Intent.UNCLEAR
    meant = (intent for intent, words in _MEANINGS if re.fullmatch(words, said, re.DOTALL))
    intent = next(meant, Intent.UNCLEAR)
    return Intent.UNCLEAR if intent == Intent.YES and _NOT.search(said) else intent


@transaction.atomic
def receive(
    *, space: Space, channel: Channel, sender: str, text: str, provider_ref: str, at: datetime
) -> Inbound | None:
    """Write an answer down and act on it; None when this reference was already received.

    STOP holds for the address, whoever has it: all who share a telephone. It stays to be read, so that the desk knows
    whom it now calls.
    """
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
    if inbound.intent == Intent.STOP:
        suppress(space=space, channel=channel, address=sender, reason=Silence.STOP, at=at)
        return inbound
    answer = message and registry.kind(message.kind).answer
    is_clear = answer and not is_shared(space, channel, sender, at=at) and not is_of_several(message, at=at)
    if is_clear and answer(message, inbound.intent, at=at):
        inbound.handled_at = at
        inbound.save(update_fields=["handled_at"])
    return inbound


def recent(space: Space, channel: Channel, sender: str, *, at: datetime) -> QuerySet[Message]:
    """What left for this address, or may have: what nobody is sure of may well be what is answered."""
    left = Message.objects.of(space).filter(state__in=[MessageState.SENT, MessageState.UNCERTAIN])
    return left.filter(channel=channel, address=sender, sent_at__gte=at - ANSWERED_WITHIN, kind__in=registry.known())


def answered(space: Space, channel: Channel, sender: str, *, at: datetime) -> Message | None:
    """The last message that left for this address."""
    return recent(space, channel, sender, at=at).order_by("-sent_at", "-pk").first()


def is_shared(space: Space, channel: Channel, sender: str, *, at: datetime) -> bool:
    """A mother and her children on one telephone: whose answer it is, somebody has to ask."""
    return recent(space, channel, sender, at=at).values("recipient_ref").distinct().count() > 1


def is_of_several(message: Message, *, at: datetime) -> bool:
    """Another date was told of the same day, or lately when this may not have arrived, and still holds: whether she
    gives up the one or the other, somebody has to ask."""
    since = message.sent_at - (TOLD_TOGETHER if message.state == MessageState.SENT else ANSWERED_WITHIN)
    told = recent(message.space, message.channel, message.address, at=at).filter(sent_at__gte=since)
    others = [one for one in told.exclude(priority=Priority.ANNOUNCEMENT) if registry.kind(one.kind).answer]
    living = services.still_live(others, at=at)
    subjects = registry.subjects_of([message, *(one for one in others if one.pk in living)])
    return len({subject.address for subject in subjects.values()}) > 1


def mark_read(*, inbound: Inbound, at: datetime, by: User | None) -> None:
    """Somebody read it and did what it asked; done twice, the first stands."""
    Inbound.objects.filter(pk=inbound.pk, handled_at=None).update(handled_at=at)
