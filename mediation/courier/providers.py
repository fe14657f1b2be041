"""Which companies carry our messages, and which keys each asks for. Read by the settings, before anything else."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from django.core.exceptions import ImproperlyConfigured

SMTP, GATEWAY, BREVO, MAILJET, SCALEWAY, OVH = "smtp", "gateway", "brevo", "mailjet", "scaleway", "ovh"
KEYS = {
    SMTP: (),
    GATEWAY: (),
    BREVO: ("BREVO_API_KEY",),
    MAILJET: ("MAILJET_API_KEY", "MAILJET_SECRET_KEY"),
    SCALEWAY: ("SCALEWAY_SECRET_KEY", "SCALEWAY_PROJECT_ID"),
    OVH: ("OVH_APPLICATION_KEY", "OVH_APPLICATION_SECRET", "OVH_CONSUMER_KEY", "OVH_SMS_SERVICE"),
}
BACKENDS = {SMTP: "django.core.mail.backends.smtp.EmailBackend"} | {
    name: f"anymail.backends.{name}.EmailBackend" for name in (BREVO, MAILJET, SCALEWAY)
}
SMS_URLS = {
    GATEWAY: "",
    BREVO: "https://api.brevo.com/v3/transactionalSMS/send",
    OVH: "https://eu.api.ovh.com/1.0/sms/{OVH_SMS_SERVICE}/jobs",
}
SHORTEST_SECRET = 32
SPANS = {"s": (1, "seconde"), "min": (60, "minute")}
_RATE = re.compile(r"([1-9]\d{0,5})/(s|min)")


class Rate(NamedTuple):
    """How many messages a provider takes, at most."""

    count: int
    span: str

    def __str__(self):
        return f"{self.count} par {SPANS[self.span][1]}"

    @property
    def a_second(self) -> float:
        return self.count / SPANS[self.span][0]


def email_backend(provider: str, keys: Mapping[str, str]) -> str:
    refuse_unknown("EMAIL_PROVIDER", provider, BACKENDS)
    refuse_without_keys("EMAIL_PROVIDER", provider, keys)
    return BACKENDS[provider]


def sms_url(provider: str, keys: Mapping[str, str], *, given: str) -> str:
    """Where SMS are posted; empty when there is no gateway: people are called instead."""
    refuse_unknown("SMS_PROVIDER", provider, SMS_URLS)
    refuse_without_keys("SMS_PROVIDER", provider, keys)
    return given or SMS_URLS[provider].format_map(keys)


def callback_secret(given: str) -> str:
    """What the addresses given to providers hold; empty, those addresses answer to nobody."""
    if given and len(given) < SHORTEST_SECRET:
        raise ImproperlyConfigured(
            f"CALLBACK_SECRET est trop court : donnez au moins {SHORTEST_SECRET} caractères au hasard."
        )
    return given


def rate(variable: str, given: str) -> Rate | None:
    """None without a bound."""
    found = _RATE.fullmatch(given)
    if given and not found:
        raise ImproperlyConfigured(
            f"{variable}={given} : attendu un nombre par seconde (10/s) ou par minute (600/min)."
        )
    return Rate(int(found[1]), found[2]) if found else None


def refuse_unknown(variable: str, provider: str, known: Mapping[str, str]) -> None:
    if provider not in known:
        *first, last = known
        raise ImproperlyConfigured(f"{variable}={provider} : attendu {', '.join(first)} ou {last}.")


def refuse_without_keys(variable: str, provider: str, keys: Mapping[str, str]) -> None:
    lacking = [name for name in KEYS[provider] if not keys[name]]
    if lacking:
        verb = "manque" if len(lacking) == 1 else "manquent"
        raise ImproperlyConfigured(f"{' et '.join(lacking)} {verb} : {variable}={provider} en a besoin.")
