import json
import re

import requests
from django.conf import settings

from mediation.common.gsm import simplified

from . import http
from .base import Accepted, Result, Unreachable

LONGEST_NAME = 11


class SmsAdapter:
    """Text messages by an HTTP gateway: a JSON object {to, sender, text, reference} posted to SMS_URL.

    An answer that begins is an answer: once the status says that it is taken, a body cut short changes nothing.
    """

    longest = http.LONGEST
    name = "passerelle SMS"
    ours_to_mend: dict[str, str] = {}  # refusals where the message is not at fault

    def __enter__(self):
        self.session = requests.Session()
        return self

    def __exit__(self, *error) -> None:
        self.session.close()

    def send(self, message, content, then=None) -> Result:
        if not settings.SMS_URL:
            return Unreachable("aucune passerelle SMS n'est réglée")
        body = json.dumps(self.body(message, content)).encode()
        headers = {"Content-Type": "application/json", **self.headers(body)}
        try:
            answer = self.session.post(settings.SMS_URL, body, headers=headers, timeout=http.TIMEOUT, stream=True)
        except requests.RequestException as error:
            return http.unanswered(self.name, error)
        with answer:
            said = http.said_by(answer)
            if answer.ok:
                return self.taken(said, message)
            return http.refused(self.name, answer, code=self.refusal(said), ours=self.ours_to_mend)

    def headers(self, body: bytes) -> dict[str, str]:
        """What proves to the provider that it is us."""
        return {}

    def body(self, message, content) -> dict[str, object]:
        return {
            "to": message.address,
            "sender": message.space.sms_reply_number or message.space.sms_sender,
            "text": content.text,
            "reference": str(message.pk),
        }

    def taken(self, said: dict, message) -> Result:
        return Accepted(self.reference(said) or str(message.pk))

    def reference(self, said: dict) -> str:
        return str(said.get("reference", ""))

    def refusal(self, said: dict) -> str:
        """The provider's own code for its refusal."""
        return ""


def sender_of(space) -> str:
    """The number that receives replies, else a name as networks take it: at most eleven letters or digits."""
    name = simplified(space.sms_sender or space.sms_name)
    return space.sms_reply_number or re.sub(r"[^A-Za-z0-9]", "", name)[:LONGEST_NAME]
