"""A list taken away in a file. What a spreadsheet would run as a formula is kept as the words it was."""

from django.http import HttpResponse
from django.utils import timezone
from import_export.formats.base_formats import CSV, XLSX
from tablib import Dataset

FORMATS = {"csv": CSV, "xlsx": XLSX}
RUNS = ("=", "+", "-", "@", "\t", "\r")


def as_file(dataset: Dataset, *, format_name: str, name: str) -> HttpResponse:
    """`name-2026-11-21.csv`, or xlsx."""
    file_format = FORMATS[format_name]()
    harmless = Dataset(*(tuple(map(as_words, row)) for row in dataset), headers=dataset.headers)
    response = HttpResponse(file_format.export_data(harmless), content_type=file_format.get_content_type())
    filename = f"{name}-{timezone.localdate():%Y-%m-%d}.{format_name}"
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


def as_words(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(RUNS) else cell
