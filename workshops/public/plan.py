"""A plan of the places, drawn from their coordinates alone: nothing is asked of anybody else's server."""

import math
from dataclasses import dataclass, field

from .choices import Place

WIDTH, HEIGHT, MARGIN = 400, 300, 34
RADIUS = 13
KM_A_DEGREE = 111.32
STEPS_OF_SCALE = (50, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1)
TURNS = 40  # of the game of pushing apart


@dataclass
class Point:
    """Where a place is drawn; `number` is the one it has in the list beside."""

    place: Place
    number: int
    x: float = 0.0
    y: float = 0.0


@dataclass(frozen=True)
class Plan:
    points: list[Point] = field(default_factory=list)
    elsewhere: list[Place] = field(default_factory=list)  # those whose coordinates nobody has given
    scale_km: str = ""
    scale_width: float = 0.0


def plan_of(places: list[Place]) -> Plan:
    """True in directions and distances; two places that would hide each other are drawn side by side."""
    known = [place for place in places if place.latitude is not None]
    elsewhere = [place for place in places if place.latitude is None]
    if len(known) < 2:
        return Plan(elsewhere=places)
    km = flat(known)
    left, top = min(x for x, _ in km), max(y for _, y in km)
    across, down = max(x for x, _ in km) - left, top - min(y for _, y in km)
    unit = min((WIDTH - 2 * MARGIN) / max(across, 0.5), (HEIGHT - 2 * MARGIN) / max(down, 0.5))
    aside, above = (WIDTH - across * unit) / 2, (HEIGHT - down * unit) / 2
    points = [
        Point(place, number, aside + (x - left) * unit, above + (top - y) * unit)
        for number, (place, (x, y)) in enumerate(zip(known, km, strict=True), 1)
    ]
    push_apart(points)
    length = next((step for step in STEPS_OF_SCALE if step * unit <= WIDTH / 4), STEPS_OF_SCALE[-1])
    return Plan(points, elsewhere, f"{length:g}".replace(".", ","), round(length * unit, 1))


def flat(places: list[Place]) -> list[tuple[float, float]]:
    """Kilometres east and north: over a territory, the earth is flat."""
    narrowing = math.cos(math.radians(sum(place.latitude for place in places) / len(places)))
    return [(place.longitude * KM_A_DEGREE * narrowing, place.latitude * KM_A_DEGREE) for place in places]


def push_apart(points: list[Point]) -> None:
    for _ in range(TURNS):
        for index, point in enumerate(points):
            for other in points[:index]:
                part(point, other)
    for point in points:
        point.x, point.y = round(within(point.x, WIDTH), 1), round(within(point.y, HEIGHT), 1)


def part(point: Point, other: Point) -> None:
    """Each goes half of what is missing, away from the other; one exactly on the other goes aside."""
    across, down = point.x - other.x, point.y - other.y
    distance = math.hypot(across, down)
    missing = 2 * RADIUS + 2 - distance
    if missing <= 0:
        return
    aside, below = (across / distance, down / distance) if distance else (1.0, 0.0)
    point.x, point.y = point.x + aside * missing / 2, point.y + below * missing / 2
    other.x, other.y = other.x - aside * missing / 2, other.y - below * missing / 2


def within(value: float, size: int) -> float:
    return min(max(value, RADIUS + 2), size - RADIUS - 2)
