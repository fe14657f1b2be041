"""Anything, in any order, on a few sessions: what must hold of seats holds. `make chaos ONLY=seats` is the long form.

The seed is drawn from that of the run, which pytest prints: `make test ARGS="--randomly-seed=…"` draws it again.
"""

import random

from .stage import beginning, mixed_at_once, mixed_by_turns, set_up

SMS = "http://127.0.0.1:9/"


def test_seats_hold_whatever_four_desks_do_by_turns(db, settings):
    settings.SMS_URL = SMS
    seed, since = random.getrandbits(32), beginning()
    space = set_up(sessions=3, people=60, since=since)

    verdict = mixed_by_turns(space, desks=4, acts=100, seed=seed, since=since)

    assert verdict.faults == [], f"seed {seed}"
    assert verdict.offers > 10


def test_seats_hold_whatever_four_processes_do_at_once(transactional_db, process_environment):
    seed, since = random.getrandbits(32), beginning()
    space = set_up(sessions=2, people=60, since=since)

    verdict = mixed_at_once(space, desks=4, acts=75, seed=seed, since=since, environment=process_environment)

    assert verdict.faults == [], f"seed {seed}"
    assert verdict.offers > 10
