from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "mediation.desk"
    verbose_name = "Accueil"
