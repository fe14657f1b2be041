"""Colours a space chooses: only those that stay legible are taken."""

import re

from django.core.exceptions import ValidationError

TEXT_CONTRAST = 4.5  # WCAG 2.2, 1.4.3


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb`, from 0 to 1 (WCAG 2.2)."""
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted([luminance(one), luminance(other)])
    return (lighter + 0.05) / (darker + 0.05)


def validate_legible_with_white(value: str) -> None:
    if not re.fullmatch(r"#[0-9A-Fa-f]{6}", value):
        raise ValidationError("Une couleur s'écrit #RRVVBB, par exemple #0B5F63.")
    if contrast(value, "#FFFFFF") < TEXT_CONTRAST:
        raise ValidationError("Cette couleur est trop claire : un texte blanc dessus ne se lirait pas.")
