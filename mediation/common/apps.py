from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "mediation.common"
    verbose_name = "Socle"
