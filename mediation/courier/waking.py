"""Asking a worker to drain now. Only a hint: the rows are what counts, and the next tick reads them anyway."""

import logging
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

from celery import current_app
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

# A broker that does not answer takes seconds to say so: nobody at the desk waits for it.
_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="wake")
_waiting = Lock()  # held while a wake-up is still to be sent: one serves for all that committed meanwhile


def wake() -> None:
    if _waiting.acquire(blocking=False):
        _thread.submit(_send)


def _send() -> None:
    _waiting.release()
    try:
        current_app.send_task("mediation.courier.tasks.drain", ignore_result=True, retry=False)
    except (OSError, OperationalError):
        logger.warning("The broker does not answer: messages leave at the next tick.")
