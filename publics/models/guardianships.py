from django.db import models
from django.db.models import F, Q

from mediation.accounts.owned import SpaceOwned, SpaceQuerySet, Versioned
from mediation.common.phones import PhoneField
from mediation.common.privacy import refuse_secrets


class Guardianship(SpaceOwned, Versioned):
    """The adult a child depends on: told in the child's place, and what the team has to know when they leave."""

    child = models.OneToOneField("publics.Person", models.PROTECT, related_name="guardianship", verbose_name="enfant")
    adult = models.ForeignKey("publics.Person", models.PROTECT, related_name="children", verbose_name="adulte")
    authorisation_seen_on = models.DateField("autorisation vue le", null=True, blank=True)
    collected_by = models.CharField("qui vient le chercher", max_length=120, blank=True, validators=[refuse_secrets])
    emergency_phone = PhoneField("à appeler en urgence", blank=True)

    objects = SpaceQuerySet.as_manager()

    class Meta:
        verbose_name = "adulte d’un enfant"
        verbose_name_plural = "adultes des enfants"
        constraints = [
            models.CheckConstraint(
                condition=~Q(child=F("adult")),
                name="child_is_not_her_own_adult",
                violation_error_message="Choisissez une autre personne que l’enfant.",
            ),
        ]

    def __str__(self):
        return f"{self.child} : {self.adult}"
