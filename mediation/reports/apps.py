from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "mediation.reports"
    verbose_name = "Bilan"
