from django.apps import AppConfig


class CourierConfig(AppConfig):
    name = "mediation.courier"
    verbose_name = "Courrier"

    def ready(self):
        from anymail.signals import tracking

        from . import receipts

        tracking.connect(receipts.hear_of_email, dispatch_uid="courier")
