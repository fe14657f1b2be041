"""Starting, watching and ending processes, so that none outlives its supervisor."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path


class Service(subprocess.Popen):
    """A process that is watched: its log, and the signal that asks it to stop.

    In its own session: Ctrl-C reaches the supervisor only, which then stops things in order.
    """

    def __init__(self, command: list, *, log: Path, stop: signal.Signals = signal.SIGTERM, **options):
        self.log, self.stop_signal = log, stop
        with log.open("ab") as output:
            super().__init__(
                [str(part) for part in command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=die_with_parent(stop),
                **options,
            )


def die_with_parent(how: signal.Signals) -> Callable[[], None]:
    """A preexec_fn: the kernel sends `how` should the supervisor be killed outright (Linux)."""
    parent = os.getpid()

    def prepare() -> None:
        signal.pthread_sigmask(signal.SIG_SETMASK, ())
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(1, int(how), 0, 0, 0)
            if os.getppid() != parent:
                os._exit(1)

    return prepare


def stop(*services: Service, patience: float = 5) -> None:
    """All are asked at once; the stragglers and their children are killed."""
    asked = [service for service in services if service.poll() is None]
    for service in asked:
        service.send_signal(service.stop_signal)
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline and any(service.poll() is None for service in asked):
        time.sleep(0.02)
    for service in asked:
        if service.poll() is None:
            os.killpg(service.pid, signal.SIGKILL)
            service.wait()


def wait_until(ready: Callable[[], bool], service: Service, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not ready():
        if service.poll() is not None or time.monotonic() > deadline:
            tail = service.log.read_text(errors="replace")[-1500:]
            raise SystemExit(f"{service.args[0]} ne démarre pas (journal : {service.log}) :\n{tail}")
        time.sleep(0.02)


def answers(address: Path | int) -> bool:
    """Whether somebody listens on this socket, or on this port of the machine."""
    if isinstance(address, int):
        family, target = socket.AF_INET, ("127.0.0.1", address)
    else:
        family, target = socket.AF_UNIX, str(address)
    with socket.socket(family) as probe:
        return probe.connect_ex(target) == 0


def free_port(wanted: int = 0) -> int | None:
    """The port if it is free, else None; 0 asks for any."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError:
            return None
        return probe.getsockname()[1]


def is_running(pid: int, name: str) -> bool:
    """Not so for a zombie, nor for an unrelated process that was given the number since."""
    if sys.platform == "linux":
        try:
            command, rest = Path(f"/proc/{pid}/stat").read_text().split("(", 1)[1].rsplit(") ", 1)
        except OSError:
            return False
        return command.startswith(name) and not rest.startswith("Z")
    command = ["ps", "-o", "stat=,comm=", "-p", str(pid)]
    shown = subprocess.run(command, capture_output=True, text=True, check=False).stdout.split()
    return bool(shown) and not shown[0].startswith("Z") and shown[-1].endswith(name)
