from datetime import date, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from mediation.accounts.owned import SpaceOwned, SpaceQuerySet
from mediation.common.privacy import refuse_secrets

from ..enums import Family, MandateKind

LONGEST = timedelta(days=365)


class MandateQuerySet(SpaceQuerySet):
    def in_force(self, *, on: date):
        return self.filter(signed_on__lte=on, ends_on__gte=on, revoked_on=None)

    def covering(self, family: str):
        return self.filter(families__contains=[family])


class Mandate(SpaceOwned):
    """That a mandate exists, for what and where its paper is. Never a password nor a copy of a document."""

    person = models.ForeignKey("publics.Person", models.PROTECT, related_name="mandates", verbose_name="personne")
    kind = models.CharField("genre", max_length=8, choices=MandateKind, default=MandateKind.PAPER)
    signed_on = models.DateField("signé le")
    ends_on = models.DateField("jusqu’au")
    families = ArrayField(models.CharField(max_length=40, choices=Family), verbose_name="pour quelles démarches")
    formalities = models.CharField("précisément", max_length=400, validators=[refuse_secrets])
    kept_at = models.CharField("où est le papier", max_length=120, blank=True, validators=[refuse_secrets])
    revoked_on = models.DateField("arrêté le", null=True, blank=True)
    noted_at = models.DateTimeField("noté le")
    noted_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+", verbose_name="noté par")

    objects = MandateQuerySet.as_manager()

    class Meta:
        verbose_name = "mandat"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("signed_on")) & Q(ends_on__lte=F("signed_on") + LONGEST),
                name="mandate_lasts_a_year_at_most",
                violation_error_message="Un mandat finit après sa signature, et dure un an au plus.",
            ),
            models.CheckConstraint(
                condition=Q(families__len__gt=0),
                name="mandate_names_its_families",
                violation_error_message="Dites pour quelles démarches : un mandat général ne vaut rien.",
            ),
            models.CheckConstraint(
                condition=Q(revoked_on=None) | Q(revoked_on__gte=F("signed_on")),
                name="mandate_is_revoked_once_signed",
                violation_error_message="Un mandat s’arrête après sa signature.",
            ),
        ]
        indexes = [models.Index(fields=["space", "person", "ends_on"], name="mandate_of_a_person")]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.formalities}"

    @property
    def family_labels(self) -> list[str]:
        return [Family(family).label for family in self.families]
