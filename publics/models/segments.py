from datetime import datetime
from operator import itemgetter

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import models
from django.db.models import Count, Q, Value
from django.urls import reverse

from mediation.accounts.owned import SpaceOwned, SpaceQuerySet, Versioned

from .. import segments
from ..reach import REACHED
from .people import Person, PersonQuerySet


class SegmentQuerySet(SpaceQuerySet):
    def by_name(self):
        return self.order_by("name", "pk")


class Segment(SpaceOwned, Versioned):
    """People who answer a rule (`publics.segments`). Nobody is put in it by hand, and nobody carries its name."""

    name = models.CharField("nom du groupe", max_length=80)
    rule = models.JSONField("règle")
    created_at = models.DateTimeField("créé le", editable=False)
    created_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+", editable=False, verbose_name="par"
    )

    objects = SegmentQuerySet.as_manager()

    class Meta:
        verbose_name = "groupe de personnes"
        verbose_name_plural = "groupes de personnes"
        constraints = [
            models.UniqueConstraint(
                fields=["space", "name"],
                name="one_segment_a_name",
                violation_error_message="Un groupe porte déjà ce nom.",
            ),
            models.CheckConstraint(
                condition=Q(rule__has_key="v"),
                name="segment_says_the_version_of_its_rule",
                violation_error_message="La règle de ce groupe est incomplète.",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("publics:segment", args=[self.pk])

    def sentence(self, fields: segments.Fields | None = None) -> str:
        return segments.sentence(self.rule, space=self.space, fields=fields)

    def people(self, *, at: datetime, fields: segments.Fields | None = None) -> PersonQuerySet:
        """Who answers the rule at that moment. Raises `BrokenRuleError` rather than mean everybody or nobody."""
        condition = segments.condition(self.rule, space=self.space, at=at, fields=fields)
        return Person.objects.of(self.space).current().filter(condition)

    @staticmethod
    def counted(
        rows: list["Segment"], *, at: datetime, fields: segments.Fields | None = None, in_full: bool = False
    ) -> list[dict]:
        """For each segment of one space, how many they are (`people`) and how many a text message reaches (`by_sms`).

        In full, how many each way reaches (`by_email`…) and their `keys` by name: the rule is read once for all.
        """
        if not rows:
            return []
        ways = REACHED if in_full else ["sms"]
        sums = {f"by_{way}": Count("pk", filter=REACHED[way][1]) for way in ways}
        if in_full:
            sums["keys"] = ArrayAgg("pk", order_by=["sort_key", "pk"], default=Value([]))
        found = [
            Person.objects.of(segment.space)
            .current()
            .filter(segments.condition(segment.rule, space=segment.space, at=at, fields=fields))
            .annotate(number=Value(number))
            .values("number")
            .annotate(people=Count("pk"), **sums)
            for number, segment in enumerate(rows)
        ]
        counts = sorted(found[0].union(*found[1:], all=True), key=itemgetter("number"))
        return [{name: count for name, count in row.items() if name != "number"} for row in counts]
