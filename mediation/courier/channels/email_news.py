"""What a provider of e-mail tells of a message, as django-anymail reads it, whichever the provider."""

from hashlib import sha256

from anymail.signals import AnymailTrackingEvent, EventType, RejectReason

from ..enums import Channel, Receipt
from .base import STOP, News

# The address itself is at fault, or she asked for nothing more: a full mailbox or a filter is neither.
DEAD = {RejectReason.BOUNCED, RejectReason.INVALID, RejectReason.SPAM, RejectReason.UNSUBSCRIBED}
TAKEN = {EventType.QUEUED, EventType.SENT}
CAME_BACK = {EventType.BOUNCED, EventType.REJECTED, EventType.FAILED}


def read(event: AnymailTrackingEvent) -> News | None:
    """None for what is not about a message on its way: openings and clicks are not asked for, nor kept."""
    if event.event_type in TAKEN:
        return news(event)
    if event.event_type == EventType.DELIVERED:
        return news(event, receipt=Receipt.DELIVERED)
    if event.event_type in CAME_BACK:
        return came_back(event)
    if event.event_type == EventType.COMPLAINED:
        return news(event, receipt=Receipt.COMPLAINED, is_dead=True)
    return news(event, words=STOP) if event.event_type == EventType.UNSUBSCRIBED else None


def came_back(event: AnymailTrackingEvent) -> News:
    is_dead = event.reject_reason in DEAD and not is_passing(event.esp_event)
    reason = "cette adresse ne reçoit rien" if is_dead else "la boîte ne l’a pas accepté cette fois"
    return news(event, receipt=Receipt.BOUNCED, reason=reason, is_dead=is_dead)


def is_passing(said: dict) -> bool:
    """A soft bounce, in the words of Brevo, then of Mailjet: a full mailbox, a server away."""
    return said.get("event") == "soft_bounce" or said.get("hard_bounce", True) is False


def news(event: AnymailTrackingEvent, **told) -> News:
    """`metadata` is what we joined to the message; a provider that drops it knows its own reference."""
    metadata = event.metadata if isinstance(event.metadata, dict) else {}
    theirs = event.message_id or ""
    return News(
        channel=Channel.EMAIL,
        ours=str(metadata.get("message", "")),
        theirs=theirs,
        address=(event.recipient or "").lower(),
        event_ref=sha256(f"{event.event_type}|{theirs}|{event.recipient}|{event.timestamp}".encode()).hexdigest(),
        **told,
    )
