"""Workers killed while they hold a lease, again and again; and at which moment each was, found afterwards."""

import random
import time
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.db import connection
from django.utils import timezone

from mediation.accounts.models import Space
from mediation.courier.enums import Channel, Silence
from mediation.courier.suppressions import suppress

from .checking import taken
from .stage import A_DAY, Claim, Stage, pending, write

STOCK = 500  # messages: more than all the leases of those who just died
UNMARKED = "SELECT id::text FROM courier_message WHERE lease_token = %s AND state = 'sending' ORDER BY seq"


class Phase(StrEnum):
    CLAIM = "claim"  # leased, none sent
    SEND = "send"  # between two messages, or within one that was not taken yet
    ACCEPTED = "accepted before mark"


@dataclass(frozen=True)
class Death:
    claim: Claim
    at: float
    unmarked: list[str]


def kill_at(stage: Stage, phase: Phase) -> Death | None:
    """Kill a worker, aiming at that moment; None when it held nothing any more."""
    stage.told.forget()
    claim = aimed(stage, phase)
    at = time.time()
    stage.kill(claim.pid)
    time.sleep(0.03)  # what it had asked of the database is done
    claim = stage.told.latest[claim.pid]  # it may have ended that lease meanwhile
    with connection.cursor() as cursor:
        cursor.execute(UNMARKED, [claim.token])
        unmarked = [key for (key,) in cursor.fetchall()]
    return Death(claim, at, unmarked) if unmarked else None


def aimed(stage: Stage, phase: Phase) -> Claim:
    """The lease of the one to kill, at the instant to kill it."""
    if phase == Phase.CLAIM:
        claim = stage.told.next(lambda event: isinstance(event, Claim) and event.pid in stage.workers)
        time.sleep(random.uniform(0, 0.004))
        return claim
    claim = holder(stage, stage.told.next(lambda event: holder(stage, event)))
    time.sleep(random.uniform(0.004, 0.03) if phase == Phase.SEND else 0)
    return claim


def holder(stage: Stage, event: Claim | str) -> Claim | None:
    """Who was last given that message, if still alive."""
    if isinstance(event, Claim) or event not in stage.told.claims:
        return None
    latest = stage.told.claims[event][-1]
    return latest if latest.pid in stage.workers else None


def phase_of(death: Death, log: dict[str, list[float]]) -> Phase:
    """Read in the rows it left and in what the provider took, and when, whatever was aimed at."""
    taken_at = log.get(death.unmarked[0], [])
    if any(instant <= death.at for instant in taken_at):
        return Phase.ACCEPTED
    has_sent = taken_at or len(death.unmarked) < len(death.claim.ids)
    return Phase.SEND if has_sent else Phase.CLAIM


def kill_again_and_again(stage: Stage, space: Space, *, times: int, workers: int = 2) -> list[Death]:
    """So many deaths that count, in all phases; meanwhile people say STOP."""
    while len(stage.workers) < workers:
        stage.hire()
    deaths, phases = [], list(Phase)
    write(space, STOCK, lasting=soon_over)
    while len(deaths) < times:
        if death := kill_at(stage, phases[len(deaths) % len(phases)]):
            deaths.append(death)
        if pending().count() < STOCK:
            write(space, STOCK, lasting=soon_over)
        stage.hire()
        say_stop(stage, space)
    return deaths


def soon_over(number: int) -> timedelta:
    """One in five is worth a few seconds only."""
    return timedelta(seconds=number % 20) if number % 5 == 0 else A_DAY


def say_stop(stage: Stage, space: Space) -> None:
    """One of those not yet written to, by e-mail."""
    address = pending().exclude(address__in=stage.stopped).order_by("-pk").values_list("address", flat=True).first()
    if address:
        suppress(space=space, channel=Channel.EMAIL, address=address, reason=Silence.STOP, at=timezone.now())
        stage.stopped[address] = time.time()


def phases_of(deaths: list[Death], stage: Stage) -> Counter[Phase]:
    log = taken(stage.log)
    return Counter(phase_of(death, log) for death in deaths)
