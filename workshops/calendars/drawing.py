"""Where things stand on a day that is drawn, by rows of a quarter of an hour."""

from dataclasses import dataclass
from datetime import datetime
from math import ceil

OPENS, CLOSES = 7, 21  # hours drawn: what is earlier or later stands at the edge
QUARTER = 15  # minutes a row
ROWS = (CLOSES - OPENS) * 60 // QUARTER
SHORTEST = 2  # rows: a few words hold in it


@dataclass(frozen=True)
class Drawn:
    starts_at: datetime
    ends_at: datetime

    @property
    def classes(self) -> str:
        """From which row it is drawn, over how many."""
        return f"from-{self.row} for-{self.rows}"

    @property
    def row(self) -> int:
        return min(max(row_of(self.starts_at), 0), ROWS - SHORTEST)

    @property
    def rows(self) -> int:
        minutes = (self.ends_at - self.starts_at).total_seconds() / 60
        return min(max(ceil(minutes / QUARTER), SHORTEST), ROWS - self.row)


def row_of(at: datetime) -> int:
    return ((at.hour - OPENS) * 60 + at.minute) // QUARTER
