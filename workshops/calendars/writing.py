"""iCalendar (RFC 5545): sessions and appointments for the calendars of telephones and of other tools.

The same UID whatever changes; SEQUENCE is raised by the database when the hour, the place or who welcomes does, or when
it is called off; what was called off stays, said so. Hours are those of the place, with its zone.

The text is written line by line: a library that builds an object for each property takes ten times as long.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from icalendar import Component, Timezone

from mediation.accounts.models import Space
from mediation.common.addresses import address_of
from mediation.common.printing import public_address
from mediation.common.sharing import share

from ..answers import sentences
from ..enums import AppointmentState, SessionState
from ..models import Appointment, Session
from ..recurrence import CODES, LAST, is_last_in_month, rank_in_month

PRODUCT = "-//mediation//agenda//FR"
SINCE, UNTIL = date(2020, 1, 1), date(2038, 1, 1)  # enough to see what comes back each year
CALLED_OFF = {SessionState.CANCELLED, AppointmentState.CANCELLED, AppointmentState.EXCUSED}
ADDRESSED = ["name", "address", "city"]
PLACE = {"venue": ADDRESSED, "room": ["name"]}
LONGEST_LINE = 75  # bytes
ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": ""})
CLOCK = len("2026-12-03T14:00:00")


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of a calendar, on the clocks of its place. `rule`: it comes back; `but`: not on these dates."""

    uid: str
    sequence: int
    changed: datetime
    starts_at: datetime
    ends_at: datetime
    title: str
    place: str
    is_called_off: bool = False
    description: str = ""
    url: str = ""
    rule: str = ""
    but: tuple[datetime, ...] = ()

    @property
    def zone(self) -> str:
        return str(self.starts_at.tzinfo)

    def lines(self) -> Iterator[str]:
        changed, zone = f"{clock(self.changed.astimezone(UTC))}Z", self.zone
        yield "BEGIN:VEVENT"
        yield f"UID:{self.uid}"
        yield f"SEQUENCE:{self.sequence}"
        yield f"DTSTAMP:{changed}"
        yield f"LAST-MODIFIED:{changed}"
        yield f"DTSTART;TZID={zone}:{clock(self.starts_at)}"
        yield f"DTEND;TZID={zone}:{clock(self.ends_at)}"
        if self.rule:
            yield f"RRULE:{self.rule}"
        if self.but:
            yield f"EXDATE;TZID={zone}:{','.join(map(clock, self.but))}"
        yield f"SUMMARY:{escaped(self.title)}"
        yield f"LOCATION:{escaped(self.place)}"
        yield f"STATUS:{'CANCELLED' if self.is_called_off else 'CONFIRMED'}"
        if self.description:
            yield f"DESCRIPTION:{escaped(self.description)}"
        if self.url:
            yield f"URL:{self.url}"
        yield "END:VEVENT"


def calendar_of(name: str, entries: Iterable[Entry]) -> bytes:
    kept = list(entries)
    head = [
        "BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "METHOD:PUBLISH", f"X-WR-CALNAME:{escaped(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H",
    ]  # fmt: skip
    zones = b"".join(zone_of(zone) for zone in sorted({entry.zone for entry in kept}))
    events = b"".join(folded(line) for entry in kept for line in entry.lines())
    return b"".join(map(folded, head)) + zones + events + folded("END:VCALENDAR")


def escaped(words: str) -> str:
    return words.translate(ESCAPED)


def clock(at: datetime) -> str:
    """« 20261203T140000 »; a calendar has a thousand."""
    return at.isoformat()[:CLOCK].replace("-", "").replace(":", "")


def folded(line: str) -> bytes:
    """Its lines, none longer than what readers take, no letter cut in two."""
    if line.isascii() and len(line) <= LONGEST_LINE:
        return f"{line}\r\n".encode()
    rest, parts = line.encode(), []
    while len(rest) > LONGEST_LINE - bool(parts):
        cut = LONGEST_LINE - bool(parts)
        while rest[cut] & 0xC0 == 0x80:  # within a letter
            cut -= 1
        parts.append(rest[:cut])
        rest = rest[cut:]
    return b"\r\n ".join([*parts, rest]) + b"\r\n"


@lru_cache(maxsize=32)
def zone_of(name: str) -> bytes:
    """Its changes of hour, as they come back each year; those that do not are said one by one."""
    zone = Timezone()
    zone.add("tzid", name)
    for listed in Timezone.from_tzid(name, first_date=SINCE, last_date=UNTIL).subcomponents:
        later, gained = listed.get("RDATE"), max(listed.TZOFFSETTO - listed.TZOFFSETFROM, timedelta())
        shown_after = [listed.DTSTART, *(each.dt for each in (later.dts if later else []))]
        onsets = [shown - gained for shown in shown_after]  # on the clocks as they were just before
        rule = yearly(onsets)
        for onset in onsets[:1] if rule else onsets:
            zone.add_component(change_of(listed, onset, rule))
    return zone.to_ical()


def yearly(onsets: list[datetime]) -> dict:
    """« Le dernier dimanche de mars », « le 2e dimanche »: the rule that gives them all; none when none does."""
    first = onsets[0]
    is_last = all(map(is_last_in_month, onsets))
    same = {(LAST if is_last else rank_in_month(onset), onset.weekday(), onset.month, onset.time()) for onset in onsets}
    if len(onsets) == 1 or len(same) > 1:
        return {}
    rank = LAST if is_last else rank_in_month(first)
    return {"freq": "yearly", "bymonth": first.month, "byday": f"{rank}{CODES[first.weekday()]}"}


def change_of(listed: Component, onset: datetime, rule: dict) -> Component:
    change = type(listed)()
    change.add("dtstart", onset)
    for field in ("tzname", "tzoffsetfrom", "tzoffsetto"):
        change[field] = listed[field]
    if rule:
        change.add("rrule", rule)
    return change


def page_of(session: Session) -> str:
    """What anybody may open."""
    return public_address(address_of("public:session", session.space.slug, session.code))


def entry_of(row: Session | Appointment, uid: str, title: str, **said: str) -> Entry:
    return Entry(
        uid=f"{uid}@{row.space.slug}",
        sequence=row.sequence,
        changed=row.changed_at or row.created_at,
        starts_at=row.starts_at.astimezone(row.zone),
        ends_at=row.ends_at.astimezone(row.zone),
        title=title,
        place=", ".join(filter(None, [row.place, row.address])),
        is_called_off=row.state in CALLED_OFF,
        **said,
    )


def session_entries(space: Space, sessions: Iterable[Session]) -> Iterator[Entry]:
    """What anybody may read of them."""
    sessions = list(sessions)
    share(sessions, workshop=["title", "takeaway"], stop=["place", "city"], organisation=ADDRESSED, **PLACE)
    for session in sessions:
        session.space = space
        told = {"description": sentences(session.workshop.takeaway), "url": page_of(session)}
        yield entry_of(session, session.code, session.workshop.title, **told)


def appointment_entries(space: Space, appointments: Iterable[Appointment], *, is_named: bool) -> Iterator[Entry]:
    """`is_named`: first name and initial, in the calendar of who receives her; nowhere else."""
    appointments = list(appointments)
    share(appointments, **PLACE, **({"person": ["first_name", "last_name"]} if is_named else {}))
    for appointment in appointments:
        appointment.space = space
        title = f"Rendez-vous, {appointment.person.discreet_name}" if is_named else "Rendez-vous"
        page = public_address(address_of("workshops:appointment", appointment.code))
        yield entry_of(appointment, f"rendez-vous-{appointment.code}", title, url=page)
