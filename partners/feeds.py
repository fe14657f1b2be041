"""Files of partners as they come: whatever the encoding, the separator or the spelling of the headings."""

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable

import openpyxl
import tablib
from django.core.exceptions import ValidationError

from .cleaning import REPAIRS, REQUIRED

HEAVIEST = 10 * 1024 * 1024
MOST_LINES = 2000
UNZIPPED = 20 * HEAVIEST  # a spreadsheet is a zip file: nobody's directory is larger
LINE = "ligne"  # the column that says where a row stands in the file
COLUMNS = [*REQUIRED, *(column for column, _, _ in REPAIRS)]
OTHER_NAMES = {
    "courriel": "courriels", "email": "courriels", "e_mail": "courriels", "mail": "courriels", "siret": "pivot",
    "tel": "telephone", "site_internet": "site_web", "cp": "code_postal", "adresse_postale": "adresse",
    "type": "typologie", "publics_accueillis": "publics_specifiquement_adresses", "identifiant": "id",
}  # fmt: skip
NOT_A_TABLE = "Ce fichier n’est pas un tableau. Envoyez un fichier CSV ou Excel (.xlsx)."
EMPTY = "Ce fichier est vide."
TOO_HEAVY = "Ce fichier dépasse 10 Mo\u00a0: gardez les lignes de votre territoire."


def read(content: bytes) -> tablib.Dataset:
    """The rows under the headings of the national standard, each with its line. Says why it refuses a file."""
    if not content.strip():
        raise ValidationError(EMPTY)
    if len(content) > HEAVIEST:
        raise ValidationError(TOO_HEAVY)
    rows = spreadsheet(content) if content.startswith(b"PK\x03\x04") else table(text_of(content))
    return standardised(numbered(rows))


def text_of(content: bytes) -> str:
    """UTF-8, what Excel calls Unicode, else the encoding of Windows."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return decoded(content, "utf-16")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = decoded(content, "cp1252", errors="replace")
    controls = sum(unicodedata.category(letter) == "Cc" and letter not in "\t\r\n" for letter in text[:4000])
    if controls > 20:
        raise ValidationError(NOT_A_TABLE)
    return text


def decoded(content: bytes, encoding: str, errors: str = "strict") -> str:
    try:
        return content.decode(encoding, errors)
    except UnicodeDecodeError:
        raise ValidationError(NOT_A_TABLE) from None


def table(text: str) -> Iterable[list[str]]:
    """The separator is the one that the headings hold most."""
    headings = text.lstrip().partition("\n")[0]
    separator = max(",;\t", key=headings.count)
    csv.field_size_limit(HEAVIEST)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    except csv.Error:
        raise ValidationError(NOT_A_TABLE) from None


def spreadsheet(content: bytes) -> Iterable[list[object]]:
    """The first sheet."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > UNZIPPED:
                raise ValidationError(NOT_A_TABLE)
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        for row in book.worksheets[0].iter_rows(values_only=True):
            yield list(row)
    except ValidationError:
        raise
    except Exception:  # noqa: BLE001 - a broken workbook may fail in any part of the reader
        raise ValidationError(NOT_A_TABLE) from None


def numbered(rows: Iterable[list]) -> tablib.Dataset:
    """Rows as wide as their headings, the empty ones left out, each with its line as a spreadsheet counts them."""
    rows = iter(rows)
    headings = [str(cell or "") for cell in next(rows, [])]
    dataset = tablib.Dataset(headers=[*headings, LINE])
    for line, row in enumerate(rows, start=2):
        if not any(str(cell or "").strip() for cell in row):
            continue
        if len(dataset) == MOST_LINES:
            raise ValidationError(f"Ce fichier dépasse {MOST_LINES} lignes\u00a0: gardez celles de votre territoire.")
        kept = ["" if cell is None else cell for cell in row[: len(headings)]]
        dataset.append([*kept, *[""] * (len(headings) - len(kept)), line])
    return dataset


def standardised(dataset: tablib.Dataset) -> tablib.Dataset:
    """The same rows, their headings written as in the standard. Refused while a necessary one is missing, naming it."""
    headings = [heading(name) for name in dataset.headers or []]
    missing = [column for column in REQUIRED if column not in headings]
    if missing:
        raise ValidationError(sentence_of(missing))
    if not len(dataset):
        raise ValidationError("Ce fichier n’a que ses titres de colonnes\u00a0: il n’y a rien à importer.")
    dataset.headers = headings
    return dataset


def cells(dataset: tablib.Dataset, column: str) -> list[str]:
    """Those of one column; none when it is missing."""
    return [str(cell).strip() for cell in dataset[column]] if column in dataset.headers else []


def heading(name: str) -> str:
    """« Code postal », « CODE_POSTAL » and « code postal » are one column."""
    letters = unicodedata.normalize("NFD", str(name)).encode("ascii", "ignore").decode().lower()
    key = re.sub(r"[^a-z0-9]+", "_", letters).strip("_")
    return OTHER_NAMES.get(key, key)


def sentence_of(missing: list[str]) -> str:
    named = ", ".join(f"«\u00a0{column}\u00a0»" for column in missing)
    known = "au format national «\u00a0lieux de médiation numérique\u00a0»"
    if len(missing) == 1:
        return f"Il manque la colonne {named}. Le fichier attendu est {known}."
    return f"Il manque les colonnes {named}. Le fichier attendu est {known}."
