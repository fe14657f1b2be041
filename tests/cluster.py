"""pytest plugin (`-p tests.cluster`): PostgreSQL and Valkey for this run, unless the environment names others.

Loaded before pytest-django reads the settings; the workers of pytest-xdist inherit the addresses.
"""

import os
from collections import Counter

import pytest

from mediation.local import postgres, system
from mediation.local.paths import VAR, claimed
from mediation.local.servers import Servers

# A shell prepared for a real service must not lead tests there.
NOT_OURS = (
    *("EMAIL_PROVIDER", "EMAIL_HOST", "EMAIL_PORT", "EMAIL_HOST_USER", "EMAIL_HOST_PASSWORD", "EMAIL_USE_TLS"),
    *("SMS_PROVIDER", "SMS_URL", "EMAIL_RATE", "SMS_RATE", "CALLBACK_SECRET", "LOCAL_MAILBOX"),
    *("ALLOWED_HOSTS", "PUBLIC_ADDRESS", "WEB"),
)
MISSING = {"browser": ("chromium", system.WITHOUT_CHROMIUM), "pdf": ("pango", "Pango n'est pas installé ici.")}

started: list[Servers] = []
skipped: Counter[str] = Counter()


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests():
    for name in NOT_OURS:
        os.environ.pop(name, None)
    os.environ["MEDIATION_ENV"] = "test"
    os.environ["LOCAL_MAILBOX"] = str(VAR / "mailbox")  # its pages exist; the fixture `mailbox` says which folder
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the browser's driver runs its loop in the tests' thread
    if worker := os.environ.get("PYTEST_XDIST_WORKER"):
        take_own_cache(int(worker.removeprefix("gw")))
    else:
        start()
    return (yield)


def start() -> None:
    if os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"):
        return
    servers = Servers(claimed("test"), postgres.DISPOSABLE)
    started.append(servers)
    os.environ |= servers.start()


def take_own_cache(number: int) -> None:
    """Each worker has its own of Valkey's sixteen databases, so that one does not empty another's."""
    if os.environ["REDIS_URL"].startswith("unix://"):
        os.environ["REDIS_URL"] = f"{os.environ['REDIS_URL'].partition('?')[0]}?db={number % 15 + 1}"


def pytest_collection_modifyitems(items):
    """Mark what a browser or Pango is needed for; skip it, saying why, where they are missing."""
    for item in items:
        if "browser" in item.fixturenames:
            item.add_marker("browser")
    for mark, (needed, sentence) in MISSING.items():
        if not system.has(needed):
            for item in items:
                if item.get_closest_marker(mark):
                    item.add_marker(pytest.mark.skip(reason=sentence))


def pytest_terminal_summary(terminalreporter):
    for report in terminalreporter.stats.get("skipped", ()):
        _, _, reason = report.longrepr
        skipped[reason.removeprefix("Skipped: ")] += 1


def pytest_unconfigure(config):
    while started:
        servers = started.pop()
        servers.stop()
        servers.place.release()
    if not hasattr(config, "workerinput") and not config.option.collectonly:
        reasons = "".join(f" {count} × {reason}" for reason, count in skipped.most_common())
        print(f"Tests sautés : {skipped.total()}.{reasons}")
