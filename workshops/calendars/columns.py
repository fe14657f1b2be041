"""A day side by side: venue by venue, room by room, or one of us by one."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Model, TextChoices

from mediation.accounts.models import Room, User, Venue

from ..models.clock import place_of
from .days import Busy, Day
from .scope import Scope


class By(TextChoices):
    """As the address says them."""

    VENUE = "lieu", "Par lieu"
    ROOM = "salle", "Par salle"
    HOST = "personne", "Par personne"


NAMES = {By.VENUE: "venue", By.ROOM: "room", By.HOST: "host"}
WITHOUT = {By.VENUE: "Ailleurs, à distance", By.ROOM: "Sans salle", By.HOST: "Personne encore, ou quelqu’un d’ailleurs"}


@dataclass
class Column:
    """`scope` is None for what is of none of them."""

    title: str
    day: Day
    scope: Scope | None = None


def columns_of(day: Day, scope: Scope, by: By, among: Iterable[Venue | Room | User]) -> list[Column]:
    """One each, whatever takes place there; then what has none, when there is any."""
    name = NAMES[by]
    theirs = [each for each in among if is_within(each, scope, name)]
    columns = [Column(title_of(each), part(day, name, each), replace(scope, **{name: each})) for each in theirs]
    rest = part(day, name, None)
    return [*columns, Column(WITHOUT[by], rest)] if rest.lines else columns


def title_of(each: Venue | Room | User) -> str:
    return place_of(each.venue, each) if isinstance(each, Room) else str(each)


def is_within(each: Model, scope: Scope, name: str) -> bool:
    """The one that was chosen; of a chosen venue, its rooms."""
    chosen = getattr(scope, name)
    if chosen:
        return each == chosen
    return name != "room" or scope.venue is None or each.venue == scope.venue


def part(day: Day, name: str, each: Venue | Room | User | None) -> Day:
    key = each and each.pk
    lines = [line for line in day.lines if getattr(line.what, f"{name}_id") == key]
    return replace(day, lines=lines, busy=[busy for busy in day.busy if is_of(busy, each)])


def is_of(busy: Busy, each: Venue | Room | User | None) -> bool:
    """What takes a venue takes its rooms."""
    return busy.whose == (each.venue if isinstance(each, Room) else each)
