"""A worker takes at once what leaves in a second: few when the provider is slow, many when it is quick."""

from datetime import timedelta

import pytest

from mediation.courier import pace, services, tasks
from mediation.courier.enums import Channel
from mediation.courier.models import Lease

from .sending import queue

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def sizes(monkeypatch):
    monkeypatch.setattr(pace, "_sizes", {})


@pytest.mark.parametrize(
    ("count", "seconds", "expected"), [(20, 0.2, 100), (20, 40, pace.FEWEST), (100, 0.01, pace.MOST)]
)
def test_the_next_lease_is_what_leaves_in_a_second(count, seconds, expected):
    assert pace.size_of_lease(Channel.SMS) == pace.FIRST

    pace.learn(Channel.SMS, count=count, seconds=seconds)

    assert (pace.size_of_lease(Channel.SMS), pace.size_of_lease(Channel.EMAIL)) == (expected, pace.FIRST)


def test_a_lease_is_not_longer_than_that(space, kind, gateway, monkeypatch):
    monkeypatch.setattr(pace, "FIRST", 2)
    for number in range(3):
        queue(space, kind, key=str(number))

    assert services.send_next(Channel.SMS).count == 2

    assert len(gateway.received) == 2


def test_a_lease_of_which_all_is_closed_asks_nothing_of_the_provider(space, kind, monkeypatch, now):
    queue(space, kind, days=1)
    monkeypatch.setattr(services, "adapter_of", lambda _channel: pytest.fail("asked"))
    now.shift(timedelta(days=2))

    assert services.send_next(Channel.SMS) == services.Sent(0)
    assert not Lease.objects.exists()


def test_after_a_while_what_else_waits_for_the_worker_has_its_turn(space, kind, gateway, monkeypatch):
    """Not two leases: it asks to be called again."""
    asked = []
    monkeypatch.setattr(pace, "FIRST", 1)
    monkeypatch.setattr(tasks, "A_TURN", 0)
    monkeypatch.setattr(tasks, "wake", lambda: asked.append(len(gateway.received)))
    for number in range(2):
        queue(space, kind, key=str(number))

    tasks.drain()
    tasks.drain()

    assert asked == [1, 2]
