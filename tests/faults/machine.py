"""The servers of a run, stopped, killed and started again under those who use them."""

import signal
from pathlib import Path

import redis
from django.db import connection

from mediation.local import valkey
from mediation.local.postgres import Postgres
from mediation.local.processes import Service, is_running, stop
from mediation.local.servers import Servers

from .stage import until


class Machine:
    """Both servers must be ours: DATABASE_URL and REDIS_URL name none."""

    def __init__(self, servers: Servers):
        self.servers, self.cluster = servers, Postgres(servers.place, servers.settings)
        self.postgres, self.valkey = servers.services

    def restart_database(self) -> None:
        """As an administrator does: who is connected is cut off, what is not committed is undone."""
        self.begin_again(signal.SIGINT)

    def kill_database(self) -> None:
        """As a machine without memory does."""
        self.begin_again(signal.SIGKILL)

    def begin_again(self, how: signal.Signals) -> None:
        family = children(self.postgres.pid)
        self.postgres.send_signal(how)
        self.postgres.wait()
        until(lambda: not any(is_running(pid, "postgres") for pid in family))
        self.postgres = self.replaced(self.postgres, self.cluster.start())
        connection.close()

    def empty_valkey(self) -> None:
        with redis.from_url(valkey.url(self.servers.place)) as client:
            client.flushall()

    def stop_valkey(self) -> None:
        stop(self.valkey)

    def start_valkey(self) -> None:
        self.valkey = self.replaced(self.valkey, valkey.start(self.servers.place))

    def replaced(self, dead: Service, alive: Service) -> Service:
        """So that whoever stops the servers at the end stops this one."""
        self.servers.services[self.servers.services.index(dead)] = alive
        return alive


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
