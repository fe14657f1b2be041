"""A month, a quarter or a year, with its neighbours."""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from mediation.common.dates import MONTHS

LENGTHS = {"mois": 1, "trimestre": 3, "annee": 12}
LABELS = {"mois": "Mois", "trimestre": "Trimestre", "annee": "Année"}
YEARS = range(2000, 2101)


@dataclass(frozen=True)
class Period:
    """`length` is a key of LENGTHS; `first` its first day."""

    length: str
    first: date

    @classmethod
    def around(cls, length: str, day: date) -> "Period":
        months = LENGTHS[length]
        return cls(length, date(day.year, (day.month - 1) // months * months + 1, 1))

    @classmethod
    def read(cls, length: str, day: str, *, today: date) -> "Period":
        """As written in an address; what is not understood gives the current month."""
        try:
            chosen = date.fromisoformat(day)
        except ValueError:
            chosen = today
        return cls.around(length if length in LENGTHS else "mois", chosen if chosen.year in YEARS else today)

    @property
    def end(self) -> date:
        """The first day after it."""
        return self.first + relativedelta(months=LENGTHS[self.length])

    @property
    def label(self) -> str:
        if self.length == "annee":
            return f"année {self.first.year}"
        if self.length == "trimestre":
            number = self.first.month // 3 + 1
            return f"{number}{'er' if number == 1 else 'e'} trimestre {self.first.year}"
        return f"{MONTHS[self.first.month - 1]} {self.first.year}"

    @property
    def previous(self) -> "Period":
        return Period(self.length, self.first - relativedelta(months=LENGTHS[self.length]))

    @property
    def next(self) -> "Period":
        return Period(self.length, self.end)

    @property
    def query(self) -> str:
        return f"?periode={self.length}&le={self.first.isoformat()}"

    def instants(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """From the first midnight to the one that ends it, on the clocks of the space."""
        return tuple(datetime.combine(day, time(), tzinfo=zone) for day in (self.first, self.end))
