from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q

from mediation.accounts.owned import SpaceOwned, SpaceQuerySet
from mediation.common.privacy import refuse_secrets

TOLD_BEFORE = timedelta(days=14)


class ClosureQuerySet(SpaceQuerySet):
    def standing(self):
        """Without those that were taken back."""
        return self.filter(withdrawn_at=None)

    def to_tell(self, day: date):
        """Those that people should read of: running, or within two weeks. The soonest first."""
        told = self.standing().filter(reopens_on__gt=day, starts_on__lte=day + TOLD_BEFORE)
        return told.select_related("venue").order_by("starts_on", "pk")


class Closure(SpaceOwned):
    """The space, or one of its venues, is closed when it should be open: from one day until the one it opens again."""

    venue = models.ForeignKey(
        "accounts.Venue", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="lieu"
    )
    starts_on = models.DateField("fermé à partir du")
    reopens_on = models.DateField("on rouvre le")
    reason = models.CharField(
        "pourquoi, tel que le public le lira", max_length=160, blank=True, validators=[refuse_secrets]
    )
    created_at = models.DateTimeField("notée le", editable=False)
    created_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, related_name="+", editable=False, verbose_name="notée par"
    )
    withdrawn_at = models.DateTimeField("reprise le", null=True, editable=False)

    objects = ClosureQuerySet.as_manager()

    class Meta:
        verbose_name = "fermeture exceptionnelle"
        verbose_name_plural = "fermetures exceptionnelles"
        constraints = [
            models.CheckConstraint(
                condition=Q(reopens_on__gt=F("starts_on")),
                name="closure_reopens_after_it_starts",
                violation_error_message="Le jour où l’on rouvre vient après le jour où l’on ferme.",
            ),
            models.UniqueConstraint(
                fields=["space", "venue", "starts_on"],
                condition=Q(withdrawn_at=None),
                nulls_distinct=False,
                name="one_closure_a_place_and_day",
                violation_error_message="Cette fermeture est déjà notée.",
            ),
        ]
        indexes = [models.Index(fields=["space", "reopens_on"], name="closure_by_date")]

    def __str__(self):
        return f"{self.venue or 'Tout l’espace'}, le {self.starts_on:%d/%m/%Y}"

    @property
    def ends_on(self) -> date:
        """The last day it is closed."""
        return self.reopens_on - timedelta(days=1)

    @property
    def is_one_day(self) -> bool:
        return self.ends_on == self.starts_on

    def is_running(self, day: date) -> bool:
        return self.withdrawn_at is None and self.starts_on <= day < self.reopens_on
