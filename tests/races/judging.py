"""What a mix of acts left, judged from the journal and the tables by SQL of its own: nothing here calls a service.

The journal numbers every change while the row of its session is held, so that its order is the order of the seats,
whatever the clocks said. It is replayed change after change:

- never more than the capacity: confirmed, offered and kept seats together;
- a person has one live registration to a session, an open offer belongs to who waits and is as large as her party;
- ranks have no holes and a rank that was told never grows; three offers at most, never two the same day;
- those of one booking are seated together or wait together, are offered their seats at once, and told once;
- nobody is offered a seat, nor given one on arriving, before somebody who could have had it and waits for longer;
- after each act that may free a seat, and after the last look, nobody who could have a free seat is left without;
- the counters and the rows at the end are those that the journal tells, and messages are those of the facts.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db import connection

MOST_OFFERS = 3
BETWEEN_OFFERS = timedelta(days=1)
PARIS = ZoneInfo("Europe/Paris")
MAY_FREE = {"cancel", "leave_together", "decline", "expire", "look", "release", "release_due", "resize"}
ARRIVES = {"register", "family", "join"}
SESSIONS, REGISTRATIONS, OFFERS, HOLDS = (
    f"workshops_{name}" for name in ("session", "registration", "seatoffer", "seathold")
)

CHANGES = f"""
SELECT table_name, row_id::bigint, after, action, request FROM accounts_journalentry
WHERE space_id = %s AND table_name IN ('{SESSIONS}', '{REGISTRATIONS}', '{OFFERS}', '{HOLDS}') ORDER BY id
"""
COUNTED = f"""
SELECT session.id, capacity, seats_taken, waiting_count,
    coalesce((SELECT sum(party_size) FROM {REGISTRATIONS} WHERE session_id = session.id AND state = 'confirmed'), 0)
    + coalesce((SELECT sum(seats) FROM {OFFERS} WHERE session_id = session.id AND state = 'open'), 0)
    + coalesce((SELECT sum(seats) FROM {HOLDS} WHERE session_id = session.id AND released_at IS NULL), 0),
    (SELECT count(*) FROM {REGISTRATIONS} WHERE session_id = session.id AND state = 'waiting')
FROM {SESSIONS} session WHERE space_id = %s
"""
WRITTEN_TO = "person.preferred_channel IN ('sms', 'email')"
# Two offers may be told the same instant: the hour from which a landline is called.
OFFERED_BY = f"""(SELECT request FROM accounts_journalentry
    WHERE table_name = '{OFFERS}' AND row_id = offer.id::text AND action = 'insert')"""
# For each registration: what it was told, against what happened to it. Told again for those who join it, it was told.
TOLD = f"""
SELECT registration.booking, registration.id, registration.state, {WRITTEN_TO}, person.preferred_channel = 'none',
    (SELECT array_agg({OFFERED_BY}) FROM {OFFERS} offer WHERE offer.registration_id = registration.id),
    (SELECT array_agg({OFFERED_BY}) FROM {OFFERS} offer
        WHERE offer.registration_id = registration.id AND offer.state = 'expired'),
    (SELECT count(*) FROM courier_message WHERE kind = 'offer.open' AND subject_id IN
        (SELECT offer.id FROM {OFFERS} offer WHERE offer.registration_id = registration.id)),
    (SELECT count(*) FROM courier_message WHERE kind = 'offer.expired' AND subject_id IN
        (SELECT offer.id FROM {OFFERS} offer WHERE offer.registration_id = registration.id)),
    (SELECT array_agg(kind || '/' || message.reason ORDER BY kind) FROM courier_message message
        WHERE message.subject_id = registration.id AND kind <> 'registration.reminder'
        AND (kind LIKE 'registration.%%' OR kind = 'offer.accepted')
        AND dedup_key NOT LIKE '%%' || registration.id || ':%%')
