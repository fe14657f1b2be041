from django.core.management.base import BaseCommand

from publics.reference import write_reference_data


class Command(BaseCommand):
    help = "Écrit les envies et les démarches proposées dans tous les espaces. Relancée, elle ne change rien."

    def handle(self, **options):
        for name, changes in write_reference_data().items():
            self.stdout.write(f"{name} : {changes}.")
