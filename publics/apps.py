from django.apps import AppConfig


class PublicsConfig(AppConfig):
    name = "publics"
    verbose_name = "Publics"

    def ready(self):
        from mediation.courier.registry import Subjects, describe, introduce, reach, register, when_silenced

        from . import wording
        from .criteria import register_criteria
        from .models import Visit
        from .notifications import ANSWER_ENQUIRER, CALL_ENQUIRER, addressees, recipient_by_id
        from .registry import see_people
        from .services.addresses import silence

        introduce("person", addressees)
        introduce("enquiry", wording.enquirers)
        reach("person", recipient_by_id)
        for kind in wording.kinds():
            register(kind)
        describe(Subjects(frozenset({CALL_ENQUIRER, ANSWER_ENQUIRER}), wording.titles, wording.of_no_event))
        when_silenced(silence)
        register_criteria()
        see_people(Visit.objects.seen)
