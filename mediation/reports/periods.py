"""A month, a quarter, a year or the days one chooses, with its neighbours."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from mediation.common.dates import MONTHS

LENGTHS = {"mois": 1, "trimestre": 3, "annee": 12}
LABELS = {"mois": "Mois", "trimestre": "Trimestre", "annee": "Année"}
DAYS = "dates"
YEARS = range(2000, 2101)
LONGEST = timedelta(days=3 * 366)


@dataclass(frozen=True)
class Period:
    """`length` is a key of LENGTHS; `first` its first day. Or DAYS, and `last` is its last day."""

    length: str
    first: date
    last: date | None = None

    @classmethod
    def around(cls, length: str, day: date) -> "Period":
        months = LENGTHS[length]
        return cls(length, date(day.year, (day.month - 1) // months * months + 1, 1))

    @classmethod
    def asked(cls, address: Mapping[str, str], *, today: date) -> "Period":
        """As written in an address; what is not understood gives the current month."""
        length, first, last = (address.get(name, "") for name in ("periode", "le", "au"))
        chosen = cls.between(first, last) if length == DAYS else None
        return chosen or cls.read(length, first, today=today)

    @classmethod
    def between(cls, first: str, last: str) -> "Period | None":
        """These days, both counted; None when they are not days, or not in order, or more than three years."""
        try:
            days = date.fromisoformat(first), date.fromisoformat(last)
        except ValueError:
            return None
        in_order = days[0] <= days[1] < days[0] + LONGEST and {day.year for day in days} <= set(YEARS)
        return cls(DAYS, *days) if in_order else None

    @classmethod
    def read(cls, length: str, day: str, *, today: date) -> "Period":
        """What is not understood gives the current month."""
        try:
            chosen = date.fromisoformat(day)
        except ValueError:
            chosen = today
        return cls.around(length if length in LENGTHS else "mois", chosen if chosen.year in YEARS else today)

    @property
    def end(self) -> date:
        """The first day after it."""
        if self.last:
            return self.last + timedelta(days=1)
        return self.first + relativedelta(months=LENGTHS[self.length])

    @property
    def label(self) -> str:
        if self.last:
            return f"du {self.first:%d/%m/%Y} au {self.last:%d/%m/%Y}"
        if self.length == "annee":
            return f"année {self.first.year}"
        if self.length == "trimestre":
            number = self.first.month // 3 + 1
            return f"{number}{'er' if number == 1 else 'e'} trimestre {self.first.year}"
        return f"{MONTHS[self.first.month - 1]} {self.first.year}"

    @property
    def previous(self) -> "Period":
        if self.last:
            return Period(DAYS, self.first - (self.end - self.first), self.first - timedelta(days=1))
        return Period(self.length, self.first - relativedelta(months=LENGTHS[self.length]))

    @property
    def next(self) -> "Period":
        if self.last:
            return Period(DAYS, self.end, self.last + (self.end - self.first))
        return Period(self.length, self.end)

    @property
    def query(self) -> str:
        until = f"&au={self.last.isoformat()}" if self.last else ""
        return f"?periode={self.length}&le={self.first.isoformat()}{until}"

    def instants(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """From the first midnight to the one that ends it, on the clocks of the space."""
        return tuple(datetime.combine(day, time(), tzinfo=zone) for day in (self.first, self.end))
