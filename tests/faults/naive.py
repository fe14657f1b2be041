"""The sender one usually writes: a Celery task a message, marked once sent, tried again when it fails.

Here to be compared with the courier under the same faults. `celery -A tests.faults.naive worker` is its worker.
"""

import os
import random
import signal
import sys
import time
from collections.abc import Callable

import redis
from celery import Celery

from mediation.local.paths import ROOT
from mediation.local.processes import Service, stop

from .checking import taken
from .machine import Machine, children
from .nursery import PATIENCE
from .provider import Manner
from .stage import EXPECTED, Stage, until, write

SPELL, SILENCE = 3, 12  # seconds; the second is longer than a task waits before it is tried again
QUEUE = "naive"

app = Celery("naive", task_ignore_result=True)
app.conf.broker_url = os.environ["REDIS_URL"].replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")
app.conf.task_default_queue = QUEUE


@app.task(autoretry_for=(Exception,), retry_backoff=1, retry_backoff_max=4, max_retries=5)
def deliver(key: str) -> None:
    from django.conf import settings
    from django.core.mail import EmailMessage
    from django.utils import timezone

    from mediation.common.isolation import everything
    from mediation.courier.enums import MessageState
    from mediation.courier.models import Message

    settings.EMAIL_TIMEOUT = PATIENCE
    with everything():
        message = Message.objects.get(pk=key)
        if message.state == MessageState.SENT:
            return
        headers = {"Message-ID": f"<{key}@example.org>"}
        EmailMessage("Votre séance", "Bonjour, à demain au Fil.", to=[message.address], headers=headers).send()
        message.state, message.sent_at = MessageState.SENT, timezone.now()
        message.save(update_fields=["state", "sent_at"])


class Sender:
    """Its worker, of two processes."""

    def __init__(self, stage: Stage):
        self.stage = stage

    def __enter__(self):
        command = [sys.executable, *EXPECTED, "-m", "celery", "-A", "tests.faults.naive", "--quiet", "worker"]
        self.worker = Service(
            [*command, "--concurrency=2", "--loglevel=CRITICAL", f"--queues={QUEUE}"],
            log=self.stage.log.with_name("naive.log"), env=self.stage.environment, cwd=ROOT,
        )  # fmt: skip
        return self

    def __exit__(self, *failure):
        stop(self.worker)

    def kill_one(self) -> None:
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


def outcome(stage: Stage, space, act: Callable[[Sender], None], *, count: int = 400) -> dict[str, int]:
    """Lost and doubled, of so many, when that is done to it once it sends."""
    stage.behave()
    ids = write(space, count)
    with Sender(stage) as sender:
        for key in ids:
            deliver.delay(key)
        until(lambda: len(taken(stage.log)) > 10)
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