FROM {REGISTRATIONS} registration JOIN publics_person person ON person.id = registration.person_id
WHERE registration.space_id = %s ORDER BY registration.booking, registration.id
"""
STOPPED = "/annulée avant d'être partie"
TOLD_FIRST = {"registration.confirmed", "registration.waiting"}


def read(sql: str, space: int) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [space])
        return cursor.fetchall()


def told_time(text: str) -> datetime:
    return datetime.fromisoformat(text)


@dataclass(frozen=True)
class Act:
    name: str
    at: datetime
    reference: str

    @classmethod
    def of(cls, request: str) -> "Act | None":
        """None for what was there before the acts."""
        desk, _, rest = request.partition(":")
        place, _, rest = rest.partition(":")
        name, _, epoch = rest.partition(":")
        return cls(name, datetime.fromtimestamp(float(epoch), tz=UTC), f"{desk}:{place}") if epoch else None


@dataclass
class Seats:
    """One session as the journal has told it so far."""

    pk: int
    reached: set[int]
    capacity: int = 0
    rows: dict[str, dict[int, dict]] = field(default_factory=lambda: defaultdict(dict))
    waiting: dict[int, dict] = field(default_factory=dict)
    offers_of: dict[int, list[dict]] = field(default_factory=lambda: defaultdict(list))
    arriving: dict[str, tuple[int, list[dict], list[dict]]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    steps: int = 0

    def of_state(self, table: str, state: str) -> Iterator[dict]:
        return (row for row in self.rows[table].values() if row["state"] == state)

    @property
    def taken(self) -> int:
        confirmed = sum(row["party_size"] for row in self.of_state(REGISTRATIONS, "confirmed"))
        offered = sum(row["seats"] for row in self.of_state(OFFERS, "open"))
        kept = sum(row["seats"] for row in self.rows[HOLDS].values() if not row["released_at"])
        return confirmed + offered + kept

    def take(self, table: str, pk: int, after: dict, *, is_new: bool, act: Act | None) -> None:
        """One change. What it is compared with is the session as it was just before."""
        self.steps += 1
        if is_new and act and table == OFFERS:
            self.is_next(after, act)
        if is_new and act and table == REGISTRATIONS:
            self.takes_turn(after, act)
        if table == SESSIONS:
            self.capacity = after.get("capacity", self.capacity)
        else:
            self.keep(table, pk, after, is_new=is_new, act=act)
        if self.taken > self.capacity:
            self.fault(act, f"{self.taken} places prises sur {self.capacity}")

    def keep(self, table: str, pk: int, after: dict, *, is_new: bool, act: Act | None) -> None:
        row = self.rows[table].setdefault(pk, {})
        if "queued_at" in after and not is_new:
            self.fault(act, f"le rang de {pk} a changé")
        row |= after
        if table == REGISTRATIONS:
            self.waiting.pop(pk, None)
            if row["state"] == "waiting":
                self.waiting[pk] = row
        if table == OFFERS and is_new:
            self.offers_of[row["registration_id"]].append(row)

    def fault(self, act: Act | None, what: str) -> None:
        self.faults.append(f"séance {self.pk}, {act and f'{act.reference} {act.name}'} : {what}")

    def may_have(self, row: dict, *, seats: int, at: datetime) -> bool:
        """Whether she who waits, with those of her booking, could be offered that many seats now."""
        together = [other for other in self.waiting.values() if other["booking"] == row["booking"]]
        is_reached = any(each["person_id"] in self.reached for each in together)
        is_rested = all(self.may_be_asked(each["id"], at=at) for each in together)
        return sum(each["party_size"] for each in together) <= seats and is_reached and is_rested

    def may_be_asked(self, registration: int, *, at: datetime) -> bool:
        offers = self.offers_of[registration]
        rested = all(offer["closed_at"] and lately(offer) <= at - BETWEEN_OFFERS for offer in offers)
        return rested and len(offers) < MOST_OFFERS

    def could_have(self, *, seats: int, at: datetime) -> list[dict]:
        return [row for row in self.waiting.values() if self.may_have(row, seats=seats, at=at)]

    def is_next(self, offer: dict, act: Act) -> None:
        if offer["registration_id"] not in self.waiting:
            self.fault(act, f"place proposée à {offer['registration_id']}, qui n’attend pas")
            return
        free, hers = self.capacity - self.taken, place_of(self.waiting[offer["registration_id"]])
        overtaken = [row["id"] for row in self.could_have(seats=free, at=act.at) if place_of(row) < hers]
        if overtaken:
            self.fault(act, f"place proposée à {offer['registration_id']} avant {overtaken}")

    def takes_turn(self, row: dict, act: Act) -> None:
        live = [other for other in self.rows[REGISTRATIONS].values() if other["state"] != "cancelled"]
        if row["person_id"] in {other["person_id"] for other in live}:
            self.fault(act, f"la personne {row['person_id']} est inscrite deux fois")
        if row["state"] == "waiting" and any(place_of(row) < place_of(other) for other in self.waiting.values()):
            self.fault(act, f"{row['id']} a pris un rang déjà dit")
        if act.name in ARRIVES:
            free = self.capacity - self.taken
            arrival = (free, self.could_have(seats=free, at=act.at), [])
            self.arriving.setdefault(row["booking"], arrival)[2].append(row)

    def are_served_in_turn(self, act: Act) -> None:
        """Those of one booking, all of them, against what was free when the first of them came."""
        for free, could_have, rows in self.arriving.values():
            [state] = {row["state"] for row in rows}
            first, seats = rows[0]["id"], sum(row["party_size"] for row in rows)
            if state == "confirmed" and could_have:
                self.fault(act, f"{first} est passée devant {[other['id'] for other in could_have]}")
            if state == "waiting" and seats <= free and not could_have:
                self.fault(act, f"{first} attend devant {free} places libres")
        self.arriving.clear()

    def settle(self, act: Act) -> None:
        """The act is over, as far as this session goes."""
        self.are_served_in_turn(act)
        for offer in self.of_state(OFFERS, "open"):
            row = self.rows[REGISTRATIONS][offer["registration_id"]]
            if row["state"] != "waiting" or row["party_size"] != offer["seats"]:
                self.fault(act, f"place proposée à {row['id']} qui n’attend pas")
        if act.name in MAY_FREE:
            self.look(act)

    def look(self, act: Act) -> None:
        free = self.capacity - self.taken
        if left := [row["id"] for row in self.could_have(seats=free, at=act.at)]:
            self.fault(act, f"{free} places libres, et {left} attendent")


def lately(offer: dict) -> datetime:
    """When it was last between us and her: told of it, or closed."""
    return max(told_time(offer["offered_at"]), told_time(offer["closed_at"]))


def place_of(row: dict) -> tuple:
    return told_time(row["queued_at"]), row["id"]


class Hers(NamedTuple):
    """What one registration was told: the acts that offered it a seat, how many messages, which kinds."""

    booking: str
    pk: int
    state: str
    is_written: bool
    is_silent: bool
    asked: list[str] | None
    ended: list[str] | None
    messages: int
    ends: int
    said: list[str] | None


@dataclass(frozen=True)
class Verdict:
    faults: list[str]
    steps: int
    acts: int
    offers: int
    registrations: int


def judge(space: int, *, at: datetime) -> Verdict:
    """All that is wrong in the sessions of this space; `at`, when they were last looked at."""
    reached = {pk for (pk,) in read(
        "SELECT id FROM publics_person WHERE space_id = %s AND preferred_channel <> 'none'", space
    )}  # fmt: skip
    sessions, acts = replayed(read(CHANGES, space), reached)
    for seats in sessions.values():
        seats.look(Act("dernier regard", at, ""))
    faults = [fault for seats in sessions.values() for fault in seats.faults]
    faults += [fault for seats in sessions.values() for fault in offered_wrongly(seats)]
    faults += miscounted(space, sessions)
    faults += wrongly_told(read(TOLD, space))
    return Verdict(
        faults=faults,
        steps=sum(seats.steps for seats in sessions.values()),
        acts=acts,
        offers=sum(len(seats.rows[OFFERS]) for seats in sessions.values()),
        registrations=sum(len(seats.rows[REGISTRATIONS]) for seats in sessions.values()),
    )


def replayed(changes: Iterable[tuple], reached: set[int]) -> tuple[dict[int, Seats], int]:
    sessions: dict[int, Seats] = {}
    of_row: dict[tuple[str, int], int] = {}
    doing: dict[int, Act | None] = {}
    acts = set()
    for table, pk, becomes, action, request in changes:
        after, is_new, act = json.loads(becomes), action == "insert", Act.of(request)
        key = of_row.setdefault((table, pk), pk if table == SESSIONS else after.get("session_id"))
        seats = sessions.setdefault(key, Seats(key, reached))
        before = doing.get(key)
        if before and before != act:
            seats.settle(before)
        doing[key] = act
        acts.add(act)
        seats.take(table, pk, after, is_new=is_new, act=act)
    for key, act in doing.items():
        if act:
            sessions[key].settle(act)
    return sessions, len(acts - {None})


def offered_wrongly(seats: Seats) -> list[str]:
    faults = []
    for registration, offers in seats.offers_of.items():
        days = [told_time(offer["offered_at"]).astimezone(PARIS).date() for offer in offers]
        if len(offers) > MOST_OFFERS or len(days) != len(set(days)):
            faults.append(f"séance {seats.pk} : {registration} a eu des propositions les {days}")
    return faults


def miscounted(space: int, sessions: dict[int, Seats]) -> list[str]:
    faults = []
    for pk, capacity, taken, waiting, rows_taken, rows_waiting in read(COUNTED, space):
        seats = sessions[pk]
        said = (seats.capacity, seats.taken, len(seats.waiting))
        if not (capacity, taken, waiting) == (capacity, rows_taken, rows_waiting) == said:
            faults.append(
                f"séance {pk} : compteurs {taken} et {waiting}, lignes {rows_taken} et {rows_waiting}, {said}"
            )
        ranks = list(range(1, len(seats.waiting) + 1))
        if [rank for rank, _ in enumerate(sorted(map(place_of, seats.waiting.values())), 1)] != ranks:
            faults.append(f"séance {pk} : rangs {ranks}")
    return faults


def wrongly_told(rows: list[tuple]) -> list[str]:
    faults = []
    for booking, theirs in groupby(map(Hers._make, rows), key=lambda row: row.booking):
        together = list(theirs)
        asked = len({act for row in together for act in row.asked or []})
        ended = len({act for row in together for act in row.ended or []})
        messages, ends = sum(row.messages for row in together), sum(row.ends for row in together)
        if messages != asked or not are_ends_told(ends, ended, together) or not is_right_of(together):
            faults.append(f"réservation {booking} : {together}, {messages} messages pour {asked} propositions")
    return faults


def are_ends_told(ends: int, ended: int, together: list[Hers]) -> bool:
    """Who is written to is; when she left those of her booking, they may be called rather than written to."""
    return ends == (ended if together[0].is_written else 0) or (len(together) > 1 and ends <= ended)


def is_right_of(together: list[Hers]) -> bool:
    """The first is told for all. Whoever stays after her, at most once: her rank, then, seated, who joined her."""
    if len(together) == 1:
        [row] = together
        is_silenced = row.is_silent and (row.said or row.asked)
        return not is_silenced and is_told_once(row.said or [], row.state, is_written=row.is_written)
    kinds = [{kind_of(one) for one in row.said or []} for row in together]
    is_first_told = len(TOLD_FIRST & kinds[0]) == int(together[0].is_written)
    return is_first_told and all(len(TOLD_FIRST & theirs) <= 1 or "offer.accepted" in theirs for theirs in kinds)


def kind_of(said: str) -> str:
    return said.partition("/")[0]


def is_told_once(said: list[str], state: str, *, is_written: bool) -> bool:
    """Her place or her rank said once; its end said once, unless the first was stopped before it left."""
    kinds = [kind_of(one) for one in said]
    if len(kinds) != len(set(kinds)):
        return False
    if not is_written:
        return not kinds
    if len(TOLD_FIRST & set(kinds)) != 1:
        return False
    was_stopped = any(one.endswith(STOPPED) for one in said)
    is_end_said = "registration.cancelled" in kinds
    return is_end_said != was_stopped if state == "cancelled" else not is_end_said
