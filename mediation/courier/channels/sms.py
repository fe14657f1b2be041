from datetime import timedelta

import requests
from django.conf import settings
from urllib3.exceptions import MaxRetryError

from .base import Accepted, Permanent, Result, Temporary, Unknown, Unreachable

TIMEOUT_SECONDS = 10


class SmsAdapter:
    """Text messages by an HTTP gateway: a JSON object {to, sender, text, reference} posted to SMS_URL."""

    longest = timedelta(seconds=TIMEOUT_SECONDS)

    def __enter__(self):
        self.http = requests.Session()
        return self

    def __exit__(self, *error) -> None:
        self.http.close()

    def send(self, message, content) -> Result:
        if not settings.SMS_URL:
            return Unreachable("aucune passerelle SMS n'est réglée")
        body = {
            "to": message.address,
            "sender": message.space.sms_reply_number or message.space.sms_sender,
            "text": content.text,
            "reference": str(message.pk),
        }
        try:
            answer = self.http.post(settings.SMS_URL, json=body, timeout=TIMEOUT_SECONDS)
        except requests.RequestException as error:
            # Only a connection that was never made surely carried nothing.
            is_unreached = isinstance(error, requests.ConnectionError) and isinstance(error.args[0], MaxRetryError)
            return Unreachable("passerelle SMS injoignable") if is_unreached else Unknown(str(error))
        if answer.ok:
            return Accepted(self.reference(answer) or str(message.pk))
        retryable = answer.status_code == requests.codes.too_many_requests or answer.status_code >= 500
        return Temporary(f"HTTP {answer.status_code}") if retryable else Permanent(f"HTTP {answer.status_code}")

    @staticmethod
    def reference(answer) -> str:
        try:
            return str(answer.json().get("reference", ""))
        except (ValueError, AttributeError):
            return ""
