"""What leaves in a file says first what it is, who took it, when, and with which filters."""

from collections.abc import Iterable

from tablib import Dataset

from mediation.common import exports
from mediation.common.exports import told

from .periods import Period
from .tables import MASKED, Line, Table

Rows = list[list[object]]


def about(request, title: str, *, period: Period | None = None, filters: str = "aucun") -> Rows:
    said = exports.about(request, title, filters=filters)
    return [*said, ["Période", period.label]] if period else said


def of_tables(tables: Iterable[Table], *, about: Rows) -> Dataset:
    """One sheet, one block a table: its title, what its numbers count, its lines."""
    rows = [row for table in tables for row in block(table)]
    return told(rows, about=about)


def block(table: Table) -> Rows:
    titles = [table.title, "Nombre", *(["Part (%)"] if table.has_shares else [])]
    return [titles, *(cells(table, line) for line in table.lines), [table.definition], []]


def cells(table: Table, line: Line) -> list[object]:
    """Numbers stay numbers, so that a spreadsheet adds them up."""
    counted = MASKED if line.count is None else line.count
    is_part = table.whole and line.has_share
    return [line.label, counted, *([round(100 * line.count / table.whole, 1)] if is_part else [])]
