"""A list taken away in a file. What a spreadsheet would run as a formula is kept as the words it was."""

import re
from collections.abc import Callable, Iterable, Sequence

from django.http import HttpResponse
from django.utils import timezone
from tablib import Databook, Dataset

from . import opendocument
from .templatetags.french import date_fr, hour_fr

FORMATS = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": opendocument.KIND,
}
RUNS = ("=", "+", "-", "@", "\t", "\r")
UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # no spreadsheet opens a file that holds them

WRITERS: dict[str, Callable[[Sequence[Dataset]], str | bytes]] = {
    "csv": lambda sheets: sheets[0].export("csv"),
    "xlsx": lambda sheets: Databook(sheets).export("xlsx"),
    "ods": opendocument.written,
}

Row = Sequence[object]


def as_file(dataset: Dataset, *, format_name: str, name: str, about: Iterable[Row] = ()) -> HttpResponse:
    """`name-2026-11-21.csv`, xlsx or ods. Numbers and days stay what they are: a spreadsheet adds them up.

    `about` is a sheet of its own, « À propos »; a CSV has one sheet, and does without.
    """
    sheets = [harmless(dataset, "Liste"), *([harmless(even(about), "À propos")] if about else [])]
    content = WRITERS[format_name](sheets)
    response = HttpResponse(content, content_type=FORMATS[format_name])
    filename = f"{name}-{timezone.localdate():%Y-%m-%d}.{format_name}"
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


def harmless(dataset: Dataset, title: str) -> Dataset:
    return Dataset(*(tuple(map(as_words, row)) for row in dataset), headers=dataset.headers, title=title)


def about(request, title: str, *, filters: str = "aucun") -> list[list[object]]:
    """What a list says of itself when it leaves: what it is, who took it, when, with which filters."""
    at = timezone.localtime()
    return [
        [title, request.space.name],
        ["Emporté le", f"{date_fr(at.date())}, {hour_fr(at)}"],
        ["Par", request.user.get_full_name()],
        ["Filtres", filters],
    ]


def told(rows: Iterable[Row], *, about: Iterable[Row]) -> Dataset:
    """Rows of any length, under what tells where they come from: which list, who took it, when, with which filters."""
    return even([*about, (), *rows])


def even(rows: Iterable[Row]) -> Dataset:
    """Rows of any length as one sheet; the first stands for headings."""
    rows = list(rows)
    width = max(map(len, rows))
    first, *others = [(*row, *[""] * (width - len(row))) for row in rows]
    return Dataset(*others, headers=list(first))


def as_words(cell: object) -> object:
    if not isinstance(cell, str):
        return cell
    words = UNREADABLE.sub("", cell)
    return f"'{words}" if words.startswith(RUNS) else words
