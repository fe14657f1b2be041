"""A process that sends: `python -m tests.bench.mail.senders VERB ARGUMENT…`, let go as those of `tests.races`.

Prints when it began, on a clock that processes share; `engine` then says the memory it held on its way.
"""

import smtplib
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import django

from mediation.common.memory import settle
from tests.bench.mail.sink import HOST
from tests.races.acting import READY, tell


def bare(port: str, file: str, count: str) -> Iterator[str]:
    """A ready message, over and over, on one connection: what the server takes from who does nothing else."""
    mail = Path(file).read_bytes()
    with smtplib.SMTP(HOST, int(port)) as connection:
        yield READY
        yield str(time.monotonic())
        for number in range(int(count)):
            connection.sendmail("bonjour@fil.example.org", [f"personne{number}@example.org"], mail)


def engine(*marks: str) -> Iterator[str]:
    """All that is due by e-mail, as a worker does. Its memory, in kB, after so many messages.

    A worker lives for days: as the bare sender is connected already, it has read the addresses of our pages.
    """
    from mediation.courier import services
    from mediation.courier.enums import Channel

    send, watched, tried = services.send, [int(mark) for mark in marks], 0

    def counted(leased, channel):
        nonlocal tried
        sent = send(leased, channel)
        tried += sent.count
        while watched and tried >= watched[0]:
            held[watched.pop(0)] = memory()
        return sent

    held: dict[int, int] = {}
    services.send = counted
    settle()
    yield READY
    yield str(time.monotonic())
    while services.send_next(Channel.EMAIL):
        pass
    yield from map(str, held.values())


def memory() -> int:
    [line] = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS")]
    return int(line.split()[1])


VERBS = {verb.__name__: verb for verb in (bare, engine)}


def main(verb: str, *arguments: str) -> None:
    from django.db import connection

    from mediation.common.isolation import everything

    with everything():
        connection.ensure_connection()
        tell(VERBS[verb](*arguments))


if __name__ == "__main__":
    django.setup()
    main(*sys.argv[1:])
