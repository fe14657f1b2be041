"""« Ceux qui ne nous connaissent pas encore »: whom of the territory we know, and who begins to come.

Known: a person of the space, whatever she came for. Arrived: known for less than a year. A commune is « encore loin »
when we know less than half as many people for a thousand inhabitants there as on the whole territory.
"""

from dataclasses import dataclass
from datetime import datetime

from dateutil.relativedelta import relativedelta
from django.db.models import Count, Q

from mediation.accounts.models import Commune, Space
from mediation.common.text import FrKey

from .criteria import AGES, of_age
from .models import Person

ARRIVED = relativedelta(years=1)
FAR = 0.5  # of what is usual on the territory
THOUSAND = 1000


@dataclass(frozen=True)
class Place:
    name: str
    population: int
    known: int
    arrived: int
    is_far: bool = False

    @property
    def rate(self) -> float:
        """People known for a thousand inhabitants."""
        return THOUSAND * self.known / self.population if self.population else 0.0


@dataclass(frozen=True)
class Group:
    label: str
    known: int
    arrived: int


def places(*, space: Space, at: datetime) -> list[Place]:
    """The communes of the territory, those where we are least known first."""
    communes = Commune.objects.of(space).annotate(key=FrKey("name"))
    by_city = people_by_city(space, at=at)
    found = [Place(commune.name, commune.population, *by_city.get(commune.key, (0, 0))) for commune in communes]
    usual = Place("", sum(one.population for one in found), sum(one.known for one in found), 0).rate
    described = [Place(one.name, one.population, one.known, one.arrived, one.rate < FAR * usual) for one in found]
    return sorted(described, key=lambda one: (one.rate, one.name))


def people_by_city(space: Space, *, at: datetime) -> dict[str, tuple[int, int]]:
    rows = Person.objects.of(space).current().exclude(city="").annotate(key=FrKey("city")).values("key").order_by()
    counted = rows.annotate(known=Count("pk"), arrived=Count("pk", filter=arrived(at)))
    return {row["key"]: (row["known"], row["arrived"]) for row in counted}


def arrived(at: datetime) -> Q:
    return Q(created_at__gte=at - ARRIVED)


def ages(*, space: Space, at: datetime) -> list[Group]:
    """By the year of birth, when it was given; then those who gave none."""
    brackets = [(label, of_age(key, space=space, at=at)) for key, (label, _, _) in AGES.items()]
    brackets.append(("Année de naissance non demandée", Q(birth_year=None)))
    sums = {f"known_{n}": Count("pk", filter=inside) for n, (_, inside) in enumerate(brackets)}
    sums |= {f"arrived_{n}": Count("pk", filter=inside & arrived(at)) for n, (_, inside) in enumerate(brackets)}
    found = Person.objects.of(space).current().aggregate(**sums)
    return [Group(label, found[f"known_{n}"], found[f"arrived_{n}"]) for n, (label, _) in enumerate(brackets)]
