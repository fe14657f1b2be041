"""Text messages through OVHcloud: POST /sms/{serviceName}/jobs, each request signed, as its public guides describe it.

https://docs.ovhcloud.com/fr/guides/web-cloud/messaging/sms/api-sms-cookbook
"""

import time
from hashlib import sha1

from django.conf import settings

from mediation.common.gsm import length

from . import http
from .base import Permanent, Result
from .sms import SmsAdapter, sender_of


class OvhSmsAdapter(SmsAdapter):
    name = "OVHcloud"
    ours_to_mend = {
        "INVALID_SIGNATURE": "la signature est refusée",
        "INVALID_CREDENTIAL": http.BAD_KEY,
        "INVALID_KEY": http.BAD_KEY,
        "NOT_CREDENTIAL": http.BAD_KEY,
        "NOT_GRANTED_CALL": http.NO_RIGHT,
        "QUERY_TIME_OUT": "l’horloge de ce serveur n’est pas à l’heure",
    }

    def headers(self, body: bytes) -> dict[str, str]:
        keys, now = settings.PROVIDER_KEYS, str(int(time.time()))
        signed = b"+".join([
            keys["OVH_APPLICATION_SECRET"].encode(), keys["OVH_CONSUMER_KEY"].encode(), b"POST",
            settings.SMS_URL.encode(), body, now.encode(),
        ])  # fmt: skip
        return {
            "X-Ovh-Application": keys["OVH_APPLICATION_KEY"],
            "X-Ovh-Consumer": keys["OVH_CONSUMER_KEY"],
            "X-Ovh-Timestamp": now,
            "X-Ovh-Signature": f"$1${sha1(signed, usedforsecurity=False).hexdigest()}",
        }

    def body(self, message, content) -> dict[str, object]:
        """Without the clause that commercial messages carry, and that would hold them back at night and on Sundays."""
        return {
            "receivers": [message.address],
            "sender": sender_of(message.space),
            "message": content.text,
            "charset": "UTF-8",
            "coding": "8bit" if length(content.text).is_ucs2 else "7bit",
            "noStopClause": True,
            "priority": "high",
            "tag": str(message.pk),
        }

    def taken(self, said: dict, message) -> Result:
        if said.get("invalidReceivers"):
            return Permanent("ce numéro ne reçoit pas de SMS")
        return super().taken(said, message)

    def reference(self, said: dict) -> str:
        ids = said.get("ids")
        return str(ids[0]) if isinstance(ids, list) and ids else ""

    def refusal(self, said: dict) -> str:
        return str(said.get("errorCode") or said.get("class") or "").rpartition("::")[2]
