"""What leaves in a file: words and never formulas, in three formats, opened by what reads them."""

from datetime import date
from io import BytesIO
from xml.etree import ElementTree as ET
from zipfile import ZIP_STORED, ZipFile

import pytest
from tablib import Dataset

from mediation.common.exports import FORMATS, as_file, told

SHEET = Dataset(("=1+1", 12, date(2026, 11, 16), "a & b <c>\nd\x0b"), headers=["mot", "nombre", "jour", "texte"])
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}p"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
CELL = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}table-cell"


def test_ods_is_recognised_and_keeps_words_numbers_and_days():
    content = as_file(SHEET, format_name="ods", name="liste").content

    with ZipFile(BytesIO(content)) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", ZIP_STORED)
        assert archive.read("mimetype") == b"application/vnd.oasis.opendocument.spreadsheet"
        cells = list(ET.fromstring(archive.read("content.xml")).iter(CELL))[4:]
    assert [["".join(said.itertext()) for said in cell.iter(TEXT)] for cell in cells] == [
        ["'=1+1"],
        [],
        ["16/11/2026"],
        ["a & b <c>", "d"],
    ]
    assert cells[1].get(f"{OFFICE}value") == "12"
    assert cells[2].get(f"{OFFICE}date-value") == "2026-11-16"


@pytest.mark.parametrize("format_name", FORMATS)
def test_each_format_says_its_name_and_its_kind(format_name):
    response = as_file(SHEET, format_name=format_name, name="liste")

    assert response.headers["Content-Disposition"].endswith(f'.{format_name}"')
    assert response.content


def test_rows_of_any_length_come_under_what_tells_where_they_come_from():
    sheet = told([["Genre", "Nombre"], ["Féminin", 3, 60.0]], about=[["Par", "Hélène"]])

    assert [tuple(sheet.headers), *sheet] == [
        ("Par", "Hélène", ""),
        ("", "", ""),
        ("Genre", "Nombre", ""),
        ("Féminin", 3, 60.0),
    ]
