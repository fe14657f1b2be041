from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from mediation.accounts.models import Space
from mediation.common.templatetags.french import plural_fr
from mediation.desk.crowd.populate import SCALES, populate
from mediation.desk.crowd.spaces import SLUG, mediator_of
from mediation.desk.demonstration.space import PASSWORD

REFUSED = (
    "Cette base n'est pas une base d'essai : des milliers de personnes inventées s'y mêleraient aux vraies. "
    "Prenez une base vide, ou dites --yes-i-know-they-are-invented."
)


class Command(BaseCommand):
    help = "Remplit une base d'essai de personnes inventées et de ce qu'elles ont fait, pour mesurer."

    def add_arguments(self, parser):
        parser.add_argument("--scale", choices=SCALES, required=True, help="un espace, ou les cinquante d'un réseau")
        parser.add_argument("--yes-i-know-they-are-invented", action="store_true", dest="is_sure", help="partout")

    def handle(self, *, scale: str, is_sure: bool, **options):
        if not (is_sure or is_for_trials()):
            raise CommandError(REFUSED)
        if Space.objects.filter(slug__startswith=f"{SLUG}-").exists():
            raise CommandError("Cette base est déjà peuplée.")
        spaces = populate(scale, at=timezone.now(), say=self.stdout.write)
        self.stdout.write(f"{plural_fr(len(spaces), 'espace,espaces')}. {mediator_of(1)}, mot de passe : {PASSWORD}")


def is_for_trials() -> bool:
    """Not in production, and nobody works there but demonstrations."""
    return not settings.PRODUCTION and not Space.objects.filter(is_demonstration=False).exists()
