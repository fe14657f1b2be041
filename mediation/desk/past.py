"""What somebody did with us, read once for all that her page says of it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet, prefetch_related_objects

from publics.models import Person, Visit
from workshops.enums import AppointmentState, Presence
from workshops.models import Appointment, Attendance, Registration, Session

from .kept import hers

READ_AT_MOST = 100  # of each: a story is read, not searched
OF_A_VISIT = ("at", "kind", "purpose", "how_done", "demarche__name", "demarche__imposed_by")
OF_A_SESSION = ("code", "starts_at", "ends_at", "time_zone", "workshop__title", "workshop__branch")
OF_ITS_SESSION = tuple(f"session__{name}" for name in OF_A_SESSION)
OF_ITS_PLACE = ("setting", "venue__name", "organisation__name")
OF_A_REGISTRATION = ("state", "origin", "created_at", "cancelled_at", *(f"session__{name}" for name in OF_ITS_PLACE))
OF_AN_APPOINTMENT = ("code", "state", "starts_at", "ends_at", "time_zone", "created_at", "is_by_phone", "purpose")
OF_ITS_MOTIVE = ("demarche__name", "interest__name", "host__name", "venue", "room")
OF_AN_ATTENDANCE = ("presence", "is_first_time")


@dataclass(frozen=True)
class Past:
    """The last first."""

    visits: list[Visit]
    registrations: list[Registration]
    attendances: list[Attendance]
    appointments: list[Appointment]

    @property
    def is_whole(self) -> bool:
        """Nothing older was left unread."""
        return max(map(len, (self.visits, self.registrations, self.attendances, self.appointments))) < READ_AT_MOST

    @property
    def expected(self) -> list[Appointment]:
        """Those she is still to come to, or of which nobody said what became; the next first."""
        return [one for one in reversed(self.appointments) if one.state == AppointmentState.PLANNED]

    @property
    def came(self) -> list[Session]:
        """The sessions she came to."""
        return [one.session for one in self.attendances if one.presence in {Presence.CAME, Presence.WALKED_IN}]

    @property
    def instants(self) -> list[datetime]:
        """When she was here, at the desk or at a session."""
        return [*(visit.at for visit in self.visits), *(session.starts_at for session in self.came)]


def past_of(person: Person) -> Past:
    visits = Visit.objects.of(person.space).filter(person=person).select_related("demarche").only(*OF_A_VISIT)
    past = Past(
        list(visits.order_by("-at", "pk")[:READ_AT_MOST]),
        hers(Registration, person, last_registrations),
        hers(Attendance, person, last_attendances),
        hers(Appointment, person, last_appointments),
    )
    prefetch_related_objects(past.expected, "venue", "room")
    return past


def last_registrations(rows: QuerySet[Registration]) -> QuerySet[Registration]:
    rows = rows.select_related("session__workshop", "session__venue", "session__organisation")
    return rows.only(*OF_A_REGISTRATION, *OF_ITS_SESSION).order_by("-created_at", "pk")[:READ_AT_MOST]


def last_attendances(rows: QuerySet[Attendance]) -> QuerySet[Attendance]:
    rows = rows.select_related("session__workshop").only(*OF_AN_ATTENDANCE, *OF_ITS_SESSION)
    return rows.order_by("-session__starts_at", "pk")[:READ_AT_MOST]


def last_appointments(rows: QuerySet[Appointment]) -> QuerySet[Appointment]:
    """Where only the next ones are is told."""
    rows = rows.select_related("host", "demarche", "interest").only(*OF_AN_APPOINTMENT, *OF_ITS_MOTIVE)
    return rows.order_by("-starts_at", "pk")[:READ_AT_MOST]
