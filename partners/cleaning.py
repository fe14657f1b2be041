"""Cells of files found as they are: repaired when what they mean is certain, left aside when it is not."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from math import isfinite

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email

from mediation.common.identifiers import (
    UNKNOWN_SIRET,
    validate_insee_code,
    validate_postal_code,
    validate_siret,
)

from . import typologies

Row = dict[str, str]

REQUIRED = {"id": 200, "nom": 160, "commune": 80, "adresse": 200}  # longest values
OLDEST = date(2000, 1, 1)
SHORT_NUMBERS = {"3960": "+33971103960"}  # the same service, by the number that may be called from everywhere
OVERSEAS = {"971": 590, "972": 596, "973": 594, "974": 262, "975": 508, "976": 262, "987": 689, "988": 687}
_URL = URLValidator(schemes=["http", "https"])
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_EMAIL = re.compile(r"[a-z0-9._%+'-]+@+[a-z0-9.-]+\.[a-z]{2,}")


@dataclass(frozen=True)
class Remark:
    """A cell left aside: its line is kept without it."""

    column: str
    value: str
    reason: str


def plain(value: object) -> str:
    """One line of text, without what no table should hold."""
    return " ".join(_CONTROL.sub("", "" if value is None else str(value)).split())


def cleaned(row: Row) -> tuple[dict[str, object], list[Remark]]:
    """What a line says, by column; empty cells say nothing. Refused while what names or finds the place is missing."""
    cells = {column: plain(value) for column, value in row.items()}
    refuse_incomplete(cells)
    said: dict[str, object] = {column: cells[column] for column in REQUIRED}
    remarks = []
    for column, repair, reason in REPAIRS:
        if not cells.get(column):
            continue
        try:
            said[column] = repair(plain_or_lines(row, cells, column), cells)
        except (ValidationError, ValueError):
            remarks.append(Remark(column, cells[column][:80], reason))
    point_or_nothing(said)
    return {column: value for column, value in said.items() if value not in ("", [], None)}, remarks


def refuse_incomplete(cells: Row) -> None:
    missing = {column: MISSING[column] for column in REQUIRED if not cells.get(column)}
    long = {
        column: f"{longest} caractères au plus\u00a0; il y en a {len(cells[column])}."
        for column, longest in REQUIRED.items()
        if len(cells.get(column, "")) > longest
    }
    if missing or long:
        raise ValidationError(missing | long)


MISSING = {
    "id": "Sans identifiant, cette ligne ne serait pas reconnue la prochaine fois.",
    "nom": "Le nom manque.",
    "commune": "La commune manque.",
    "adresse": "L’adresse manque.",
}


def plain_or_lines(row: Row, cells: Row, column: str) -> str:
    """Two telephone numbers are sometimes a line each."""
    return _CONTROL.sub("", str(row[column])) if column == "telephone" else cells[column]


def postal_code(value: str, _cells: Row) -> str:
    """A spreadsheet takes the zero away, or adds a decimal one."""
    code = value.removesuffix(".0").zfill(5) if len(value.removesuffix(".0")) >= 4 else value
    validate_postal_code(code)
    return code


def insee_code(value: str, _cells: Row) -> str:
    code = value.removesuffix(".0").upper()
    code = code.zfill(5) if len(code) == 4 else code
    validate_insee_code(code)
    return code


def siret(value: str, _cells: Row) -> str:
    """Fourteen digits; the marker « unknown » and the RNA of an association say nothing here."""
    number = re.sub(r"[^0-9A-Za-z]", "", value)
    if number.upper().startswith("W") or number == UNKNOWN_SIRET:
        return ""
    validate_siret(number)
    return number


def phone(value: str, cells: Row) -> str:
    """The first number that could be dialled, in E.164. Nine digits lost their zero: the postcode says where."""
    for part in re.split(r"[/;,|\n]", value.replace("(0)", "")):
        for found in re.findall(r"\+?\d[\d .\-]*", part):
            if number := dialled(found, cells.get("code_postal", "")):
                return number
    raise ValidationError("phone")


def dialled(found: str, postal: str) -> str | None:
    plus, digits = found.startswith("+"), re.sub(r"\D", "", found)
    if not plus and digits in SHORT_NUMBERS:
        return SHORT_NUMBERS[digits]
    number = international(plus, digits, OVERSEAS.get(postal[:3], 33))
    try:
        possible = number and phonenumbers.is_possible_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return None
    return number if possible else None


def international(plus: bool, digits: str, country: int) -> str | None:
    if digits.startswith("0") and len(digits) in (10, 20):  # 20: two numbers in one cell
        return f"+{country}{digits[1:10]}"
    if plus:
        return f"+{digits}"
    if digits.startswith("33") and len(digits) == 11:
        return f"+{digits}"
    return f"+{country}{digits}" if len(digits) == 9 and digits[0] != "0" else None


def email(value: str, _cells: Row) -> str:
    """The first address of the cell, in small letters."""
    for found in _EMAIL.findall(value.lower().removeprefix("mailto:")):
        address = re.sub(r"@+", "@", found).strip(".'-")
        if is_accepted(validate_email, address):
            return address
    raise ValidationError("email")


def website(value: str, _cells: Row) -> str:
    """The first address of the cell, with its scheme."""
    first = re.split(r"[|;\s]|(?<=.)(?=https?://)", value.strip())[0]
    address = re.sub(r"^(https?):?/+", r"\1://", first, flags=re.IGNORECASE).replace("www,", "www.")
    address = address if re.match(r"https?://", address, re.IGNORECASE) else f"http://{address}"
    if not address.isascii() or len(address) > 300:
        raise ValidationError("url")
    _URL(address)
    return address


def is_accepted(validate, value: str) -> bool:
    try:
        validate(value)
    except ValidationError:
        return False
    return True


def coordinate(value: str, _cells: Row) -> float | None:
    """Degrees, with a comma or a point. Nought is how spreadsheets write « nothing »."""
    number = float(value.replace(",", ".").replace(" ", ""))
    if not isfinite(number) or abs(number) > 180:
        raise ValidationError("degrees")
    return number or None


def point_or_nothing(said: dict[str, object]) -> None:
    latitude, longitude = said.get("latitude"), said.get("longitude")
    if latitude is None or longitude is None or abs(latitude) > 90:
        said.pop("latitude", None)
        said.pop("longitude", None)


def updated_on(value: str, _cells: Row) -> date:
    """ISO, with or without a time, or as written in French; not before the standard's own bound, 2000."""
    first = value[:10]
    read = datetime.strptime(first, "%d/%m/%Y" if "/" in first else "%Y-%m-%d").date()  # noqa: DTZ007 - a day
    if read < OLDEST:
        raise ValidationError("date")
    return read


