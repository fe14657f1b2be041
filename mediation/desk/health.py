"""What a supervisor asks: does this instance answer, and do messages leave?"""

from datetime import datetime

from django.core.cache import cache
from django.db import DatabaseError, connection

from mediation.common.isolation import everything
from mediation.courier.enums import SENT_BY_MACHINE
from mediation.courier.models import Breaker, Message
from mediation.courier.standing import LATE


def report(*, at: datetime) -> dict[str, object]:
    """`is_serving` decides of the answer's code: neither a worker that is late nor a cache that is away is cured by
    restarting the web server, which goes on serving."""
    is_serving = database()
    late = waiting(at=at) if is_serving else {}
    return {"database": is_serving, "cache": cached(), **late, "is_serving": is_serving}


def database() -> bool:
    try:
        with everything(), connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def cached() -> bool:
    cache.set("health", "ok", 10)
    return cache.get("health") == "ok"


def waiting(*, at: datetime) -> dict[str, object]:
    """Since when the oldest message that a machine sends is due, whatever its space; and by which channels none leaves,
    their provider being left alone."""
    with everything():
        due = Message.objects.waiting().filter(channel__in=SENT_BY_MACHINE, due_at__lte=at, expires_at__gt=at)
        oldest = due.order_by("due_at").values_list("due_at", flat=True).first()
        paused = Breaker.objects.filter(paused_until__gt=at).order_by("channel")
        channels = list(paused.values_list("channel", flat=True))
    seconds = int((at - oldest).total_seconds()) if oldest else 0
    late = {"oldest_due_message_seconds": seconds, "messages_are_late": seconds > LATE.total_seconds()}
    return late | {"paused_channels": channels}
