from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q

from mediation.accounts.owned import Coded, SpaceOwned, SpaceQuerySet

from ..enums import Half

KEPT_FOR = timedelta(hours=24)


class RoundQuerySet(SpaceQuerySet):
    def away(self, *, at):
        """Still on a device: neither brought back nor erased by the clock."""
        return self.filter(returned_at=None, left_at__gt=at - KEPT_FOR)

    def lost(self, *, at):
        """The clock erased them from their device before anybody brought them back, within the week."""
        since = at - timedelta(days=7)
        return self.filter(returned_at=None, left_at__lte=at - KEPT_FOR, left_at__gt=since)

    def newest_first(self):
        return self.order_by("-left_at", "pk")


class Round(SpaceOwned, Coded):
    """Half a day of a stop taken along on somebody's device, where there is no network.

    It says what left, with whom and until when; what was noted there comes back under it. It names nobody.
    """

    stop = models.ForeignKey("accounts.Stop", models.PROTECT, related_name="+", verbose_name="arrêt")
    on = models.DateField("jour")
    half = models.CharField("moment", max_length=10, choices=Half)
    people_count = models.PositiveSmallIntegerField("personnes emportées")
    left_at = models.DateTimeField("emportée le")
    kept_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, related_name="+", verbose_name="emportée par"
    )
    returned_at = models.DateTimeField("revenue le", null=True, blank=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = "tournée emportée"
        verbose_name_plural = "tournées emportées"
        constraints = [
            models.UniqueConstraint(fields=["space", "code"], name="one_round_a_code"),
            models.CheckConstraint(
                condition=Q(returned_at=None) | Q(returned_at__gte=F("left_at")),
                name="round_returns_after_it_left",
                violation_error_message="Une tournée revient après être partie.",
            ),
        ]
        indexes = [models.Index(fields=["space", "left_at"], name="round_by_date")]

    def __str__(self):
        return f"{self.stop}, {self.on:%d/%m/%Y}, {self.get_half_display()}"

    @property
    def expires_at(self) -> datetime:
        return self.left_at + KEPT_FOR
