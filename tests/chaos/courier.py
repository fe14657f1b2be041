"""What becomes of messages when workers, the provider, the database, Valkey, the clock or the disk fail.

Each scene prints a line: what an independent judge reads in the tables and in what the provider took. The same
faults, done to the sender one usually writes, are printed after.
"""

import sys
import tempfile
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path

from mediation.courier.models import Breaker, Message
from tests import figures
from tests.factories import SpaceFactory
from tests.faults import comparing, scenes
from tests.faults.checking import Found, judge
from tests.faults.killing import kill_again_and_again, phases_of
from tests.faults.machine import Machine
from tests.faults.provider import Manner
from tests.faults.stage import Stage
from tests.figures import figure

DEATHS, EACH_PHASE, DEATHS_OF_THE_USUAL_SENDER = 200, 30, 60
RATE = 100  # messages a second, at the provider
NIGHTS = [scenes.SPRING, scenes.AUTUMN]
WRONG = [manner for manner in Manner if manner != Manner.TAKE]


@contextmanager
def staged():
    """Alone: what another scene wrote is gone."""
    Message.objects.all().delete()
    Breaker.objects.all().delete()
    with tempfile.TemporaryDirectory() as folder, Stage(Path(folder)) as stage:
        yield stage


def said(name: str, outcome: object) -> None:
    print(f"  {name:<36} {outcome}", file=sys.stderr, flush=True)


@cache
def machine() -> Machine:
    return Machine(figures.servers)


@cache
def after_deaths() -> tuple[Found, int]:
    """Two workers; one dies, another is hired. What is found, and the deaths of the rarest phase."""
    with staged() as stage:
        stage.behave(rate=RATE)
        deaths = kill_again_and_again(stage, SpaceFactory(), times=DEATHS)
        scenes.ended(stage)
        phases, found = phases_of(deaths, stage), judge(stage)
    said(f"{len(deaths)} workers killed", found)
    said("", ", ".join(f"{count} at « {phase} »" for phase, count in phases.most_common()))
    return found, min(phases.values())


@cache
def whatever_fails() -> list[Found]:
    acts = {
        **{f"provider, {manner}": partial(scenes.provider_fails, manner=manner) for manner in WRONG},
        "database restarted": partial(scenes.database_fails, fail=machine().restart_database),
        "database killed": partial(scenes.database_fails, fail=machine().kill_database),
        "Valkey emptied, stopped; two beats": partial(scenes.valkey_fails, machine=machine()),
        "nobody works for three hours": scenes.nobody_works_for_three_hours,
    }
    return [after_deaths()[0], *(played(name, act) for name, act in acts.items())]


@cache
def after_all_fell() -> tuple[Found, int]:
    """What is found, and how many workers died with the database."""
    with staged() as stage:
        deaths = scenes.all_falls(stage, SpaceFactory(), fail=machine().kill_database)
        found = judge(stage)
    said("database and workers killed at once", found)
    return found, deaths


def played(name: str, act) -> Found:
    with staged() as stage:
        act(stage, SpaceFactory())
        found = judge(stage)
    said(name, found)
    return found


def everything_found() -> list[Found]:
    return [*whatever_fails(), after_all_fell()[0]]


@figure(exactly=0, unit="messages")
def lost_whatever_fails() -> int:
    return sum(len(found.lost) for found in everything_found())


@figure(exactly=0, unit="messages")
def sent_twice_whatever_fails() -> int:
    return sum(len(found.doubled) for found in everything_found())


@figure(exactly=0, unit="messages")
def wrongly_sent_whatever_fails() -> int:
    """Past their time, after a STOP, or not as their row says."""
    return sum(len(found.too_late) + len(found.after_stop) + len(found.denied) for found in everything_found())


@figure(at_most=1, unit="messages")
def uncertain_a_lease() -> int:
    return max(found.most_uncertain for found in whatever_fails())


@figure(at_most=1, unit="leases")
def leases_in_doubt_a_worker_that_fell_with_its_database() -> float:
    found, deaths = after_all_fell()
    return found.leases_in_doubt / deaths


@figure(at_least=EACH_PHASE, unit="deaths")
def deaths_of_the_rarest_phase() -> int:
    return after_deaths()[1]


@figure(exactly=0, unit="messages")
def not_at_their_hour_when_the_clocks_change() -> int:
    misplaced = 0
    for night in NIGHTS:
        with staged() as stage:
            misplaced += scenes.clocks_change(stage, SpaceFactory(), night)
    return misplaced


@figure(exactly=0, unit="letters")
def posted_on_a_full_disk() -> int:
    Message.objects.all().delete()
    return scenes.posted_on_a_full_disk(SpaceFactory())


@figure(at_least=1, unit="messages")
def lost_or_doubled_by_the_usual_sender() -> int:
    acts = {
        f"{DEATHS_OF_THE_USUAL_SENDER} workers killed": partial(comparing.killed, times=DEATHS_OF_THE_USUAL_SENDER),
        "provider, mute": partial(comparing.badly_served, manner=Manner.MUTE),
        "database restarted, killed": partial(comparing.without_database, machine=machine()),
        "Valkey emptied": partial(comparing.without_queue, machine=machine()),
    }
    total = 0
    for name, act in acts.items():
        with staged() as stage:
            outcome = comparing.outcome(stage, SpaceFactory(), act)
        said(f"usual sender: {name}", outcome)
        total += sum(outcome.values())
    return total
