"""What an answer of a provider by HTTP, or its absence, says of one message."""

import re
from datetime import timedelta
from http import HTTPStatus

import requests
from urllib3.exceptions import MaxRetryError

from .base import Permanent, Result, Temporary, Throttled, Unknown, Unreachable

TIMEOUT = (5, 10)  # to connect, to answer
LONGEST = timedelta(seconds=TIMEOUT[0] + 2 * TIMEOUT[1])  # the status, then the body
A_CODE = re.compile(r"[A-Za-z_]{1,40}")
LONGEST_WAIT = timedelta(hours=1)

NO_CREDIT, BAD_KEY, NO_RIGHT = "il n’y a plus de crédit", "la clé est refusée", "le compte n’a pas ce droit"
# Our key, our credit: the message is not at fault, and leaves once somebody has put it right.
OURS_TO_MEND = {
    HTTPStatus.UNAUTHORIZED: BAD_KEY,
    HTTPStatus.PAYMENT_REQUIRED: NO_CREDIT,
    HTTPStatus.FORBIDDEN: NO_RIGHT,
}


def refused(provider: str, answer: requests.Response, *, code: str = "", ours: dict[str, str] | None = None) -> Result:
    """By its status, and by the provider's own `code` for it; `ours` are those that we have to mend.

    What else it says may quote us, and reasons are read by the team. A gateway that waited in vain (504) may have
    passed the message on.
    """
    status = answer.status_code
    if reason := (ours or {}).get(code) or OURS_TO_MEND.get(status):
        return Unreachable(f"{provider}\u00a0: {reason}")
    said = " ".join(filter(None, [f"HTTP {status}", code if A_CODE.fullmatch(code) else ""]))
    if status == HTTPStatus.TOO_MANY_REQUESTS or (status == HTTPStatus.SERVICE_UNAVAILABLE and asked_wait(answer)):
        return Throttled(said, after=asked_wait(answer))
    if status == HTTPStatus.GATEWAY_TIMEOUT:
        return Unknown(said)
    return Temporary(said) if status >= HTTPStatus.INTERNAL_SERVER_ERROR else Permanent(said)


def asked_wait(answer: requests.Response) -> timedelta | None:
    """As `Retry-After` says it, or Brevo's own header; an hour at most."""
    said = answer.headers.get("Retry-After") or answer.headers.get("x-sib-ratelimit-reset") or ""
    return min(timedelta(seconds=int(said[:6])), LONGEST_WAIT) if said.isdecimal() and int(said[:6]) else None


def unanswered(provider: str, error: requests.RequestException) -> Result:
    """Only a connection that was never made surely carried nothing."""
    is_unreached = isinstance(error, requests.ConnectionError) and isinstance(cause_of(error), MaxRetryError)
    return Unreachable(f"{provider} injoignable") if is_unreached else Unknown(f"{provider} n’a pas répondu")


def cause_of(error: Exception) -> object:
    return error.args[0] if error.args else None


def said_by(answer: requests.Response) -> dict:
    """The object of the body; nothing when it is no JSON, something else, or was cut."""
    try:
        said = answer.json()
    except (requests.RequestException, ValueError):
        return {}
    return said if isinstance(said, dict) else {}
