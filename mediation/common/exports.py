"""A list taken away in a file. What a spreadsheet would run as a formula is kept as the words it was."""

import re
from collections.abc import Iterable, Sequence

from django.http import HttpResponse
from django.utils import timezone
from tablib import Dataset

from . import opendocument

FORMATS = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": opendocument.KIND,
}
RUNS = ("=", "+", "-", "@", "\t", "\r")
UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # no spreadsheet opens a file that holds them

Row = Sequence[object]


def as_file(dataset: Dataset, *, format_name: str, name: str) -> HttpResponse:
    """`name-2026-11-21.csv`, xlsx or ods. Numbers and days stay what they are: a spreadsheet adds them up."""
    harmless = Dataset(*(tuple(map(as_words, row)) for row in dataset), headers=dataset.headers)
    content = opendocument.written(harmless) if format_name == "ods" else harmless.export(format_name)
    response = HttpResponse(content, content_type=FORMATS[format_name])
    filename = f"{name}-{timezone.localdate():%Y-%m-%d}.{format_name}"
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


def told(rows: Iterable[Row], *, about: Iterable[Row]) -> Dataset:
    """Rows of any length, under what tells where they come from: which list, who took it, when, with which filters."""
    every = [*about, (), *rows]
    width = max(map(len, every))
    first, *others = [(*row, *[""] * (width - len(row))) for row in every]
    return Dataset(*others, headers=list(first))


def as_words(cell: object) -> object:
    if not isinstance(cell, str):
        return cell
    words = UNREADABLE.sub("", cell)
    return f"'{words}" if words.startswith(RUNS) else words
