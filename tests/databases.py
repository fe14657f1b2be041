"""One database a worker, copied from a template that holds every migration and is kept until they change."""

import hashlib
import os
from urllib.parse import urlsplit

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections

from mediation.local.paths import ROOT

DETERMINED_BY = (
    "*/migrations/*.py",
    "*/*/migrations/*.py",
    "mediation/common/*.py",
    "mediation/common/postgresql/*.py",
    "requirements/*.txt",
)
SERVER = ("host", "port", "user", "password", "dbname")
BUILDING = "test_building"
ADVISORY_LOCK = 52


def template_name() -> str:
    """Named after the content of what determines the tables: our migrations, what they call, the locked packages."""
    content = hashlib.sha256()
    for path in sorted(path for pattern in DETERMINED_BY for path in ROOT.glob(pattern)):
        content.update(path.read_bytes())
    return f"template_{content.hexdigest()[:16]}"


class WorkerDatabase:
    def __init__(self, worker: str):
        self.default = connections["default"]
        self.name = f"test_{worker}"
        self.template = template_name()
        parameters = self.default.get_connection_params()
        self.server = {key: parameters[key] for key in SERVER if key in parameters}
        self.url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{self.name}").geturl()

    def admin(self) -> psycopg.Connection:
        return psycopg.connect(**self.server, autocommit=True)

    def create(self) -> None:
        with self.admin() as admin:
            admin.execute("select pg_advisory_lock(%s)", [ADVISORY_LOCK])  # the first worker migrates, the others wait
            if not admin.execute("select from pg_database where datname = %s", [self.template]).rowcount:
                self.build_template(admin)
            self.copy(admin)
        self.use(self.name)

    def build_template(self, admin: psycopg.Connection) -> None:
        for (old,) in admin.execute("select datname from pg_database where datname like 'template\\_%'").fetchall():
            admin.execute(f'drop database "{old}"')
        remove(admin, BUILDING)
        admin.execute(f"create database {BUILDING}")
        self.use(BUILDING)
        call_command("migrate", verbosity=0)
        self.default.close()
        admin.execute(f'alter database {BUILDING} rename to "{self.template}"')

    def copy(self, admin: psycopg.Connection) -> None:
        strategy = "strategy file_copy" if admin.info.server_version >= 150000 else ""
        remove(admin, self.name)
        admin.execute(f'create database "{self.name}" template "{self.template}" {strategy}')

    def use(self, name: str) -> None:
        self.default.close()
        self.default.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = name

    def renew(self) -> None:
        """As new, whatever a test has committed: a copy is quicker than emptying every table."""
        self.default.close()
        connections.close_all()  # a browser's driver runs a loop, in which the tests may have another connection
        with self.admin() as admin:
            self.copy(admin)

    def drop(self) -> None:
        self.default.close()
        with self.admin() as admin:
            remove(admin, self.name)


def remove(admin: psycopg.Connection, name: str) -> None:
    """With whoever is still in it. Not by `force`, which a vacuum at work there refuses to who is no superuser."""
    admin.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s and usesysid is not null", [name]
    )
    admin.execute(f'drop database if exists "{name}"')
