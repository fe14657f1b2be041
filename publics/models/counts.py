from django.db import models
from django.db.models import Q

from mediation.accounts.owned import SpaceOwned

from ..enums import DailyDimension


class DailyCount(SpaceOwned):
    """What must never hang from a person nor from what she came for: one number a day and value, nothing behind it."""

    on = models.DateField("jour")
    dimension = models.CharField("quoi", max_length=16, choices=DailyDimension)
    value = models.CharField("valeur", max_length=40, blank=True)
    count = models.PositiveIntegerField("combien")

    class Meta:
        verbose_name = "décompte du jour"
        verbose_name_plural = "décomptes du jour"
        constraints = [
            models.UniqueConstraint(
                fields=["space", "on", "dimension", "value"],
                name="one_count_a_day_and_value",
                violation_error_message="Ce nombre est déjà tenu pour ce jour.",
            ),
            models.CheckConstraint(
                condition=Q(count__gt=0),
                name="daily_count_counts_something",
                violation_error_message="Un décompte vide ne se garde pas.",
            ),
        ]

    def __str__(self):
        return f"{self.on:%d/%m/%Y}, {self.get_dimension_display()} : {self.count}"
