"""Where the courier is put to the test: a provider that may do wrong, workers that may be killed, messages to send."""

import os
import queue
import signal
import subprocess
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from django.db.models import QuerySet
from django.utils import timezone

from mediation.accounts.models import Space
from mediation.courier.enums import Channel, MessageState, Priority
from mediation.courier.models import Message
from mediation.local.paths import ROOT
from tests.races.processes import command

from .nursery import NOTICE
from .provider import HOST, Manner

PATIENCE = 30  # seconds
A_DAY = timedelta(days=1)
ADDRESSES = {
    Channel.EMAIL: "personne{}@example.org",
    Channel.SMS: "+33639{:06}",
    Channel.LETTER: "{} chemin des Roses, 12345 Orvelle",
}


@dataclass(frozen=True)
class Claim:
    """A lease as its worker said it took it."""

    pid: int
    token: str
    at: float
    ids: tuple[str, ...]


@dataclass
class Told:
    """What the provider and the workers say as it happens, in order; and, since the start, the claims of each message
    and the latest of each worker, by its pid."""

    events: queue.SimpleQueue = field(default_factory=queue.SimpleQueue)
    claims: dict[str, list[Claim]] = field(default_factory=lambda: defaultdict(list))
    latest: dict[int, Claim] = field(default_factory=dict)

    def hear(self, words: list[str]) -> None:
        if words[0] != "claimed":
            self.events.put(words[-1])  # an id that the provider has just taken
            return
        pid, token, at, *ids = words[1:]
        claim = self.latest[int(pid)] = Claim(int(pid), token, float(at), tuple(ids))
        for key in ids:
            self.claims[key].append(claim)
        self.events.put(claim)

    def forget(self) -> None:
        """What was said until now is no longer news."""
        while not self.events.empty():
            self.events.get()

    def next(self, wanted: Callable[[Claim | str], bool]) -> Claim | str:
        deadline = time.monotonic() + PATIENCE
        while True:
            event = self.events.get(timeout=max(0, deadline - time.monotonic()))
            if wanted(event):
                return event


class Child(subprocess.Popen):
    """A process that answers orders, one line each, and tells what happens."""

    def __init__(self, module: str, *arguments: str, environment: Mapping[str, str], told: Told):
        super().__init__(
            command(module, *arguments),
            cwd=ROOT, env=dict(environment), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1,
        )  # fmt: skip
        self.said, self.told = self.stdout.readline(), told
        self.answers: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.listener = threading.Thread(target=self.listen, daemon=True)
        self.listener.start()

    def listen(self) -> None:
        for line in self.stdout:
            match line.split():
                case ["done" | "born", *answer]:
                    self.answers.put(" ".join(answer))
                case words if words:
                    self.told.hear(words)

    def asked(self, order: str) -> str:
        self.stdin.write(f"{order}\n")
        return self.answers.get(timeout=PATIENCE)

    def end(self) -> None:
        self.kill()
        self.listener.join()
        self.communicate()


class Stage:
    """`with Stage(folder, environment) as stage:`, then workers are hired, the provider told how to behave."""

    def __init__(self, folder: Path, environment: Mapping[str, str] = os.environ, *, lease: float = 5):
        self.log, self.lease = folder / "taken.log", lease
        self.log.touch()
        self.environment, self.told, self.workers = dict(environment), Told(), set()
        self.stopped: dict[str, float] = {}  # when a STOP was known, by address

    def __enter__(self):
        self.provider = Child("tests.faults.provider", str(self.log), environment=self.environment, told=self.told)
        smtp, http = self.provider.said.strip("[]\n").split(", ")
        self.environment |= {"EMAIL_HOST": HOST, "EMAIL_PORT": smtp, "SMS_URL": f"http://{HOST}:{http}/"}
        self.nursery = Child("tests.faults.nursery", str(self.lease), environment=self.environment, told=self.told)
        return self

    def __exit__(self, *failure):
        self.nursery.end()  # its workers end with it
        self.provider.end()

    def behave(self, manner: Manner = Manner.TAKE, rate: float = 100) -> None:
        self.provider.asked(f'{{"manner": "{manner}", "rate": {rate}}}')

    def hire(self, role: str = "loop", *, ahead: float = 0) -> int:
        pid = int(self.nursery.asked(f"{role} {ahead}"))
        self.workers.add(pid)
        return pid

    def kill(self, pid: int) -> None:
        os.kill(pid, signal.SIGKILL)
        self.workers.discard(pid)
        while is_alive(pid):
            time.sleep(0.001)

    def dismiss(self) -> None:
        """All end, each after the lease in its hands."""
        for pid in self.workers:
            os.kill(pid, signal.SIGTERM)
        self.wait()

    def wait(self) -> None:
        """Until those who work end by themselves."""
        until(lambda: not any(map(is_alive, self.workers)))
        self.workers.clear()

    def settle(self) -> None:
        """Until nothing is left to send now, nor to sweep; as long as it moves."""
        left = 0
        while now_left := pending().count():
            if now_left != left:
                left, since = now_left, time.monotonic()
            if time.monotonic() - since > PATIENCE:
                raise TimeoutError(f"{left} messages neither leave nor end.")
            time.sleep(0.1)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def until(done: Callable[[], bool], *, seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            raise TimeoutError(f"Still not so after {seconds} s.")
        time.sleep(0.05)


def pending() -> QuerySet[Message]:
    return Message.objects.filter(kind__startswith="faults.", state__in=[MessageState.QUEUED, MessageState.SENDING])


def write(
    space: Space, count: int, *, kind: str = NOTICE, channel: Channel = Channel.EMAIL,
    due_at: Callable[[int], datetime] | None = None, lasting: Callable[[int], timedelta] = lambda _number: A_DAY,
) -> list[str]:  # fmt: skip
    """So many messages to as many addresses, in one space; their ids. `due_at` and `lasting` tell of each number when
    it leaves and how long it is worth it."""
    at, begins = timezone.now(), Message.objects.count()
    due = [due_at(number) if due_at else at for number in range(count)]
    messages = [
        Message(
            space=space, kind=kind, subject_id=space.pk, recipient_ref=f"person:{begins + number}", channel=channel,
            address=ADDRESSES[channel].format(begins + number), dedup_key=f"{kind}:{begins + number}",
            priority=Priority.REMINDER, created_at=at, due_at=due[number], expires_at=due[number] + lasting(number),
        )
        for number in range(count)
    ]  # fmt: skip
    return [str(message.pk) for message in Message.objects.bulk_create(messages, batch_size=1000)]
