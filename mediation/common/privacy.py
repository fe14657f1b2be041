"""What must never be written down, whatever the field."""

import re

from django.core.exceptions import ValidationError

# Sex, year, month, département, commune, order: thirteen characters, with or without the two of the key, however
# they are spaced (décret 2019-341 lists who may keep it; we are not among them).
_NIR = re.compile(
    r"(?<!\d)[12]\s?\d{2}\s?(0[1-9]|1[0-2]|[2-9]\d)\s?(\d{2}|2[AB])\s?\d{3}\s?\d{3}(\s?\d{2})?(?!\d)", re.IGNORECASE
)


def refuse_social_security_number(value: str) -> None:
    if _NIR.search(value):
        raise ValidationError(
            "Cela ressemble à un numéro de sécurité sociale : retirez-le, nous n'en avons pas besoin."
        )
