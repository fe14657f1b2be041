from django.apps import AppConfig


class CommunicationsConfig(AppConfig):
    name = "mediation.communications"
    verbose_name = "Communication"
