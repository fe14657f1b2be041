from datetime import datetime

from django.db import models
from django.db.models import Q

from mediation.accounts.owned import SpaceOwned, SpaceQuerySet
from mediation.common.privacy import refuse_secrets

from ..enums import LackKind, ToldBy


class LackQuerySet(SpaceQuerySet):
    def open(self):
        """Those to which nothing was proposed yet, the oldest first: they have waited the longest."""
        return self.filter(answered_at=None).order_by("noted_at", "pk")

    def answered(self):
        return self.exclude(answered_at=None).order_by("-answered_at", "-pk")

    def between(self, start: datetime, end: datetime):
        return self.filter(noted_at__gte=start, noted_at__lt=end)


class Lack(SpaceOwned):
    """What is missing here, in a few words: neither what somebody needs, nor what she would love to do.

    About the territory and the house, never about somebody. It ends with what is proposed instead.
    """

    kind = models.CharField("de quelle sorte", max_length=10, choices=LackKind)
    words = models.CharField("ce qui manque", max_length=200, validators=[refuse_secrets])
    city = models.CharField("commune", max_length=80, blank=True)
    told_by = models.CharField("qui le dit", max_length=10, choices=ToldBy, default=ToldBy.TEAM)
    noted_at = models.DateTimeField("noté le")
    noted_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="noté par"
    )
    answer = models.CharField("ce qu’on propose", max_length=200, blank=True, validators=[refuse_secrets])
    answered_at = models.DateTimeField("proposé le", null=True, blank=True)
    answered_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="proposé par"
    )

    objects = LackQuerySet.as_manager()

    class Meta:
        verbose_name = "manque"
        constraints = [
            models.CheckConstraint(
                condition=~Q(words=""),
                name="lack_says_what",
                violation_error_message="Dites ce qui manque.",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | ~Q(answer="") & Q(answered_at__isnull=False),
                name="lack_answered_says_how",
                violation_error_message="Dites ce que l’on propose.",
            ),
        ]
        indexes = [models.Index(fields=["space", "noted_at"], name="lack_by_day")]

    def __str__(self):
        return self.words
