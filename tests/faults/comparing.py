"""What the sender one usually writes loses and doubles under the faults done to the courier."""

import os
import random
import signal
import time
from collections.abc import Callable

import redis

from mediation.accounts.models import Space
from mediation.local.paths import ROOT
from mediation.local.processes import Service, stop
from tests.races.processes import command

from .checking import taken
from .machine import Machine, children
from .naive import QUEUE, deliver
from .provider import Manner
from .stage import Stage, until, write

SPELL, SILENCE = 3, 12  # seconds; the second is longer than a task waits before it is tried again


class Sender:
    """Its worker, of two processes."""

    def __init__(self, stage: Stage):
        self.stage = stage

    def __enter__(self):
        ours = ["-A", "tests.faults.naive", "--quiet", "worker"]
        self.worker = Service(
            command("celery", *ours, "--concurrency=2", "--loglevel=CRITICAL", f"--queues={QUEUE}"),
            log=self.stage.log.with_name("naive.log"), env=self.stage.environment, cwd=ROOT,
        )  # fmt: skip
        return self

    def __exit__(self, *failure):
        stop(self.worker)

    def kill_one(self) -> None:
        until(lambda: children(self.worker.pid))  # Celery takes a moment to replace them
        os.kill(random.choice(children(self.worker.pid)), signal.SIGKILL)

    def settle(self) -> None:
        """Until nothing is left in its queue, and nothing has come for a while."""
        last = -1
        while self.is_waiting() or last != len(taken(self.stage.log)):
            last = len(taken(self.stage.log))
            time.sleep(SILENCE)

    def is_waiting(self) -> bool:
        with redis.from_url(os.environ["REDIS_URL"]) as client:
            return bool(client.llen(QUEUE))


def outcome(stage: Stage, space: Space, act: Callable[[Sender], None], *, count: int = 400) -> dict[str, int]:
    """Lost and doubled, of so many, when that is done to it once it sends."""
    stage.behave()
    ids = write(space, count)
    with Sender(stage) as sender:
        for key in ids:
            deliver.delay(key)
        until(lambda: len(taken(stage.log)) > 10, seconds=120)
        act(sender)
        stage.behave()
        sender.settle()
    log = taken(stage.log)
    return {"lost": len(set(ids) - set(log)), "doubled": len([key for key in ids if len(log.get(key, [])) > 1])}


def killed(sender: Sender, *, times: int) -> None:
    for _ in range(times):
        time.sleep(random.uniform(0.05, 0.15))
        sender.kill_one()


def badly_served(sender: Sender, manner: Manner) -> None:
    sender.stage.behave(manner)
    time.sleep(SPELL)


def without_database(_sender: Sender, machine: Machine) -> None:
    for fail in (machine.restart_database, machine.kill_database):
        fail()
        time.sleep(1)


def without_queue(_sender: Sender, machine: Machine) -> None:
    machine.empty_valkey()
