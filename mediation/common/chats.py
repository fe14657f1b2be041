"""Messaging apps, by the addresses that open them: whoever has the app is led to it, and nothing is asked of them.

The formats are those that the apps publish: `https://wa.me/<number>`, `https://m.me/<page>`, `https://signal.me/#p/…`,
`https://t.me/<name>`.
"""

from urllib.parse import urlencode, urlsplit

from django.core.exceptions import ValidationError

APPS = {"wa.me": "WhatsApp", "m.me": "Messenger", "signal.me": "Signal", "t.me": "Telegram"}
UNKNOWN = "Collez l’adresse que donne l’application\u00a0: elle commence par {known}."


def app_of(link: str) -> str:
    """« WhatsApp »; empty for an address that opens none of them."""
    said = urlsplit(link)
    return APPS.get(said.netloc.lower(), "") if said.scheme == "https" else ""


def validate_chat_link(link: str) -> None:
    """Refuses too the home page of an app, which leads to nobody."""
    said = urlsplit(link)
    if not app_of(link) or not (said.path + said.fragment).strip("/"):
        raise ValidationError(UNKNOWN.format(known=", ".join(f"https://{host}/" for host in APPS)))


def written_to(phone: str, text: str) -> str:
    """WhatsApp, opened on that number with those words ready to be sent."""
    return f"https://wa.me/{phone.removeprefix('+')}?{urlencode({'text': text})}"
