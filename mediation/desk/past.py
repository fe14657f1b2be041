"""What somebody did with us, read once for all that her page says of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from mediation.accounts.models.users import short_name
from publics.models import Person, Visit
from workshops.enums import AppointmentState, Presence
from workshops.models import Appointment, Attendance, Registration, Session

from .kept import hers

READ_AT_MOST = 100  # of each: a story is read, not searched
OF_A_VISIT = ("pk", "at", "purpose", "how_done", "demarche", "demarche__name", "demarche__imposed_by")
OF_A_SESSION = ("code", "starts_at", "ends_at", "time_zone", "workshop__title", "workshop__branch")
OF_ITS_SESSION = tuple(f"session__{name}" for name in OF_A_SESSION)
OF_ITS_PLACE = ("setting", "venue__name", "organisation__name")
OF_A_REGISTRATION = ("state", "origin", "created_at", "cancelled_at", *(f"session__{name}" for name in OF_ITS_PLACE))
OF_AN_APPOINTMENT = (
    "state", "starts_at", "time_zone", "created_at",
    "host__name", "host__email", "demarche__name", "interest__name", "purpose",
)  # fmt: skip
OF_THE_NEXT = ("host", "demarche", "interest", "venue", "room")
OF_AN_ATTENDANCE = ("presence", "is_first_time")


class PastVisit(NamedTuple):
    """`OF_A_VISIT` and no more: a hundred are read for a page that shows thirty lines."""

    pk: int
    at: datetime
    purpose: str
    how_done: str
    demarche_id: int | None
    demarche: str | None
    imposed_by: str | None

    @property
    def motive(self) -> str:
        return self.demarche or self.purpose


class PastAppointment(NamedTuple):
    """`OF_AN_APPOINTMENT`, as it is told whatever became of it."""

    state: str
    starts_at: datetime
    time_zone: str
    created_at: datetime
    host_name: str
    host_email: str
    demarche: str | None
    interest: str | None
    purpose: str

    @property
    def start(self) -> datetime:
        """On the clocks of the place."""
        return self.starts_at.astimezone(ZoneInfo(self.time_zone))

    @property
    def host(self) -> str:
        return short_name(self.host_name or self.host_email)

    @property
    def motive(self) -> str:
        return self.demarche or self.interest or self.purpose


@dataclass(frozen=True)
class Past:
    """The last first."""

    visits: list[PastVisit]
    registrations: list[Registration]
    attendances: list[Attendance]
    appointments: list[PastAppointment]

    @property
    def is_whole(self) -> bool:
        """Nothing older was left unread."""
        return max(map(len, (self.visits, self.registrations, self.attendances, self.appointments))) < READ_AT_MOST

    @property
    def came(self) -> list[Session]:
        """The sessions she came to."""
        return [one.session for one in self.attendances if one.presence in {Presence.CAME, Presence.WALKED_IN}]

    @property
    def instants(self) -> list[datetime]:
        """When she was here, at the desk or at a session."""
        return [*(visit.at for visit in self.visits), *(session.starts_at for session in self.came)]


def past_of(person: Person) -> Past:
    visits = Visit.objects.of(person.space).filter(person=person).order_by("-at", "pk").values_list(*OF_A_VISIT)
    return Past(
        [PastVisit(*row) for row in visits[:READ_AT_MOST]],
        hers(Registration, person, last_registrations),
        hers(Attendance, person, last_attendances),
        [PastAppointment(*row) for row in hers(Appointment, person, last_appointments)],
    )


def last_registrations(rows: QuerySet[Registration]) -> QuerySet[Registration]:
    rows = rows.select_related("session__workshop", "session__venue", "session__organisation")
    return rows.only(*OF_A_REGISTRATION, *OF_ITS_SESSION).order_by("-created_at", "pk")[:READ_AT_MOST]


def last_attendances(rows: QuerySet[Attendance]) -> QuerySet[Attendance]:
    rows = rows.select_related("session__workshop").only(*OF_AN_ATTENDANCE, *OF_ITS_SESSION)
    return rows.order_by("-session__starts_at", "pk")[:READ_AT_MOST]


def last_appointments(rows: QuerySet[Appointment]) -> QuerySet:
    return rows.order_by("-starts_at", "pk").values_list(*OF_AN_APPOINTMENT)[:READ_AT_MOST]


def expected_appointments(person: Person, past: Past) -> list[Appointment]:
    """Those she is still to come to, or of which nobody said what became; the next first."""
    if all(one.state != AppointmentState.PLANNED for one in past.appointments):
        return []
    planned = Appointment.objects.of(person.space).filter(person=person, state=AppointmentState.PLANNED)
    return list(planned.select_related(*OF_THE_NEXT).order_by("starts_at", "pk"))
