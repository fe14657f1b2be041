"""Workers killed while they send, on the real database, with a provider that keeps its own account. In long:
`make chaos ONLY=courier`."""

import os

import pytest

from mediation.courier.enums import MessageState
from tests.faults.checking import judge
from tests.faults.killing import kill_again_and_again
from tests.faults.stage import Stage


@pytest.fixture
def stage(database_url, tmp_path):
    with Stage(tmp_path, os.environ | {"DATABASE_URL": database_url}, lease=2) as stage:
        yield stage


def test_workers_killed_lose_nothing_double_nothing_and_leave_one_doubt_each(stage, space):
    stage.behave(rate=200)

    deaths = kill_again_and_again(stage, space, times=4)
    stage.behave(rate=0)
    stage.settle()

    found = judge(stage)
    assert not any(found.faults.values()), found
    assert (found.uncertain, found.most_uncertain) == (len(deaths), 1)
    assert 0 < found.states[MessageState.SKIPPED] <= len(stage.stopped)
