"""Messages to send in these tests, what becomes of them, and a database that hangs up."""

from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from mediation.courier import services
from mediation.courier.enums import Channel
from mediation.courier.models import Message
from tests.factories import PersonFactory


def queue(space, kind, *, channel=Channel.SMS, address="+33639981001", key="1", due_at=None, days=1, person=None):
    person = person or PersonFactory(space=space)
    recipient = services.Recipient(ref=f"person:{person.pk}", channel=channel, address=address)
    at = timezone.now()
    note = services.Note(kind, person.pk, recipient, key, expires_at=at + timedelta(days=days), due_at=due_at)
    with transaction.atomic():
        services.queue(note, space=space, at=at)
    return Message.objects.get(dedup_key=f"{kind}:{key}")


def state(message):
    message.refresh_from_db()
    return message.state


def hang_up():
    """As a server that stops does to each of its connections."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", pid)
    other.close()
