import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest

from mediation.local import demo, paths
from mediation.local.paths import ROOT
from mediation.local.processes import free_port


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch, tmp_path):
    monkeypatch.setattr(paths, "VAR", tmp_path / "var")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("PORT", raising=False)


def test_a_port_that_was_asked_for_is_that_one_or_none(monkeypatch):
    port = free_port()
    monkeypatch.setenv("PORT", str(port))
    assert demo.chosen_port() == port
    monkeypatch.setattr(demo, "free_port", lambda _port: None)
    with pytest.raises(SystemExit, match=f"Le port {port} est pris"):
        demo.chosen_port()


def test_the_first_free_port_is_taken_when_none_was_asked_for(monkeypatch):
    monkeypatch.setattr(demo, "free_port", lambda port: port if port == 8002 else None)
    assert demo.chosen_port() == 8002


def test_a_shell_prepared_for_a_real_service_does_not_lead_messages_there(monkeypatch):
    monkeypatch.setenv("EMAIL_HOST", "smtp.example.org")
    monkeypatch.setenv("EMAIL_HOST_PASSWORD", "secret")
    told = demo.environment({"EMAIL_HOST": "127.0.0.1"})
    assert told["EMAIL_HOST"] == "127.0.0.1"
    assert "EMAIL_HOST_PASSWORD" not in told


def test_a_database_that_is_not_ours_is_not_wiped(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://db.example.org/mediation")
    with pytest.raises(SystemExit, match="videz-la vous-même"):
        demo.reset()


class Launched:
    """The demonstration as a person starts it, in a session of its own as in a terminal."""

    def __init__(self, var: Path):
        names = ("PATH", "HOME", "XDG_RUNTIME_DIR")
        self.environment = {name: os.environ[name] for name in names if name in os.environ} | {"VAR_DIR": str(var)}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "mediation.local", "demo"],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.screen = self.read_screen()

    def read_screen(self) -> str:
        lines = []
        for line in self.process.stdout:
            lines.append(line)
            if "Ctrl-C" in line:
                break
        return "".join(lines)

    @property
    def address(self) -> str:
        return re.search(r"http://127\.0\.0\.1:\d+/", self.screen)[0]

    def end(self, how: signal.Signals) -> None:
        self.process.send_signal(how)
        self.process.communicate(timeout=60)


def of(var: Path) -> list[int]:
    """The living processes that this demonstration started: its folder is in what they were told."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            told, state = (
                (folder / "environ").read_bytes() + (folder / "cmdline").read_bytes(),
                (folder / "stat").read_text(),
            )
        except OSError:
            continue
        if str(var).encode() in told and ") Z" not in state:
            found.append(int(folder.name))
    return found


def wait_for_none(var: Path) -> None:
    deadline = time.monotonic() + 20
    while of(var) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert of(var) == []


def status(address: str) -> int:
    with urlopen(address) as answer:
        return answer.status


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="Les processus se comptent ici dans /proc.")
def test_the_demonstration_starts_stops_without_a_trace_and_recovers_from_anything(tmp_path):
    var = tmp_path / "demo-var"
    first = Launched(var)
    assert "boite-locale/" in first.screen
    assert status(f"{first.address}sante/") == 200

    second = Launched(var)
    assert second.screen == f"Déjà en marche : {first.address}\n"
    second.process.communicate()

    command = [sys.executable, "-m", "mediation.local", "run", "check"]
    subprocess.run(command, cwd=ROOT, env=first.environment, check=True, capture_output=True)

    first.end(signal.SIGINT)
    wait_for_none(var)

    again = Launched(var)
    for pid in of(var):
        os.kill(pid, signal.SIGKILL)
    again.process.communicate()
    recovered = Launched(var)
    assert status(f"{recovered.address}sante/") == 200
    recovered.end(signal.SIGTERM)
    wait_for_none(var)
