"""Who is who: two records that were one person, and those that look alike and are two."""

from datetime import datetime, timedelta

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from mediation.accounts.owned import SpaceOwned, SpaceQuerySet

from .people import Person

UNDONE_WITHIN = timedelta(days=30)


class DistinctPair(SpaceOwned):
    """The team said that these two are not the same person: they are not proposed again."""

    first = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="l'une")
    second = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="l'autre")
    at = models.DateTimeField("dit le")
    by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="dit par"
    )

    class Meta:
        verbose_name = "personnes à ne pas confondre"
        verbose_name_plural = "personnes à ne pas confondre"
        constraints = [
            models.UniqueConstraint(
                fields=["space", "first", "second"],
                name="one_pair_of_two_people",
                violation_error_message="C’est déjà dit.",
            ),
            models.CheckConstraint(
                condition=Q(first__lt=F("second")),
                name="pair_is_in_order",
                violation_error_message="Une paire se note une seule fois, dans l’ordre.",
            ),
        ]

    def __str__(self):
        return f"{self.first} et {self.second}"


class MergeQuerySet(SpaceQuerySet):
    def undoable(self, *, at: datetime):
        """Those of the last thirty days, the last first."""
        recent = self.filter(undone_at=None, at__gt=at - UNDONE_WITHIN, kept__anonymised_at=None)
        return recent.select_related("kept", "merged", "by").order_by("-at", "-pk")

    def to_forget(self, *, at: datetime):
        """What they keep serves no more: too old to be undone, or undone."""
        return self.filter(Q(at__lte=at - UNDONE_WITHIN) | Q(undone_at__isnull=False)).exclude(before={})


class Merge(SpaceOwned):
    """Two records became one: what moved and what was there, for thirty days, so that it can be undone."""

    kept = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="fiche gardée")
    merged = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="fiche réunie")
    before = models.JSONField("ce qu'il y avait", default=dict, encoder=DjangoJSONEncoder)
    at = models.DateTimeField("le")
    by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="par"
    )
    undone_at = models.DateTimeField("défaite le", null=True, blank=True)
    undone_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="défaite par"
    )

    objects = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = "réunion de deux fiches"
        verbose_name_plural = "réunions de fiches"
        constraints = [
            models.CheckConstraint(condition=~Q(kept=F("merged")), name="nobody_is_merged_with_herself"),
            models.UniqueConstraint(
                fields=["space", "merged"],
                condition=Q(undone_at=None),
                name="one_merge_in_force_a_person",
                violation_error_message="Cette fiche est déjà réunie avec une autre.",
            ),
        ]
        indexes = [models.Index(fields=["space", "at"], name="merge_of_a_space")]

    def __str__(self):
        return f"{self.merged} est {self.kept}"

    @property
    def until(self) -> datetime:
        return self.at + UNDONE_WITHIN
