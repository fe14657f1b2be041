"""What is loaded to start is looked at once: where the application answers, and where it works behind."""

import subprocess
import sys

import pytest

from mediation.local.paths import ROOT

LOADED = 100_000  # objects, at the least

SAYS = "import gc, sys; print('publics.views.people' in sys.modules, gc.get_freeze_count())"


@pytest.mark.parametrize(
    "starts",
    [
        "import mediation.wsgi",
        "import django; django.setup(); from celery.signals import worker_init; worker_init.send(None)",
    ],
    ids=["web", "worker"],
)
def test_what_is_loaded_to_start_is_looked_at_once(starts):
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", f"{starts}; {SAYS}"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    with_pages, frozen = ran.stdout.split()
    assert with_pages == "True"
    assert int(frozen) > LOADED
