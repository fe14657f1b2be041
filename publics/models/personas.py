from django.db import models
from django.db.models import Q

from mediation.accounts.owned import SpaceOwned, SpaceQuerySet, Versioned


class PersonaQuerySet(SpaceQuerySet):
    def in_order(self):
        return self.order_by("position", "name", "pk")


class Persona(SpaceOwned, Versioned):
    """Somebody imagined, to write to. It helps to find words: no person is one, and none is ever linked to one.

    `rule` (`publics.segments`) says which facts one thinks of: how such people are reached is read from it, and that
    is all it serves.
    """

    key = models.SlugField("clé", max_length=40, editable=False)
    name = models.CharField("nom", max_length=60)
    is_ours = models.BooleanField("proposée par l’application", default=False, editable=False)
    traits = models.TextField("comment elle est", max_length=1000)
    holds_back = models.TextField("ce qui la retient", max_length=1000, blank=True)
    levers = models.TextField("ce qui l’aide", max_length=1000, blank=True)
    channels = models.TextField("par où lui parler", max_length=400, blank=True)
    example = models.TextField("un message qui lui irait", max_length=1000, blank=True)
    to_do = models.TextField("ce qu’on fait", max_length=1000, blank=True)
    to_avoid = models.TextField("ce qu’on évite", max_length=1000, blank=True)
    rule = models.JSONField("à quels faits on pense", null=True, blank=True, editable=False)
    position = models.PositiveSmallIntegerField("place", default=0)

    objects = PersonaQuerySet.as_manager()

    class Meta:
        verbose_name = "persona"
        constraints = [
            models.UniqueConstraint(
                fields=["space", "key"],
                name="one_persona_a_key",
                violation_error_message="Cette persona existe déjà.",
            ),
            models.CheckConstraint(
                condition=Q(rule=None) | Q(rule__has_key="v"),
                name="persona_rule_says_its_version",
                violation_error_message="La règle de cette persona est incomplète.",
            ),
        ]

    def __str__(self):
        return self.name
