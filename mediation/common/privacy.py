"""What must never be written down, whatever the field, and what is hidden from what others write for us."""

import re

from django.core.exceptions import ValidationError

from .codes import ALPHABET

# Sex, year, month, département, commune, order: thirteen characters, with or without the two of the key, however
# they are spaced (décret 2019-341 lists who may keep it; we are not among them).
_NIR = re.compile(
    r"(?<!\d)[12]\s?\d{2}\s?(0[1-9]|1[0-2]|[2-9]\d)\s?(\d{2}|2[AB])\s?\d{3}\s?\d{3}(\s?\d{2})?(?!\d)", re.IGNORECASE
)
# Sixteen digits, or fifteen for one brand, and none more: a SIRET has fourteen, an IBAN goes on.
_CARD = re.compile(
    r"(?<![\dA-Z])(?<!\d[ .-])(?:[2-6]\d{3}(?:[ .-]?\d{4}){3}|3[47]\d{2}[ .-]?\d{6}[ .-]?\d{5})(?![ .-]?\d)"
)
_PASSWORD = re.compile(
    r"\b(?:mot\s+de\s+passe|mdp|password|code\s+(?:secret|confidentiel|pin))\b\s*(?:[:=]|est\b)\s*\S", re.IGNORECASE
)


def refuse_social_security_number(value: str) -> None:
    if _NIR.search(value):
        raise ValidationError(
            "Cela ressemble à un numéro de sécurité sociale : retirez-le, nous n'en avons pas besoin."
        )


def refuse_card_number(value: str) -> None:
    if any(_adds_up(found[0]) for found in _CARD.finditer(value)):
        raise ValidationError("Cela ressemble à un numéro de carte bancaire : retirez-le, nous ne le gardons jamais.")


def _adds_up(number: str) -> bool:
    """Luhn's sum: nine numbers out of ten that are no card fail it."""
    digits = [int(character) for character in reversed(number) if character.isdigit()]
    return (sum(digits[0::2]) + sum(sum(divmod(2 * digit, 10)) for digit in digits[1::2])) % 10 == 0


def refuse_password(value: str) -> None:
    if _PASSWORD.search(value):
        raise ValidationError("Cela ressemble à un mot de passe : retirez-le, la personne est seule à le connaître.")


def refuse_secrets(value: str) -> None:
    """For every text somebody types freely: neither social security number, nor bank card, nor password."""
    refuse_social_security_number(value)
    refuse_card_number(value)
    refuse_password(value)


# --- what others wrote for us, and that we keep or log -----------------------------------------------------------

HIDDEN = "[…]"
_EMAIL = re.compile(r"[\w.+%'-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<![\w+])(?<!\d\.)(?:\+|00|0)[1-9](?:[\s.-]?\d){8,13}(?!\d)")
_SECRET = re.compile(rf"(?<=/)[{ALPHABET}]{{10}}(?=[/.\s'\"]|$)", re.IGNORECASE)  # of a link without an account
_CALLBACK = re.compile(r"(?<=/fournisseurs/)[^/\s]+")  # where providers tell what became of our messages


def masked(text: str) -> str:
    """Without the e-mail addresses, the telephone numbers and the secrets of links that it quotes."""
    for pattern in (_CALLBACK, _EMAIL, _PHONE, _SECRET):
        text = pattern.sub(HIDDEN, text)
    return text
