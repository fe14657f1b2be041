"""A room, who welcomes, an item is in one place at a time. The database refuses; here is with what, until when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.db.models import QuerySet, prefetch_related_objects

from mediation.accounts.models import Membership, Room
from mediation.common import dates

from .elsewhere import elsewhere
from .enums import Resource
from .models import Appointment, HalfDay, Item, Loan, Occupancy, Session, Sitting

TAKEN = {
    Resource.ROOM: "Cette salle est déjà prise",
    Resource.HOST: "Cette personne accueille déjà ailleurs",
}
EARLIEST, LATEST = time(8), time(20)  # nobody is proposed an hour of the night
LOOKED_AHEAD = 14  # days
A_MOMENT = timedelta(seconds=1)  # a loan ends with its last day

Span = tuple[datetime, datetime]
Taker = Session | Appointment | Loan | Sitting | HalfDay


@dataclass(frozen=True)
class Asked:
    """What somebody wants at an hour; `taken` begins the sentence that says it is not free."""

    resource: Resource
    key: int
    taken: str

    @property
    def pair(self) -> tuple[Resource, int]:
        return self.resource, self.key


def taken_beside(
    row: Taker, since: datetime, until: datetime, items: Iterable[Item] | None = None
) -> QuerySet[Occupancy]:
    """What takes its room, its host or its equipment at some time of these, in order; itself apart."""
    rows = Occupancy.objects.of(row.space).taking(asked.pair for asked in asked_by(row, items)).but_of(row)
    return rows.meanwhile(since, until).with_what().order_by("starts_at", "pk")


def asked_by(row: Taker, items: Iterable[Item] | None = None) -> list[Asked]:
    """Its room, who welcomes, then its equipment; `items`: those it would have instead."""
    keys = {Resource.ROOM: getattr(row, "room_id", None), Resource.HOST: getattr(row, "host_id", None)}
    equipment = items_of(row) if items is None else items
    return [
        *(Asked(resource, key, TAKEN[resource]) for resource, key in keys.items() if key),
        *(Asked(Resource.ITEM, item.pk, f"«\u00a0{item}\u00a0» n’est pas libre") for item in equipment),
    ]


def items_of(row: Taker) -> list[Item]:
    if isinstance(row, Session):
        prefetch_related_objects([row] if row.pk else [], "items")
        return list(row.items.all()) if row.pk else []
    return [] if isinstance(row, Appointment | HalfDay) else [row.item]


def conflicts(
    row: Taker,
    start: datetime,
    end: datetime,
    others: Iterable[Occupancy],
    items: Iterable[Item] | None = None,
) -> dict[Resource, str]:
    """By `room`, `host` and `item`: what takes it between these times, among what takes any of them."""
    meanwhile = [other for other in others if other.starts_at < end and other.ends_at > start]
    found: dict[Resource, list[str]] = {}
    for asked in asked_by(row, items):
        taker = next((other for other in meanwhile if (other.resource, other.resource_key) == asked.pair), None)
        if taker:
            found.setdefault(asked.resource, []).append(f"{asked.taken}\u00a0: {named(taker, row)}")
    return {resource: ". ".join(sentences) for resource, sentences in found.items()}


def named(occupancy: Occupancy, row: Taker) -> str:
    """« Vendre ses gâteaux », de 14 heures à 16 heures. Only a session says its name."""
    start, end = (at.astimezone(row.zone) for at in (occupancy.starts_at, occupancy.ends_at))
    if occupancy.loan_id:
        return f"un prêt, jusqu’au {dates.without_year(end - A_MOMENT)}"
    what = "quelqu’un" if occupancy.sitting_id else "un rendez-vous"
    said = occupancy.session.workshop if occupancy.session else occupancy.halfday and occupancy.halfday.permanence
    what = f"«\u00a0{said}\u00a0»" if said else what
    return f"{what}, {dates.hours(start, end)}"


def refusals(row: Taker, start: datetime, end: datetime, items: Iterable[Item] | None = None) -> dict[Resource, str]:
    """Whole sentences: what takes the room, the host or an item then, and the nearest time when none is taken."""
    local = start.astimezone(row.zone), end.astimezone(row.zone)
    first = local[0].replace(hour=0, minute=0)
    others = list(taken_beside(row, first, first + timedelta(days=LOOKED_AHEAD), items))
    found = conflicts(row, *local, others, items)
    if not found:
        return {}
    free = said_free(nearest_free(*local, [(other.starts_at, other.ends_at) for other in others]))
    return {resource: f"{sentence}.{free}" for resource, sentence in found.items()}


def refuse_if_taken(row: Taker) -> None:
    """Within a transaction: its room, its host and its equipment are held until the end, so that two desks do not wait
    for each other on the constraint; the second one is told with what."""
    hold_resources(row)
    if said := refusals(row, row.starts_at, row.ends_at):
        raise ValidationError(list(said.values()), code="taken")


def refuse_if_elsewhere(row: Appointment) -> None:
    """What a calendar of elsewhere says of who welcomes, or of the venue; when she is away."""
    if found := elsewhere(row, row.starts_at, row.ends_at):
        raise ValidationError(f"{found[0].words}.", code="elsewhere")


def hold_resources(row: Taker) -> None:
    """The room, the role of who welcomes, then each item: held by everybody in that order."""
    rooms = Room.objects.of(row.space).filter(pk=row.room_id)
    hosts = Membership.objects.filter(space=row.space, user=row.host_id)
    for rows in (rooms, hosts):
        list(rows.select_for_update(no_key=True).values_list("pk"))
    list(Item.objects.of(row.space).held([item.pk for item in items_of(row)]).values_list("pk"))


def said_free(start: datetime | None) -> str:
    return f" Le plus près de libre\u00a0: {dates.without_year(start)} à {dates.hour(start)}." if start else ""


def nearest_free(start: datetime, end: datetime, spans: Iterable[Span]) -> datetime | None:
    """The nearest hour of that day when nothing is taken for as long; else the same hour, the first day it is free."""
    length, spans = end - start, [(begin.astimezone(start.tzinfo), over) for begin, over in spans]
    same_day = (edge for span in spans for edge in edges(span, length))
    later = [start + timedelta(days=days) for days in range(1, LOOKED_AHEAD)]
    by_distance = sorted((at for at in same_day if fits(at, start, length)), key=lambda at: (abs(at - start), at))
    return next((at for at in [start, *by_distance, *later] if is_free(at, at + length, spans)), None)


def edges(span: Span, length: timedelta) -> tuple[datetime, datetime]:
    """To end when it begins, or to begin when it ends."""
    begin, over = span
    return begin - length, over.astimezone(begin.tzinfo)


def fits(at: datetime, wished: datetime, length: timedelta) -> bool:
    over = at + length
    return at.date() == wished.date() == over.date() and at.time() >= EARLIEST and over.time() <= LATEST


def is_free(start: datetime, end: datetime, spans: Iterable[Span]) -> bool:
    return all(end <= begin or over <= start for begin, over in spans)
