import os
import signal
import subprocess
import sys
import time

import pytest

from mediation.local.processes import Service, free_port, is_running, stop, wait_until

STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); time.sleep(60)"
)
SUPERVISOR = """
import sys, time
from pathlib import Path
from mediation.local.processes import Service
print(Service([sys.executable, "-c", "import time; time.sleep(60)"], log=Path(sys.argv[1])).pid, flush=True)
time.sleep(60)
"""

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="Les processus orphelins ne sont suivis que sous Linux."
)


def test_one_that_ignores_the_request_is_killed(tmp_path):
    service = Service([sys.executable, "-c", STUBBORN], log=tmp_path / "log")
    wait_until(lambda: "ready" in service.log.read_text(), service)
    stop(service, patience=0.2)
    assert service.returncode == -signal.SIGKILL


def test_one_that_does_not_start_shows_the_end_of_its_log(tmp_path):
    service = Service([sys.executable, "-c", "raise SystemExit('la cause')"], log=tmp_path / "log")
    with pytest.raises(SystemExit, match="la cause"):
        wait_until(lambda: False, service)


def test_none_outlives_a_supervisor_killed_outright(tmp_path):
    supervisor = subprocess.Popen([sys.executable, "-c", SUPERVISOR, str(tmp_path / "log")], stdout=subprocess.PIPE)
    child = int(supervisor.stdout.readline())
    assert is_running(child, "python")
    supervisor.kill()
    supervisor.communicate()
    deadline = time.monotonic() + 5
    while is_running(child, "python") and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not is_running(child, "python")


def test_a_zombie_or_another_program_is_not_the_one_we_look_for():
    assert not is_running(os.getpid(), "postgres")
    zombie = subprocess.Popen([sys.executable, "-c", ""])
    os.waitid(os.P_PID, zombie.pid, os.WEXITED | os.WNOWAIT)
    assert not is_running(zombie.pid, "python")
    zombie.wait()


def test_a_port_in_use_is_not_free():
    port = free_port()
    assert free_port(port) == port
    import socket

    with socket.create_server(("127.0.0.1", port)):
        assert free_port(port) is None
