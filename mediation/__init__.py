from .celery import app as celery_app  # tasks are sent by this application, whatever process sends them

__all__ = ["celery_app"]
