"""The Celery application: tasks are wake-ups that run within the spaces, and for the user, they were sent from."""

import os

from celery import Celery, Task
from celery.signals import worker_init

from mediation.common import isolation
from mediation.common.memory import settle

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mediation.settings")

HEADER = "scope"


class ScopedTask(Task):
    """Carries the sender's scope in a header. A task started by beat carries none and names its own."""

    def apply_async(self, args=None, kwargs=None, **options):
        headers = {HEADER: list(isolation.current()), **(options.pop("headers", None) or {})}
        return super().apply_async(args, kwargs, headers=headers, **options)

    def __call__(self, *args, **kwargs):
        carried = getattr(self.request, HEADER, None) or ()
        with isolation.within(isolation.Scope(*carried)):
            return super().__call__(*args, **kwargs)


app = Celery("mediation", task_cls=ScopedTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def before_the_fork(**_signal):
    settle()
