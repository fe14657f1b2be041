"""Tables that come in a file, whatever the encoding, the separator or the spelling of the headings."""

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable

import openpyxl
from django.core.exceptions import ValidationError

HEAVIEST = 10 * 1024 * 1024
UNZIPPED = 20 * HEAVIEST  # a spreadsheet is a zip file: no list of ours is larger
NOT_A_TABLE = "Ce fichier n’est pas un tableau. Envoyez un fichier CSV ou Excel (.xlsx)."
EMPTY = "Ce fichier est vide."
IS_SPREADSHEET = b"PK\x03\x04"


def rows_of(content: bytes, *, titled: str = "") -> Iterable[list]:
    """Of a spreadsheet, or of a text; `titled`: a heading, where the headings are not on the first line."""
    if not content.strip():
        raise ValidationError(EMPTY)
    return spreadsheet(content) if content.startswith(IS_SPREADSHEET) else table(text_of(content), titled=titled)


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


def table(text: str, *, titled: str = "") -> Iterable[list[str]]:
    """The separator is the one that the headings hold most."""
    lines = text.lstrip().splitlines()
    headings = next((line for line in lines if titled in heading(line)), lines[0])
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


def heading(name: object) -> str:
    """« Code postal », « CODE_POSTAL » and « code postal » are one column."""
    letters = unicodedata.normalize("NFD", str(name)).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", letters).strip("_")
