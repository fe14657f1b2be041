"""National identifiers, as published."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

LA_POSTE_SIREN = "356000000"
UNKNOWN_SIRET = "00000000000000"  # the marker the national files use

validate_insee_code = RegexValidator(
    r"^(\d{2}|2[AB])\d{3}$", "Un code INSEE de commune a cinq caractères, par exemple 23900."
)
validate_postal_code = RegexValidator(r"^\d{5}$", "Un code postal a cinq chiffres.")


def luhn_sum(digits: str) -> int:
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled)


def validate_siret(value: str) -> None:
    """Fourteen digits with a Luhn sum multiple of 10; for La Poste's, a plain sum multiple of 5 (INSEE)."""
    if len(value) != 14 or not (value.isascii() and value.isdigit()):
        raise ValidationError("Un SIRET a quatorze chiffres.")
    if value == UNKNOWN_SIRET or luhn_sum(value) % 10 == 0:
        return
    if value.startswith(LA_POSTE_SIREN) and sum(map(int, value)) % 5 == 0:
        return
    raise ValidationError("Ce SIRET n'existe pas : vérifiez ses chiffres.")
