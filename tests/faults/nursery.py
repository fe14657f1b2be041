"""Workers forked from a parent that has loaded everything: `python -m tests.faults.nursery LEASE`, in seconds.

Each line of its input asks for one: what it does, and by how many seconds its clock is ahead; its pid is said.
Whoever sends says each lease it takes: `claimed pid token instant id id …`.
"""

import os
import signal
import sys
import warnings
from contextlib import nullcontext
from datetime import timedelta

import django

PATIENCE = 1  # seconds, for a provider
TICK = 0.2
NOTICE, REMINDER = "faults.notice", "faults.reminder"  # the first at any hour, all its words together


def prepare(lease: float) -> None:
    """What lasts a minute in production lasts seconds here; two kinds of messages are known, always to be said."""
    django.setup()
    from django.conf import settings
    from django.db import connections

    from mediation.courier import breakers, marks, services
    from mediation.courier.channels import EmailAdapter, SmsAdapter, http
    from mediation.courier.management.commands import courier

    settings.EMAIL_TIMEOUT, http.TIMEOUT = PATIENCE, (PATIENCE, PATIENCE)
    EmailAdapter.longest = SmsAdapter.longest = timedelta(seconds=PATIENCE)
    services.LEASE, courier.TICK = timedelta(seconds=lease), TICK
    marks.RETRY_AFTER = breakers.PAUSES = [timedelta(seconds=1)]
    know_kinds()
    say_claims(services)
    connections.close_all()


def know_kinds() -> None:
    from mediation.accounts.models import Space
    from mediation.courier import registry
    from mediation.courier.enums import Priority

    words = registry.Content(subject="Votre séance", text="Bonjour, à demain au Fil.\n" * 20)

    def ready(messages):
        return {message.pk: words for message in messages}

    said = (Priority.REMINDER, lambda at: Space.objects.all(), lambda message: words)
    registry.register(registry.Kind(REMINDER, "Essai", *said))
    registry.register(registry.Kind(NOTICE, "Essai", *said, is_awaited=True, compose_all=ready))


def say_claims(services) -> None:
    claim = services.claim

    def told(channel, *, at, **said):
        leased = claim(channel, at=at, **said)
        if leased:
            ids = " ".join(str(message.pk) for message in leased)
            line = f"claimed {os.getpid()} {leased[0].lease_token} {at.timestamp()} {ids}\n"
            os.write(sys.__stdout__.fileno(), line.encode())  # Celery puts its log in place of the other
        return leased

    services.claim = told


def loop() -> None:
    """Until it is killed or told to stop."""
    from mediation.courier.management.commands.courier import Command

    Command().loop()


def once() -> None:
    """All that is due at that hour, no more."""
    from mediation.courier.management.commands.courier import turn

    while turn():
        pass


def beat() -> None:
    """Celery's own clock, which wakes whoever works."""
    from mediation.celery import app

    app.conf.beat_schedule = {
        name: {"task": f"mediation.courier.tasks.{name}", "schedule": 1.0} for name in ("drain", "sweep")
    }
    app.Beat(scheduler="celery.beat:Scheduler", max_interval=1, loglevel="CRITICAL", quiet=True).run()


def celery() -> None:
    from mediation.celery import app

    warnings.filterwarnings("ignore", message="You're running the worker")  # as root, perhaps
    app.worker_main(["--quiet", "worker", "--pool=solo", "--loglevel=CRITICAL", "--without-mingle"])


ROLES = {role.__name__: role for role in (loop, once, beat, celery)}


def main(lease: str) -> None:
    from mediation.local.processes import die_with_parent

    prepare(float(lease))
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead are buried by the kernel
    together = die_with_parent(signal.SIGKILL)
    print("ready", flush=True)
    for line in sys.stdin:
        if pid := os.fork():
            os.write(sys.stdout.fileno(), f"born {pid}\n".encode())
            continue
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        together()
        work(*line.split())
        os._exit(0)


def work(role: str, ahead: str) -> None:
    import time_machine
    from django.utils import timezone

    hour = timezone.now() + timedelta(seconds=float(ahead))
    with time_machine.travel(hour, tick=True) if float(ahead) else nullcontext():
        ROLES[role]()


if __name__ == "__main__":
    main(*sys.argv[1:])
