"""The spreadsheet of LibreOffice, written as the standard says: its sheets, words, numbers and days."""

from collections.abc import Iterable
from datetime import date, datetime
from io import BytesIO
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from tablib import Dataset

KIND = "application/vnd.oasis.opendocument.spreadsheet"
NAMES = "urn:oasis:names:tc:opendocument:xmlns"
MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    f'<manifest:manifest xmlns:manifest="{NAMES}:manifest:1.0" manifest:version="1.2">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{KIND}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)
CONTENT = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    f'<office:document-content xmlns:office="{NAMES}:office:1.0" xmlns:table="{NAMES}:table:1.0"'
    f' xmlns:text="{NAMES}:text:1.0" xmlns:number="{NAMES}:datastyle:1.0" xmlns:style="{NAMES}:style:1.0"'
    ' office:version="1.2"><office:automatic-styles>'
    '<number:date-style style:name="day-format"><number:day number:style="long"/><number:text>/</number:text>'
    '<number:month number:style="long"/><number:text>/</number:text><number:year number:style="long"/>'
    '</number:date-style><style:style style:name="day" style:family="table-cell"'
    ' style:data-style-name="day-format"/></office:automatic-styles><office:body><office:spreadsheet>'
    "%s</office:spreadsheet></office:body></office:document-content>"
)


def written(sheets: Iterable[Dataset]) -> bytes:
    """The kind comes first and uncompressed: that is how the file is recognised."""
    held = BytesIO()
    with ZipFile(held, "w", ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", KIND, ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        archive.writestr("content.xml", CONTENT % "".join(map(table, sheets)))
    return held.getvalue()


def table(sheet: Dataset) -> str:
    lines = "".join(map(line, [sheet.headers or [], *sheet]))
    return f"<table:table table:name={quoteattr(sheet.title)}>{lines}</table:table>"


def line(cells: Iterable[object]) -> str:
    return f"<table:table-row>{''.join(map(cell, cells)) or '<table:table-cell/>'}</table:table-row>"


def cell(value: object) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return of_kind("float", f'office:value="{value}"')
    if isinstance(value, date) and not isinstance(value, datetime):
        return of_kind("date", f'office:date-value="{value}" table:style-name="day"', f"{value:%d/%m/%Y}")
    return of_kind("string", "", "" if value is None else str(value))


def of_kind(kind: str, attributes: str, words: str = "") -> str:
    paragraphs = "".join(f"<text:p>{escape(words_of_line)}</text:p>" for words_of_line in words.splitlines())
    return f'<table:table-cell office:value-type="{kind}" {attributes}>{paragraphs}</table:table-cell>'
