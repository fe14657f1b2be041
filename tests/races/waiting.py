"""Two people at once, in one process: the second comes while a transaction of the first holds what both want."""

import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager

from django.core.exceptions import ValidationError
from django.db import connection, connections, transaction

LONGEST_WAIT = 10
BETWEEN_LOOKS = 0.05
WAITS_FOR_US = (
    "select exists (select from pg_locks where not granted and pg_backend_pid() = any(pg_blocking_pids(pid)))"
)


def meanwhile(
    first: Callable[[], object],
    second: Callable[[], object],
    *,
    seeing: AbstractContextManager,
    then: Callable[[], object] = lambda: None,
) -> list[str]:
    """What the second is refused, who sees these spaces and comes after the first acted. Once she waits, `then` ends
    the transaction of the first."""
    told = []

    def come() -> None:
        try:
            with seeing:
                second()
        except ValidationError as refusal:
            told.extend(refusal.messages)
        finally:
            connections.close_all()

    other = threading.Thread(target=come, daemon=True)
    with transaction.atomic():
        first()
        other.start()
        wait_until_somebody_waits()
        then()
    other.join(LONGEST_WAIT)
    assert not other.is_alive()
    return told


def wait_until_somebody_waits() -> None:
    """For a lock of this connection: another database of the same cluster has its own races."""
    with connection.cursor() as cursor:
        for _ in range(int(LONGEST_WAIT / BETWEEN_LOOKS)):
            cursor.execute(WAITS_FOR_US)
            if cursor.fetchone()[0]:
                return
            time.sleep(BETWEEN_LOOKS)
    raise AssertionError("nobody waits")
