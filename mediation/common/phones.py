"""Telephone numbers as people give them, kept as `+33536491010` (E.164)."""

import re

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.db import models

REGION, FRANCE = "FR", 33
# Mobiles of metropolitan France, then of the overseas territories that have codes of their own.
MOBILE_PREFIXES = (
    "+336",
    "+337",
    "+590690",
    "+590691",
    "+594694",
    "+596696",
    "+596697",
    "+262692",
    "+262693",
    "+262639",
)
# Overseas territories share the national numbering, « 0692 … », under country codes of their own.
_OVERSEAS = {
    first: country
    for country, beginnings in {
        262: ("262", "263", "269", "639", "692", "693"),
        590: ("590", "690", "691"),
        594: ("594", "694"),
        596: ("596", "696", "697"),
    }.items()
    for first in beginnings
}
_AS_KEPT = re.compile(r"\+(\d{2,3})(\d{9})")
_FROM_ABROAD = re.compile(r"^(?:00|\+)(33|262|59[046])0?(?=\d{5})")  # « 00 33 6 … », « +33 (0)6 … »
_EXAMPLES = "63998"  # kept free by the regulator, for stories and tests
_NOT_A_NUMBER = "Ce numéro n'est pas complet. Écrivez-le comme on le dit\u00a0: 05\u00a036\u00a049\u00a010\u00a010."


def normalised(value: str | None) -> str:
    """E.164, or an empty string; refuses what could not be dialled.

    « Possible » is enough: number databases do not know the newest ranges, nor those kept for examples.
    """
    if not (value or "").strip():
        return ""
    try:
        number = phonenumbers.parse(value, REGION)
    except phonenumbers.NumberParseException:
        raise ValidationError(_NOT_A_NUMBER, code="phone") from None
    if not phonenumbers.is_possible_number(number):
        raise ValidationError(_NOT_A_NUMBER, code="phone")
    if number.country_code == FRANCE:
        number.country_code = country_of(str(number.national_number))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def country_of(national: str) -> int:
    """The country code of a number of the national numbering, without its first zero."""
    return FRANCE if national.startswith(_EXAMPLES) else _OVERSEAS.get(national[:3], FRANCE)


def digits_of(said: str) -> str:
    """Some digits of a number, as they occur in the one we keep or in the one that is said: « 33639 », « 0639 »."""
    return _FROM_ABROAD.sub(r"\1", re.sub(r"[^\d+]", "", said)).replace("+", "")


def may_receive_sms(phone: str) -> bool:
    """Decided by its prefix, for the same reason."""
    return phone.startswith(MOBILE_PREFIXES)


class PhoneFormField(forms.CharField):
    def __init__(self, **options):
        options.setdefault("max_length", 30)
        super().__init__(**options)
        self.widget.input_type = "tel"
        self.widget.attrs.setdefault("autocomplete", "tel")

    def clean(self, value):
        return normalised(super().clean(value))

    def prepare_value(self, value):
        try:
            return spaced(normalised(value))
        except ValidationError:
            return value


class PhoneField(models.CharField):
    """Empty, or E.164: whatever way it was written, one number is one value."""

    def __init__(self, *args, **options):
        options.setdefault("max_length", 16)
        super().__init__(*args, **options)

    def to_python(self, value):
        return normalised(super().to_python(value))

    def get_prep_value(self, value):
        return normalised(super(models.CharField, self).get_prep_value(value))

    def formfield(self, **options):
        return models.Field.formfield(self, **{"form_class": PhoneFormField, **options})


def spaced(phone: str) -> str:
    """As one says it: « 05 36 49 10 10 », overseas too; in international form for another country."""
    if not phone:
        return ""
    kept = _AS_KEPT.fullmatch(phone)  # most are, and reading them so is ten times quicker
    if kept and int(kept[1]) == country_of(kept[2]):
        return two_by_two(kept[2])
    try:
        number = phonenumbers.parse(phone, REGION)
    except phonenumbers.NumberParseException:
        return phone
    national = str(number.national_number)
    if number.country_code == country_of(national) and len(national) == 9:
        return two_by_two(national)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def two_by_two(national: str) -> str:
    digits = f"0{national}"
    return " ".join(digits[place : place + 2] for place in range(0, 10, 2))
