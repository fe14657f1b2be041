"""PostgreSQL and Valkey of one place, unless DATABASE_URL and REDIS_URL name others."""

import os

from . import postgres, valkey
from .paths import Place
from .processes import Service, stop


class Servers:
    def __init__(self, place: Place, settings: tuple[str, ...] = postgres.DURABLE):
        self.place, self.settings = place, settings
        self.services: list[Service] = []

    def start(self) -> dict[str, str]:
        """The variables by which others reach them."""
        environment = {name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL") if os.environ.get(name)}
        if "DATABASE_URL" not in environment:
            cluster = postgres.Postgres(self.place, self.settings)
            self.services.append(cluster.start())
            environment["DATABASE_URL"] = cluster.url
        if "REDIS_URL" not in environment:
            self.services.append(valkey.start(self.place))
            environment["REDIS_URL"] = valkey.url(self.place)
        return environment

    def stop(self) -> None:
        stop(*self.services, patience=30)
        self.services.clear()
