"""What we say about slips: to her, that a structure spoke of her; to ourselves, that she is to be called."""

from datetime import datetime, timedelta

from django.conf import settings

from mediation.common.phones import may_receive_sms
from mediation.courier import services
from mediation.courier.enums import Channel
from mediation.courier.services import Note, Recipient

from .enums import ReachChannel
from .models import Referral

RECEIVED = "referral.received"
CALL = "referral.call"

CALLED_WITHIN = timedelta(days=30)


def received(referral: Referral, *, at: datetime) -> None:
    """Written to her when she said so; who is to be called is told by the call itself."""
    recipient = recipient_of(referral)
    if recipient:
        note = Note(RECEIVED, referral.pk, recipient, f"{referral.pk}", expires_at=referral.answer_by)
        services.queue(note, space=referral.space, at=at)


def recipient_of(referral: Referral) -> Recipient | None:
    ref = f"referral:{referral.pk}"
    if referral.reach_channel == ReachChannel.EMAIL:
        return Recipient(ref, Channel.EMAIL, referral.email)
    if referral.reach_channel == ReachChannel.SMS and settings.SMS_URL and may_receive_sms(referral.phone):
        return Recipient(ref, Channel.SMS, referral.phone)
    return None


def to_call(referral: Referral, *, at: datetime) -> None:
    recipient = Recipient(f"referral:{referral.pk}", Channel.PHONE, referral.call_number)
    note = Note(CALL, referral.pk, recipient, f"{referral.pk}", expires_at=at + CALLED_WITHIN)
    services.queue(note, space=referral.space, at=at)
