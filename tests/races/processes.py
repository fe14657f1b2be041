"""Processes that do things at the same moment, each with its own connection (`acting`)."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence

from mediation.local.paths import ROOT

from .acting import READY

PATIENCE = 180  # seconds


def command(module: str, *arguments) -> list[str]:
    """Of a process that has static files read where they lie, without a word."""
    return [sys.executable, "-W", "ignore:No directory at:UserWarning", "-m", module, *map(str, arguments)]


def process(module: str, *arguments, environment: Mapping[str, str] = os.environ) -> subprocess.Popen:
    """One that waits to be let go (`race`)."""
    return subprocess.Popen(
        command(module, *arguments), cwd=ROOT, env=dict(environment), text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def start(verb: str, space: int, *arguments, environment: Mapping[str, str]) -> subprocess.Popen:
    return process("tests.races.acting", verb, space, *arguments, environment=environment)


def race(*processes: subprocess.Popen, patience: int = PATIENCE) -> list[list[str]]:
    """Let them go once all are ready; the outcomes each printed. Whatever one says on its error output is an error."""
    for process in processes:
        if process.stdout.readline() != f"{READY}\n":
            raise AssertionError(process.communicate()[1])
    for process in processes:
        process.stdin.write("\n")
        process.stdin.flush()
    told = [process.communicate(timeout=patience) for process in processes]
    if errors := [error for _, error in told if error]:
        raise AssertionError("\n".join(errors))
    return [outcome.splitlines() for outcome, _ in told]


def killed(process: subprocess.Popen) -> bool:
    """Let one go that may kill itself; whether it did."""
    race(process)
    return process.returncode == -9


def shared_out(things: Sequence, count: int) -> list[Sequence]:
    return [things[first::count] for first in range(count)]
