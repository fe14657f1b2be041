from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from mediation.accounts.owned import SpaceOwned, SpaceQuerySet


class DateRange(Func):
    function = "DATERANGE"
    output_field = DateRangeField()


class HandoverQuerySet(SpaceQuerySet):
    def in_force(self, day):
        """Those of that day; they end by themselves."""
        return self.filter(ended_at=None, starts_on__lte=day, until_on__gte=day).select_related("from_user", "to_user")

    def to_come_or_in_force(self, day):
        lasting = self.filter(ended_at=None, until_on__gte=day).select_related("from_user", "to_user")
        return lasting.order_by("starts_on", "pk")


class Handover(SpaceOwned):
    """« Reprendre le poste de… »: what was one's to do shows for the other, until the last day. It gives no right."""

    from_user = models.ForeignKey("accounts.User", models.CASCADE, related_name="+", verbose_name="le poste de")
    to_user = models.ForeignKey("accounts.User", models.CASCADE, related_name="+", verbose_name="repris par")
    starts_on = models.DateField("à partir du")
    until_on = models.DateField("jusqu'au")
    created_at = models.DateTimeField("noté le", editable=False)
    created_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, related_name="+", editable=False, verbose_name="noté par"
    )
    ended_at = models.DateTimeField("rendu le", null=True, editable=False)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        verbose_name = "poste repris"
        verbose_name_plural = "postes repris"
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__gte=F("starts_on")),
                name="handover_ends_after_it_starts",
                violation_error_message="Le dernier jour vient après le premier.",
            ),
            models.CheckConstraint(
                condition=~Q(from_user=F("to_user")),
                name="handover_is_between_two",
                violation_error_message="Choisissez deux personnes différentes.",
            ),
            ExclusionConstraint(
                name="handover_of_a_post_to_one_at_a_time",
                expressions=[
                    ("space", RangeOperators.EQUAL),
                    ("from_user", RangeOperators.EQUAL),
                    (
                        DateRange("starts_on", "until_on", RangeBoundary(inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(ended_at=None),
                violation_error_message="Ce poste est déjà repris à ces dates.",
            ),
        ]

    def __str__(self):
        return f"{self.from_user} → {self.to_user}"
