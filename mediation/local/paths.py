"""Where things are: one `Place` for each set of servers (demo, test, measures)."""

import fcntl
import getpass
import hashlib
import json
import os
import secrets
import shutil
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
VAR = Path(os.environ.get("VAR_DIR") or ROOT / "var").resolve()


def private(folder: Path) -> Path:
    """Create the folder for us alone; refuse one that somebody else laid there."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.geteuid():
        raise SystemExit(f"{folder} n'est pas à {getpass.getuser()}.")
    return folder


class Place:
    """Data and logs under VAR_DIR, kept; sockets in a short path, for a socket's path holds 107 bytes at most."""

    def __init__(self, name: str):
        self.name = name
        self.folder = VAR / name
        key = hashlib.sha256(str(self.folder).encode()).hexdigest()[:10]
        base = os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()
        self.sockets = Path(base) / f"mediation-{os.geteuid()}-{key}"
        self._lock = None

    def claim(self) -> bool:
        """Two supervisors on the same data would fight: the second is told no. The kernel frees what dies."""
        private(self.folder)
        lock = (self.folder / "lock").open("a+", encoding="utf-8")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.close()
            return False
        lock.truncate(0)
        self._lock = lock
        private(self.sockets)
        return True

    def release(self) -> None:
        if self._lock:
            shutil.rmtree(self.sockets, ignore_errors=True)
            self._lock.truncate(0)
            self._lock.close()
            self._lock = None

    def announce(self, **facts: Any) -> None:
        """Tell other commands of this checkout what runs here, until `release`."""
        self._lock.truncate(0)
        self._lock.write(json.dumps(facts))
        self._lock.flush()

    def announced(self) -> dict[str, Any]:
        text = (self.folder / "lock").read_text(encoding="utf-8")
        return json.loads(text) if text else {}

    def secret(self, name: str) -> str:
        """A key of this place, drawn once."""
        path = private(self.folder) / name
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(50), encoding="ascii")
        return path.read_text(encoding="ascii")


def claimed(name: str) -> Place:
    """The first free place of that name: two test runs in one checkout do not disturb each other."""
    for number in range(1, 10):
        place = Place(name if number == 1 else f"{name}-{number}")
        if place.claim():
            return place
    raise SystemExit(f"Neuf « {name} » sont déjà en marche ici.")