def listed(value: str, _cells: Row) -> list[str]:
    """Labels separated by `|`, or by `;` in files of the former standard."""
    parts = [part.strip() for part in re.split(r"[|;]", value)]
    return list(dict.fromkeys(part[:80] for part in parts if part))


def types(value: str, cells: Row) -> list[str]:
    """Codes of the national list; the others are not known to anybody."""
    found = [typologies.CODES.get(code.upper()) for code in listed(value, cells)]
    if not any(found):
        raise ValidationError("type")
    return [code for code in found if code]


def shorter_than(longest: int):
    def repair(value: str, _cells: Row) -> str:
        if len(value) > longest:
            raise ValidationError("long")
        return value

    return repair


REPAIRS = [
    ("source", shorter_than(80), "80 caractères au plus."),
    ("pivot", siret, "Ce n’est pas un SIRET qui existe."),
    ("code_postal", postal_code, "Un code postal a cinq chiffres."),
    ("code_insee", insee_code, "Ce n’est pas un code INSEE."),
    ("latitude", coordinate, "Ce n’est pas une latitude en degrés."),
    ("longitude", coordinate, "Ce n’est pas une longitude en degrés."),
    ("typologie", types, "Aucun type de la liste nationale."),
    ("telephone", phone, "Aucun numéro complet."),
    ("courriels", email, "Aucune adresse e-mail complète."),
    ("site_web", website, "Ce n’est pas l’adresse d’un site."),
    ("horaires", shorter_than(300), "300 caractères au plus."),
    ("date_maj", updated_on, "Ce n’est pas une date."),
    ("services", listed, ""),
    ("publics_specifiquement_adresses", listed, ""),
]
