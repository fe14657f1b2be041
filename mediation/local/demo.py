"""The demonstration: servers, data, web server, worker, beat and local mailbox, until Ctrl-C."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from . import sink, system
from .paths import ROOT, VAR, Place, private
from .postgres import refuge
from .processes import Service, answers, free_port, stop, wait_until
from .servers import Servers

# A shell prepared for a real service must not lead demonstration messages there.
NOT_OURS = (
    *("EMAIL_PROVIDER", "EMAIL_HOST_USER", "EMAIL_HOST_PASSWORD", "EMAIL_USE_TLS"),
    *("SMS_PROVIDER", "CALLBACK_SECRET", "ALLOWED_HOSTS"),
)

SCREEN = """
  Espace de démonstration : {address}

  Comptes
{accounts}

  Boîte locale : {address}boite-locale/
  (les e-mails, SMS et lettres que l'application a vraiment envoyés ; rien ne sort de cette machine)

  Données et journaux : {folder}
  Prêt en {seconds} s. Ctrl-C arrête tout et garde les données ; make demo-reset repart de zéro.
"""


class Demo:
    def __init__(self):
        self.place = Place("demo")
        self.servers = Servers(self.place)
        self.services: list[Service] = []
        self.variables: dict[str, str] = {}

    def claim(self) -> None:
        if not self.place.claim():
            where = self.place.announced().get("address", "démarrage en cours")
            raise SystemExit(f"Déjà en marche : {where}")

    def open(self) -> None:
        """Servers and sink; from there on, any command of the application runs."""
        self.variables = {
            "DJANGO_SETTINGS_MODULE": "mediation.settings",
            "MEDIATION_ENV": "demo",
            "SECRET_KEY": self.place.secret("secret_key"),
            "LINK_KEYS": self.place.secret("link_keys"),
            "ADDRESS_KEY": self.place.secret("address_key"),
            "PRIVATE_FILES": str(private(self.place.folder / "files")),
        }
        self.variables |= self.servers.start()
        self.start_sink()

    def start_sink(self) -> None:
        smtp_port, sms_port = free_port(), free_port()
        folder = private(self.place.folder / "mailbox")
        ports = ("--smtp-port", smtp_port, "--sms-port", sms_port)
        self.start("sink", "mediation.local.sink", folder, *ports)
        self.variables |= sink.environment(folder, smtp_port=smtp_port, sms_port=sms_port)

    def close(self) -> None:
        stop(*self.services)
        self.servers.stop()
        self.place.release()

    def start(self, name: str, *module: object, **variables: str) -> Service:
        log = self.place.folder / f"{name}.log"
        command = [sys.executable, "-m", *module]
        self.services.append(Service(command, log=log, env=environment(self.variables | variables), cwd=ROOT))
        return self.services[-1]

    def prepare(self) -> str:
        """Bring the database up to date and fill it; the accounts, a line each."""
        command = [sys.executable, "-m", "mediation.local.prepare"]
        done = subprocess.run(
            command, stdout=subprocess.PIPE, text=True, env=environment(self.variables), cwd=ROOT, check=False
        )
        if done.returncode:
            raise SystemExit("Les données de démonstration n'ont pas pu être préparées : voir ci-dessus.")
        return done.stdout.strip("\n")

    def serve(self, port: int) -> None:
        """The page first; the worker and beat start while somebody already reads it."""
        granian = ("granian", "--interface=wsgi", "--workers=2", "--blocking-threads=4", "--host=127.0.0.1")
        web = self.start("web", *granian, f"--port={port}", "mediation.wsgi:application", WEB="1")
        wait_until(lambda: answers(port), web)
        self.start("worker", "celery", "-A", "mediation", "worker", "--concurrency=2", "--loglevel=INFO")
        schedule = self.place.folder / "beat"
        self.start("beat", "celery", "-A", "mediation", "beat", f"--schedule={schedule}", "--pidfile=")

    def watch(self) -> None:
        everyone = [*self.servers.services, *self.services]
        while all(service.poll() is None for service in everyone):
            time.sleep(0.3)
        dead = next(service for service in everyone if service.poll() is not None)
        raise SystemExit(f"Un programme s'est arrêté, donc tous : voir {dead.log}")


def run() -> None:
    began = time.monotonic()
    demo = Demo()
    demo.claim()
    print("L'espace de démonstration s'ouvre : deux secondes, ou quarante la première fois.", flush=True)
    with interruptible() as stopping:
        try:
            port = chosen_port()
            demo.open()
            address = f"http://127.0.0.1:{port}/"
            demo.variables["PUBLIC_ADDRESS"] = os.environ.get("PUBLIC_ADDRESS", address)
            accounts = demo.prepare()
            demo.serve(port)
            demo.place.announce(address=address, variables=demo.variables)
            show(demo, address, accounts, began)
            demo.watch()
        except KeyboardInterrupt:
            print("\nArrêt…", flush=True)
        finally:
            stopping.append(True)
            demo.close()


def show(demo: Demo, address: str, accounts: str, began: float) -> None:
    seconds = f"{time.monotonic() - began:.1f}".replace(".", ",")
    indented = "\n".join(f"    {line.strip()}" for line in accounts.splitlines())
    print(SCREEN.format(address=address, accounts=indented, folder=shown(demo.place.folder), seconds=seconds))
    if not system.has_pango():
        print(f"  {system.WITHOUT_PANGO}\n")
    sys.stdout.flush()


def shown(folder: Path) -> str:
    return str(folder.relative_to(ROOT) if folder.is_relative_to(ROOT) else folder)


def chosen_port() -> int:
    """PORT if it is said, and nothing else; otherwise the first free one from 8000."""
    if said := os.environ.get("PORT"):
        if not free_port(int(said)):
            raise SystemExit(f"Le port {said} est pris : choisissez-en un autre avec PORT=…")
        return int(said)
    for port in range(8000, 8100):
        if free_port(port):
            return port
    raise SystemExit("Aucun port libre entre 8000 et 8099.")


@contextlib.contextmanager
def interruptible():
    """Yields a list; once it holds something, a second Ctrl-C does not cut the stop short."""
    stopping: list = []

    def interrupted(number, frame):
        if not stopping:
            stopping.append(number)
            raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupted)
    yield stopping


def command(arguments: list[str]) -> int:
    """Run `manage.py <arguments>` on the demonstration's data, running or not."""
    demo = Demo()
    if not demo.place.claim():
        variables = demo.place.announced().get("variables")
        if not variables:
            raise SystemExit("La démonstration démarre : réessayez dans quelques secondes.")
        return manage(arguments, variables)
    with interruptible() as stopping:
        try:
            demo.open()
            return manage(arguments, demo.variables)
        except KeyboardInterrupt:
            return 130
        finally:
            stopping.append(True)
            demo.close()


def manage(arguments: list[str], variables: dict[str, str]) -> int:
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, env=environment(variables), cwd=ROOT, check=False).returncode


def environment(variables: dict[str, str]) -> dict[str, str]:
    shell = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
    return shell | variables


def reset() -> None:
    """Forget the demonstration's data. A database that DATABASE_URL names is not ours to wipe."""
    if os.environ.get("DATABASE_URL"):
        raise SystemExit("DATABASE_URL désigne une base qui n'est pas à la démonstration : videz-la vous-même.")
    place = Place("demo")
    if not place.claim():
        raise SystemExit("La démonstration est en marche : arrêtez-la d'abord (Ctrl-C).")
    place.release()
    for folder in (place.folder, refuge(place)):
        shutil.rmtree(folder, ignore_errors=True)
    print(f"Données effacées ({shown(VAR / 'demo')}).", flush=True)
