"""What people answered to our own messages, read where the rest of what comes in is."""

from dataclasses import dataclass

from mediation.accounts.models import Space
from mediation.common.phones import spaced
from mediation.courier.models import Inbound
from mediation.courier.registry import Addressee, addressees_of

SHOWN_AT_MOST = 30


@dataclass(frozen=True)
class Reply:
    inbound: Inbound
    sender: Addressee


def replies_to_read(space: Space) -> list[Reply]:
    """Those nobody has read, the oldest first."""
    waiting = Inbound.objects.of(space).filter(handled_at=None).select_related("message")
    unread = list(waiting.order_by("received_at", "pk")[:SHOWN_AT_MOST])
    senders = addressees_of([inbound.message for inbound in unread if inbound.message])
    return [Reply(inbound, senders.get(inbound.message_id) or Addressee(spaced(inbound.sender))) for inbound in unread]
