"""Thirty-two desks that do anything at once on twenty sessions, then a judge that knows nothing of the services.

The judge was seen to find what was broken on purpose: the lock of the session removed, the constraint on the seats
removed with the count of the free ones, a freed seat that nobody was offered, the waiting list read from its end.
"""

import os
import random
import sys
from functools import cache

from tests.figures import figure
from tests.races.judging import Verdict
from tests.races.stage import beginning, mixed_at_once, set_up

DESKS, ACTS, SESSIONS, PEOPLE = 32, 1000, 20, 400
PATIENCE = 3600  # seconds
SHOWN = 20
SMS = {"SMS_URL": "http://127.0.0.1:9/"}  # written in the outbox, never sent here


@cache
def verdict() -> Verdict:
    """Of one run; its seed is printed, and taken from SEED when it is named."""
    seed, since = int(os.environ.get("SEED") or random.getrandbits(32)), beginning()
    space = set_up(sessions=SESSIONS, people=PEOPLE, since=since)
    found = mixed_at_once(
        space, desks=DESKS, acts=ACTS, seed=seed, since=since, environment=os.environ | SMS, patience=PATIENCE
    )
    print(f"seed {seed}: {found.steps} changes, {found.registrations} registrations, {found.offers} offers")
    print(*found.faults[:SHOWN], sep="\n", file=sys.stderr)
    return found


@figure(exactly=0, unit="faults")
def faults_of_seats_after_32000_mixed_acts() -> int:
    return len(verdict().faults)


@figure(at_least=DESKS * ACTS / 2, unit="acts")
def acts_that_changed_seats() -> int:
    """Those that were not refused: with fewer than half, the run proves little."""
    return verdict().acts
