from django.apps import AppConfig


class CommunicationsConfig(AppConfig):
    name = "mediation.communications"
    verbose_name = "Communication"

    def ready(self):
        from mediation.courier.enums import Priority
        from mediation.courier.registry import Kind, Subjects, describe, introduce, register

        from . import batch, subjects, wording
        from .audience import ANNOUNCED
        from .services.campaigns import TEST

        register(
            Kind(
                ANNOUNCED, "Annonce", Priority.ANNOUNCEMENT, wording.live, wording.compose, wording.answer,
                compose_all=batch.compose_all,
            )
        )  # fmt: skip
        register(
            Kind(TEST, "Essai d'une campagne", Priority.OFFER, wording.live_test, wording.compose_test, is_awaited=True)
        )
        describe(Subjects(frozenset({ANNOUNCED, TEST}), subjects.titles, subjects.campaigns_of))
        introduce("user", subjects.colleagues)
