"""What providers tell of a message once it left: it arrived, it came back. Told twice or out of order, heard once."""

import logging
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from mediation.common import isolation

from . import inbound, registry
from .channels import News, email_news
from .enums import Channel, Intent, MessageState, Priority, Receipt, Silence
from .models import Inbound, Message
from .services import Note, Recipient, queue
from .suppressions import suppress

logger = logging.getLogger(__name__)

RANK = {receipt: rank for rank, receipt in enumerate(Receipt, 1)}
ARTICLES = {Channel.EMAIL: "Notre e-mail", Channel.SMS: "Notre SMS"}
AGAIN = {
    Channel.EMAIL: "Le message repart par e-mail.",
    Channel.SMS: "Le message repart par SMS.",
    Channel.PHONE: "Elle est dans les appels à passer.",
    Channel.LETTER: "Une lettre est à poster.",
}


def take(news: News, *, at: datetime) -> None:
    """One piece of news, in the space of the message it tells of; whoever tells it knows no space."""
    with isolation.everything():
        message = message_of(news)
    if message is None:
        logger.warning("A provider told of a message that we do not know (%s).", news.channel)
        return
    with isolation.only([message.space_id]):
        if news.words:
            hear(news, message, at=at)
        else:
            note_receipt(message=message, news=news, at=at)
            if news.receipt and news.receipt != Receipt.DELIVERED:
                bring_back(message=message, news=news, at=at)


def hear_of_email(sender, event, esp_name: str, **said) -> None:
    """What django-anymail read in a callback."""
    if news := email_news.read(event):
        take(news, at=timezone.now())


def message_of(news: News) -> Message | None:
    """By our id, else by the provider's, else the last one that left for this address."""
    of_channel = Message.objects.filter(channel=news.channel).select_related("space")
    found = of_channel.filter(pk=as_uuid(news.ours)).first() if as_uuid(news.ours) else None
    if not found and news.theirs:
        found = of_channel.filter(provider_ref=news.theirs).first()
    if not found and news.address and news.words:
        found = of_channel.filter(address=news.address, state=MessageState.SENT).order_by("-sent_at", "-pk").first()
    return found


def as_uuid(said: str) -> UUID | None:
    try:
        return UUID(said)
    except ValueError:
        return None


def hear(news: News, message: Message, *, at: datetime) -> None:
    inbound.receive(
        space=message.space, channel=news.channel, sender=news.address or message.address, text=news.words,
        provider_ref=news.event_ref, at=at,
    )  # fmt: skip


@transaction.atomic
def note_receipt(*, message: Message, news: News, at: datetime) -> Message:
    """It left: whatever we believed, it is not sent again. While a worker holds it, its state is the worker's to write.

    What is known already, or more than what is told, stays as it is.
    """
    message = Message.objects.locked(message.pk)
    if message.state not in (MessageState.SENT, MessageState.SENDING):
        message.state, message.sent_at, message.reason = MessageState.SENT, at, ""
    if news.receipt and RANK[news.receipt] > RANK.get(message.receipt, 0):
        message.receipt, message.receipt_at, message.reason = news.receipt, at, news.reason
    message.save(update_fields=["state", "sent_at", "reason", "receipt", "receipt_at"])
    return message


@transaction.atomic
def bring_back(*, message: Message, news: News, at: datetime) -> Inbound | None:
    """A line for the team; where the address receives nothing, nothing is written there again, and the message goes by
    what else reaches her.

    None when the team was told already. An announcement goes nowhere else: she agreed to that way. People are held
    before messages, as wherever both are written.
    """
    recipient = told_otherwise(message, news, at=at) if news.is_dead and message.address else None
    was_asked_for = message.priority != Priority.ANNOUNCEMENT
    is_told_again = was_asked_for and recipient and message.expires_at > at and message.kind in registry.known()
    line, is_new = Inbound.objects.get_or_create(
        space=message.space,
        channel=message.channel,
        provider_ref=f"{news.receipt}:{message.pk}",
        defaults={
            "sender": message.address,
            "text": " ".join(filter(None, [said(news, message), AGAIN[recipient.channel] if is_told_again else ""])),
            "received_at": at,
            "message": message,
            "intent": Intent.RETURNED,
        },
    )
    if is_new and is_told_again:
        key = f"{message.dedup_key.removeprefix(f'{message.kind}:')}:{recipient.channel}"
        note = Note(message.kind, message.subject_id, recipient, key, expires_at=message.expires_at)
        queue(note, space=message.space, at=at)
    return line if is_new else None


def told_otherwise(message: Message, news: News, *, at: datetime) -> Recipient | None:
    reason = Silence.COMPLAINT if news.receipt == Receipt.COMPLAINED else Silence.REFUSED
    suppress(space=message.space, channel=message.channel, address=message.address, reason=reason, at=at)
    recipient = registry.reached_by(message)
    is_elsewhere = recipient and (recipient.channel, recipient.address) != (message.channel, message.address)
    return recipient if is_elsewhere else None


def said(news: News, message: Message) -> str:
    what = ARTICLES[message.channel]
    if news.receipt == Receipt.COMPLAINED:
        return f"{what} a été signalé comme indésirable."
    return f"{what} est revenu\u00a0: {news.reason}."
