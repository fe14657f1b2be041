from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from mediation.accounts.models import User
from mediation.desk.demonstration.load import load
from mediation.desk.demonstration.loading import read
from mediation.desk.demonstration.space import PASSWORD


class Command(BaseCommand):
    help = "Crée l'espace de démonstration, une fois, et donne ses comptes. Relancée, elle ne change rien."

    def handle(self, **options):
        if settings.PRODUCTION:
            raise CommandError("La démonstration a des mots de passe connus de tous : jamais en production.")
        space = load(at=timezone.now())
        accounts = User.objects.filter(email__in=[row["email"] for row in read("space")["team"]])
        for user in accounts.prefetch_related("memberships").order_by("pk"):
            roles = [member.get_role_display() for member in user.memberships.all() if member.space_id == space.pk]
            role = "Administration" if user.is_superuser else roles[0]
            self.stdout.write(f"{user.email:<42}{role:<22}{user.name}")
        self.stdout.write(f"Mot de passe pour tous : {PASSWORD}")
