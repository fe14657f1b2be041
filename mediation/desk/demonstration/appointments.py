"""The weeks of who receives, and the appointments around the day of launch: taken and settled by the services."""

from datetime import datetime, time, timedelta

from django.core.exceptions import ValidationError

from publics.enums import HowDone
from publics.models import Demarche, Interest, Visit
from workshops import services
from workshops.models import Appointment, AppointmentHours
from workshops.slots import free_slots

from .loading import Loading, code_of, read

TAKEN_BEFORE = timedelta(days=8)  # the day of launch
BEGAN_BEFORE = timedelta(days=365)


def write_appointments(loading: Loading) -> None:
    said = read("appointments")
    AppointmentHours.objects.bulk_create(hours(loading, row) for row in said["hours"])
    for row in said["appointments"]:
        if appointment := take(loading, row):
            Appointment.objects.filter(pk=appointment.pk).update(code=code_of("appointment", row["person"]))
            settle(loading, appointment, row.get("became"))


def hours(loading: Loading, row: dict) -> AppointmentHours:
    place = {"venue": loading.venues[row["venue"]], "room": loading.rooms[row.pop("venue"), row.pop("room")]}
    starts, ends = time.fromisoformat(row.pop("starts")), time.fromisoformat(row.pop("ends"))
    since = loading.days.first - BEGAN_BEFORE
    host = loading.users[row.pop("host")]
    return AppointmentHours(**loading.owned(**row, **place), host=host, starts=starts, ends=ends, valid_from=since)


def take(loading: Loading, row: dict) -> Appointment | None:
    """None when who welcomes turns out to be elsewhere on that day of launch."""
    moment = fixed(loading, row) if "days" in row else proposed(loading, row)
    if moment is None:
        return None
    why = {
        "demarche": Demarche.objects.filter(key=row.get("demarche", "")).first(),
        "interest": Interest.objects.filter(key=row.get("interest", "")).first(),
        "purpose": row.get("purpose", ""),
    }
    at = min(loading.at, moment["starts_at"]) - TAKEN_BEFORE
    person, by = loading.people[row["person"]], loading.users["paulette"]
    try:
        return services.book(space=loading.space, person=person, at=at, by=by, **moment, **why)
    except ValidationError:
        return None


def fixed(loading: Loading, row: dict) -> dict:
    return {
        "host": loading.users[row["host"]],
        "venue": loading.venues[row["venue"]],
        "room": loading.rooms.get((row["venue"], row.get("room"))),
        "is_by_phone": row.get("is_by_phone", False),
        "starts_at": loading.days.at(loading.days.from_launch(row["days"]), row["start"]),
        "minutes": row["minutes"],
    }


def proposed(loading: Loading, row: dict) -> dict | None:
    """The first free hour from the day after."""
    tomorrow: datetime = loading.days.at(loading.days.first + timedelta(days=1), "00:00")
    slots = free_slots(space=loading.space, at=max(loading.at, tomorrow), host=loading.users[row["host"]])
    if not slots:
        return None
    hours = slots[0].hours
    place = {"host": hours.host, "venue": hours.venue, "room": hours.room}
    return {"starts_at": slots[0].starts_at, "minutes": slots[0].minutes, **place}


def settle(loading: Loading, appointment: Appointment, became: str | None) -> None:
    """What became of those of the days before; its visit is reported with the others of the past."""
    at, by = appointment.ends_at, appointment.host
    if became == "not_come":
        services.note_absence(appointment=appointment, at=at, by=by)
    elif became == "came":
        visit = Visit.objects.create(
            **loading.owned(person=appointment.person, venue=appointment.venue, at=appointment.starts_at),
            demarche=appointment.demarche, purpose=appointment.purpose, how_done=HowDone.TOGETHER,
            minutes=appointment.minutes, noted_by=by,
        )  # fmt: skip
        services.become_visit(appointment=appointment, visit=visit, at=at, by=by)
