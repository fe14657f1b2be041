"""A judge that reads the provider's log and the tables, and nothing of the services."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from django.db import connection

from .stage import Claim, Stage

ROWS = """
    SELECT id::text, state, address, extract(epoch FROM expires_at)::float FROM courier_message
    WHERE kind LIKE 'faults.%'
"""
NAMED = {"uncertain", "expired", "skipped", "failed"}  # the team reads what became of it


@dataclass
class Found:
    """Of each fault, the messages. `uncertain` is no fault: they are named, at most one a worker that died; a whole
    lease, when the database fell with it."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    too_late: list[str] = field(default_factory=list)
    after_stop: list[str] = field(default_factory=list)
    denied: list[str] = field(default_factory=list)  # taken, whatever its row says
    most_uncertain: int = 0  # of one lease
    leases_in_doubt: int = 0
    uncertain: int = 0
    uncertain_taken: int = 0
    states: Counter[str] = field(default_factory=Counter)

    def __str__(self):
        states = ", ".join(f"{state} {count}" for state, count in sorted(self.states.items()))
        faults = ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in self.faults.items())
        doubts = (
            f"at most {self.most_uncertain} uncertain a lease, in {self.leases_in_doubt}, {self.uncertain_taken} taken"
        )
        return f"{states}; {doubts}; {faults}"

    @property
    def faults(self) -> dict[str, int]:
        names = ("lost", "doubled", "too_late", "after_stop", "denied")
        return {name: len(getattr(self, name)) for name in names}


def taken(log: Path) -> dict[str, list[float]]:
    """When each id was taken, as the provider wrote it."""
    found: dict[str, list[float]] = {}
    for line in log.read_text().splitlines():
        instant, _, key = line.split()
        found.setdefault(key, []).append(float(instant))
    return found


def judge(stage: Stage) -> Found:
    log, found = taken(stage.log), Found()
    claims = stage.told.claims
    of_lease: Counter[str] = Counter()
    with connection.cursor() as cursor:
        cursor.execute(ROWS)
        rows = cursor.fetchall()
    for key, state, address, expires_at in rows:
        instants = log.get(key, [])
        found.states[state] += 1
        if not instants and state not in NAMED:
            found.lost.append(key)
        if len(instants) > 1:
            found.doubled.append(key)
        if instants and state not in {"sent", "uncertain"}:
            found.denied.append(key)
        if any(instant > expires_at for instant in instants):
            found.too_late.append(key)
        if any(stopped_before(stage, claims[key], address, instant) for instant in instants):
            found.after_stop.append(key)
        if state == "uncertain":
            of_lease[claims[key][-1].token] += 1
            found.uncertain += 1
            found.uncertain_taken += bool(instants)
    found.most_uncertain, found.leases_in_doubt = max(of_lease.values(), default=0), len(of_lease)
    return found


def stopped_before(stage: Stage, claims: list[Claim], address: str, instant: float) -> bool:
    claimed_at = max(claim.at for claim in claims if claim.at <= instant)
    return stage.stopped.get(address, instant) < claimed_at
