import logging
import signal
from threading import Event

from django.core.management.base import BaseCommand, CommandError
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from mediation.common.isolation import everything
from mediation.common.templatetags.french import plural_fr
from mediation.courier import tasks
from mediation.courier.models import Message
from mediation.courier.standing import Standing, standings

logger = logging.getLogger(__name__)

TICK = 15  # seconds, as beat does


class Command(BaseCommand):
    help = "Dit où en sont les envois (status), ou les fait partir sans Celery, jusqu'à ce qu'on l'arrête (loop)."

    def add_arguments(self, parser):
        parser.add_argument("act", choices=["status", "loop"], nargs="?", default="status")

    def handle(self, *, act, **options):
        return self.loop() if act == "loop" else self.status()

    def status(self) -> None:
        """Ends with an error when messages are late, for whatever watches the server."""
        with everything():
            found = standings(Message.objects.all(), at=timezone.now())
        for standing in found:
            for line in lines(standing):
                self.stdout.write(line)
        if late := [str(standing.channel.label) for standing in found if standing.is_late]:
            raise CommandError(f"En retard : {', '.join(late)}.")

    def loop(self) -> None:
        """What the worker does at each tick. A signal lets the lease in hand end."""
        stopped = Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stopped.set())
        while not stopped.is_set():
            if not turn():
                stopped.wait(TICK)


def turn() -> bool:
    """Sweep, then send a lease of each channel; whether there may be more. A database that went away is asked again
    at the next tick, over another connection."""
    try:
        tasks.sweep()
        with everything():
            return tasks.send_by_turns()
    except (OperationalError, InterfaceError):
        logger.warning("The database does not answer: messages leave once it is back.")
        connection.close()
        return False


def lines(standing: Standing) -> list[str]:
    minutes = int(standing.waiting.total_seconds() // 60)
    since = f" depuis {plural_fr(minutes, 'minute,minutes')}" if standing.due else ""
    to_come = f"{standing.due} à envoyer{since}, {standing.later} plus tard"
    told = [
        f"{standing.channel.label} : {to_come}, {standing.sending} en cours, {standing.uncertain} peut-être partis."
    ]
    if standing.rate:
        told.append(f"  {standing.rate} au plus.")
    if standing.rests_until:
        until = f"{standing.rests_until:%H:%M:%S} UTC"
        told.append(f"  Le fournisseur en demande moins, jusqu'à {until} : {standing.breaker.reason}.")
    if standing.breaker and standing.breaker.failures:
        told.append(f"  {plural_fr(standing.breaker.failures, 'échec,échecs')} de suite : {standing.breaker.reason}.")
    return told + [f"  {count} pas partis depuis hier : {reason}." for reason, count in standing.failures]
