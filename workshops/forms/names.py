"""Names as people write them, one after the other."""

import re

from django import forms
from django.core.exceptions import ValidationError

from mediation.common.privacy import refuse_social_security_number

from ..models.registrations import LARGEST_PARTY
from ..services import Named
from .holds import first_and_last

ONE_BY_ONE = re.compile(r"\s*[\n,;]\s*")


class RelativesField(forms.CharField):
    """Those who come with her and whose names she gives: a seat each, and each may cancel alone."""

    def __init__(self, *, label: str, help_text: str):
        super().__init__(
            label=label, help_text=help_text, required=False, max_length=600,
            widget=forms.Textarea({"rows": 2, "autocomplete": "off"}), validators=[refuse_social_security_number],
        )  # fmt: skip

    def clean(self, value) -> list[Named]:
        written = [name for name in ONE_BY_ONE.split(super().clean(value)) if name.strip()]
        names = [first_and_last(name) for name in written]
        if None in names:
            raise ValidationError(
                f"«\u00a0{written[names.index(None)][:40]}\u00a0»\u00a0: écrivez un prénom et un nom."
            )
        return [Named(first, last) for first, last in names]


def seats_asked(cleaned: dict) -> int:
    """Everybody who comes, named or not."""
    return max(cleaned.get("party_size") or 1, 1 + len(cleaned.get("relatives") or []))


def refuse_a_crowd(form: forms.Form) -> None:
    if seats_asked(form.cleaned_data) > LARGEST_PARTY:
        form.add_error(
            "relatives", f"{LARGEST_PARTY} personnes au plus à la fois\u00a0: un groupe se prépare avec nous."
        )
