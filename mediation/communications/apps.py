from functools import partial

from django.apps import AppConfig


class CommunicationsConfig(AppConfig):
    name = "mediation.communications"
    verbose_name = "Communication"

    def ready(self):
        from mediation.courier.enums import Priority
        from mediation.courier.registry import Kind, Subjects, describe, introduce, register

        from . import batch, digests, subjects, wording
        from .audience import ANNOUNCED
        from .models import Digest, DigestIssue
        from .registry import read_by
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
        register(
            Kind(
                digests.ISSUE, "Lettre d'information", Priority.ANNOUNCEMENT, partial(subjects.always, DigestIssue),
                digests.compose,
            )
        )  # fmt: skip
        register(
            Kind(
                digests.TRIAL, "Essai de la lettre d'information", Priority.OFFER, partial(subjects.always, Digest),
                digests.compose_trial, is_awaited=True,
            )
        )  # fmt: skip
        describe(Subjects(frozenset({ANNOUNCED, TEST}), subjects.titles, subjects.campaigns_of))
        describe(Subjects(frozenset({digests.ISSUE, digests.TRIAL}), subjects.letters, subjects.of_no_event))
        read_by(digests.COLLEAGUES, subjects.colleagues_of)
        introduce("user", subjects.colleagues)
