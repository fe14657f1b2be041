from django.apps import AppConfig


class PartnersConfig(AppConfig):
    name = "partners"
    verbose_name = "Partenaires"

    def ready(self):
        from mediation.communications.registry import read_by
        from mediation.courier.registry import Subjects, describe, introduce, register
        from publics import segments
        from publics.registry import name_subjects
        from publics.retention import expire, forget

        from . import notifications as said
        from . import readers, wording
        from .criteria import CRITERIA
        from .retention import closed_referrals, of_referrals

        forget(of_referrals())
        expire(closed_referrals())
        for kind in wording.kinds():
            register(kind)
        describe(Subjects(frozenset({said.RECEIVED, said.CALL}), wording.titles, wording.slips_toward))
        segments.register(*CRITERIA)
        read_by("contact", readers.of_space)
        introduce("contact", readers.named)
        name_subjects("organisation", wording.partners_named)
