from django.apps import AppConfig


class PublicsConfig(AppConfig):
    name = "publics"
    verbose_name = "Publics"

    def ready(self):
        from mediation.courier.registry import introduce

        from .notifications import addressees

        introduce("person", addressees)
