"""A room, or who welcomes, is in one place at a time. The database refuses; here is with what, and when it is free."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from mediation.accounts.models import Membership, Room
from mediation.common import dates

from .enums import Resource
from .models import Appointment, Occupancy, Session

TAKEN = {
    Resource.ROOM: "Cette salle est déjà prise",
    Resource.HOST: "Cette personne accueille déjà ailleurs",
}
EARLIEST, LATEST = time(8), time(20)  # nobody is proposed an hour of the night
LOOKED_AHEAD = 14  # days

Span = tuple[datetime, datetime]


def taken_beside(row: Session | Appointment, since: datetime, until: datetime) -> QuerySet[Occupancy]:
    """What takes its room or its host at some time of these, in order; itself apart."""
    rows = Occupancy.objects.of(row.space).taking(resources_of(row)).but_of(row)
    return rows.meanwhile(since, until).with_what().order_by("starts_at", "pk")


def resources_of(row: Session | Appointment) -> dict[Resource, int]:
    keys = {Resource.ROOM: row.room_id, Resource.HOST: row.host_id}
    return {resource: key for resource, key in keys.items() if key}


def conflicts(
    row: Session | Appointment, start: datetime, end: datetime, others: Iterable[Occupancy]
) -> dict[Resource, str]:
    """By `room` and `host`: what takes it between these times, among what takes one of the two."""
    asked = resources_of(row)
    meanwhile = [other for other in others if other.starts_at < end and other.ends_at > start]
    return {
        resource: f"{TAKEN[resource]}\u00a0: {named(other, row)}"
        for resource, key in asked.items()
        for other in reversed(meanwhile)
        if (other.resource, other.resource_key) == (resource, key)
    }


def named(occupancy: Occupancy, row: Session | Appointment) -> str:
    """« Vendre ses gâteaux », de 14 heures à 16 heures. An appointment is not said to be anybody's."""
    what = f"«\u00a0{occupancy.session.workshop}\u00a0»" if occupancy.session else "un rendez-vous"
    start, end = (at.astimezone(row.zone) for at in (occupancy.starts_at, occupancy.ends_at))
    return f"{what}, {dates.hours(start, end)}"


def refusals(row: Session | Appointment, start: datetime, end: datetime) -> dict[Resource, str]:
    """Whole sentences: what takes the room or the host then, and the nearest time when neither is taken."""
    local = start.astimezone(row.zone), end.astimezone(row.zone)
    first = local[0].replace(hour=0, minute=0)
    others = list(taken_beside(row, first, first + timedelta(days=LOOKED_AHEAD)))
    found = conflicts(row, *local, others)
    if not found:
        return {}
    free = said_free(nearest_free(*local, [(other.starts_at, other.ends_at) for other in others]))
    return {resource: f"{sentence}.{free}" for resource, sentence in found.items()}


def refuse_if_taken(row: Session | Appointment) -> None:
    """Within a transaction: its room and its host are held until the end, so that two desks do not wait for each
    other on the constraint; the second one is told with what."""
    hold_resources(row)
    if said := refusals(row, row.starts_at, row.ends_at):
        raise ValidationError(list(said.values()), code="taken")


def hold_resources(row: Session | Appointment) -> None:
    """The room, then the role of who welcomes: held by everybody in that order."""
    rooms = Room.objects.of(row.space).filter(pk=row.room_id)
    hosts = Membership.objects.filter(space=row.space, user=row.host_id)
    for rows in (rooms, hosts):
        list(rows.select_for_update(no_key=True).values_list("pk"))


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
