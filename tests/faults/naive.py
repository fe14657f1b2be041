"""The sender one usually writes: a Celery task a message, marked once sent, tried again when it fails.

Here to be compared with the courier under the same faults (`comparing`). `celery -A tests.faults.naive worker` is its
worker.
"""

import os

from celery import Celery

from .nursery import PATIENCE

QUEUE = "naive"

app = Celery("naive", task_ignore_result=True)
app.conf.broker_url = os.environ["REDIS_URL"].replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")
app.conf.task_default_queue = QUEUE


@app.task(autoretry_for=(Exception,), retry_backoff=1, retry_backoff_max=4, max_retries=5)
def deliver(key: str) -> None:
    from django.conf import settings
    from django.core.mail import EmailMessage
    from django.utils import timezone

    from mediation.common.isolation import everything
    from mediation.courier.enums import MessageState
    from mediation.courier.models import Message

    settings.EMAIL_TIMEOUT = PATIENCE
    with everything():
        message = Message.objects.get(pk=key)
        if message.state == MessageState.SENT:
            return
        headers = {"Message-ID": f"<{key}@example.org>"}
        EmailMessage("Votre séance", "Bonjour, à demain au Fil.", to=[message.address], headers=headers).send()
        message.state, message.sent_at = MessageState.SENT, timezone.now()
        message.save(update_fields=["state", "sent_at"])
