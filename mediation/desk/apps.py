from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "mediation.desk"
    verbose_name = "Accueil"

    def ready(self):
        from mediation.courier.registry import introduce

        from .calls import people_of_slips

        introduce("referral", people_of_slips)
