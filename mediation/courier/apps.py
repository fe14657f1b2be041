from django.apps import AppConfig


class CourierConfig(AppConfig):
    name = "mediation.courier"
    verbose_name = "Courrier"
