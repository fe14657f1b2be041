from django.apps import AppConfig


class TeamConfig(AppConfig):
    name = "mediation.team"
    verbose_name = "Équipe"

    def ready(self):
        from publics.registry import follow_people
        from publics.retention import Forgotten, forget, of_person

        from .models import Task
        from .services.tasks import follow_person

        follow_people(follow_person)
        forget(Forgotten(Task, of_person(Task)))
