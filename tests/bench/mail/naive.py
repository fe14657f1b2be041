"""How one usually writes it: a task a recipient, which opens a connection, sends, and notes it."""

from celery import shared_task
from django.utils import timezone

from mediation.common.isolation import everything
from mediation.courier import registry
from mediation.courier.channels import email
from mediation.courier.enums import MessageState
from mediation.courier.models import Message

QUEUE = "naive"  # the worker that serves it does nothing else


@shared_task(queue=QUEUE)
def send_one(pk: str) -> None:
    with everything():
        message = Message.objects.select_related("space").get(pk=pk)
        content = registry.kind(message.kind).compose(message)
        email.EmailAdapter().built(message, content).send()
        message.state, message.sent_at = MessageState.SENT, timezone.now()
        message.save()
