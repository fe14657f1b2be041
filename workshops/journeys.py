"""How far somebody lives from a session: from the middle of one commune to that of the other, never from her door."""

from collections.abc import Iterable
from math import asin, cos, radians, sin, sqrt

from mediation.accounts.models import Commune
from publics.models import Person

from .models import Session

EARTH = 6371  # km, its radius
STEP = 5  # km: roads are longer than the flight of a bird, and communes are wide


def journeys_to(session: Session, people: Iterable[Person]) -> dict[int, str]:
    """By person, when both communes are known: « dans sa commune », « à 15 km environ, à vol d’oiseau »."""
    communes = list(Commune.objects.of(session.space).exclude(latitude=None).exclude(longitude=None))
    known = {commune.insee_code: commune for commune in communes} | {named(each.name): each for each in communes}
    there = known.get(session.insee_code) or known.get(named(session.city))
    found = {person.pk: known.get(person.insee_code) or known.get(named(person.city)) for person in people}
    return {pk: said(here, there) for pk, here in found.items() if here and there}


def named(city: str) -> str:
    return city.casefold().strip()


def said(here: Commune, there: Commune) -> str:
    if here == there:
        return "dans sa commune"
    return f"à {max(round(kilometres(here, there) / STEP) * STEP, STEP)} km environ, à vol d’oiseau"


def kilometres(here: Commune, there: Commune) -> float:
    """As the crow flies."""
    south, north = radians(here.latitude), radians(there.latitude)
    across, down = radians(there.longitude - here.longitude), north - south
    half = sin(down / 2) ** 2 + cos(south) * cos(north) * sin(across / 2) ** 2
    return 2 * EARTH * asin(sqrt(half))
