"""Text messages through Brevo: POST /v3/transactionalSMS/send, as its public documentation describes it.

https://developers.brevo.com/reference/send-transactional-sms
"""

from hashlib import sha256

from django.conf import settings
from django.urls import reverse

from mediation.common.gsm import length
from mediation.common.printing import public_address

from ..enums import Channel, Receipt
from . import http
from .base import STOP, News
from .sms import SmsAdapter, sender_of

# https://developers.brevo.com/docs/transactional-webhooks, by `msg_status`. Other events say nothing of a message.
EVENTS = {
    "sent": {},
    "accepted": {},
    "delivered": {"receipt": Receipt.DELIVERED},
    "softbounce": {"receipt": Receipt.BOUNCED, "reason": "le téléphone n’a pas pu le recevoir"},
    "hardbounce": {"receipt": Receipt.BOUNCED, "reason": "ce numéro ne reçoit pas de SMS", "is_dead": True},
    "blacklisted": {"receipt": Receipt.BOUNCED, "reason": "ce numéro a demandé l’arrêt des SMS", "is_dead": True},
    "rejected": {"receipt": Receipt.BOUNCED, "reason": "l’opérateur l’a refusé"},
    "replied": {},
    "unsubscribed": {"words": STOP},
    "unsubscribe": {"words": STOP},
}


class BrevoSmsAdapter(SmsAdapter):
    """`tag` carries our id: its callbacks give it back, so that a receipt finds its message even before the mark."""

    name = "Brevo"
    ours_to_mend = {
        "not_enough_credits": http.NO_CREDIT,
        "account_under_validation": "le compte attend d’être validé",
        "permission_denied": http.NO_RIGHT,
        "unauthorized": http.BAD_KEY,
    }

    def headers(self, body: bytes) -> dict[str, str]:
        return {"api-key": settings.PROVIDER_KEYS["BREVO_API_KEY"], "accept": "application/json"}

    def body(self, message, content) -> dict[str, object]:
        said = {
            "sender": sender_of(message.space).removeprefix("+"),
            "recipient": message.address.removeprefix("+"),
            "content": content.text,
            "type": "transactional",
            "tag": str(message.pk),
            "unicodeEnabled": length(content.text).is_ucs2,
        }
        return said | told_at()

    def reference(self, said: dict) -> str:
        return str(said.get("messageId") or said.get("reference") or "")

    def refusal(self, said: dict) -> str:
        return str(said.get("code", ""))


def news_in(told: dict | list) -> list[News]:
    """What a callback tells, one event or several; those that tell nothing of a message are left."""
    events = told if isinstance(told, list) else [told]
    return [news_of(event) for event in events if status_of(event) in EVENTS]


def status_of(event: dict) -> str:
    """« hard_bounce » in what is told, « hardBounce » where one chooses what is told."""
    return str(event.get("msg_status", "")).lower().replace("_", "")


def news_of(event: dict) -> News:
    theirs, tag = str(event.get("messageId") or ""), event.get("tag") or ""
    said = {"words": str(event.get("reply") or "")} if status_of(event) == "replied" else EVENTS[status_of(event)]
    return News(
        channel=Channel.SMS,
        ours=str(tag[0] if isinstance(tag, list) and tag else tag),
        theirs=theirs,
        address=f"+{event['to']}".replace("++", "+") if event.get("to") else "",
        event_ref=sha256(f"{theirs}|{event.get('date', '')}|{said.get('words', '')}".encode()).hexdigest(),
        **said,
    )


def told_at() -> dict[str, str]:
    """Where Brevo tells what became of it; nowhere as long as no secret guards that address."""
    if not settings.CALLBACK_SECRET:
        return {}
    return {"webUrl": public_address(reverse("callbacks:brevo_sms", args=[settings.CALLBACK_SECRET]))}
