from datetime import timedelta
from zoneinfo import ZoneInfo

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from mediation.accounts.owned import SpaceOwned, SpaceQuerySet, Versioned
from mediation.common.privacy import refuse_secrets
from mediation.team.models.handovers import DateRange

from .weekly import IntRange, Weekly, WeeklyQuerySet, week_rules, whole_seconds

USUAL_MINUTES = 60
LONGEST_SITTING = timedelta(hours=8)


class SittingQuerySet(SpaceQuerySet):
    def standing(self):
        return self.filter(freed_at=None)

    def begun(self, *, at):
        return self.filter(starts_at__lte=at)

    def in_order(self):
        return self.order_by("starts_at", "pk")


class Sitting(SpaceOwned):
    """Somebody is at a post, or has it kept for later in the day; without a name when she likes.

    Written neither in the journal nor anywhere else: at the end of the day it becomes one more of its hour
    (`DailyCount`), and the row is taken away. Nothing else takes the post meanwhile: `Occupancy`.
    """

    item = models.ForeignKey("workshops.Item", models.PROTECT, related_name="sittings", verbose_name="poste")
    name = models.CharField("prénom", max_length=40, blank=True, validators=[refuse_secrets])
    starts_at = models.DateTimeField("depuis")
    ends_at = models.DateTimeField("jusqu'à")
    freed_at = models.DateTimeField("libéré à", null=True, editable=False)

    objects = SittingQuerySet.as_manager()

    class Meta:
        verbose_name = "place à un poste"
        verbose_name_plural = "places aux postes"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at"), ends_at__lte=F("starts_at") + LONGEST_SITTING),
                name="sitting_lasts_some_hours_at_most",
                violation_error_message="On garde un poste quelques heures au plus.",
            ),
        ]
        indexes = [models.Index(fields=["space", "item", "starts_at"], name="sitting_of_a_post")]

    def __str__(self):
        return f"{self.item}, {self.starts_at.astimezone(self.zone):%d/%m/%Y %H:%M}"

    @property
    def zone(self) -> ZoneInfo:
        return self.space.zone

    @property
    def who(self) -> str:
        return self.name or "quelqu’un"


class AccessHoursQuerySet(WeeklyQuerySet):
    def with_places(self):
        return self.select_related("space", "venue")

    def by_week(self):
        return self.order_by("weekday", "starts", "venue__name", "pk")


class AccessHours(SpaceOwned, Versioned, Weekly):
    """A half-day of each week when anybody sits at a post of the venue, without registering."""

    venue = models.ForeignKey("accounts.Venue", models.PROTECT, related_name="+", verbose_name="lieu")
    limit_minutes = models.PositiveSmallIntegerField(
        "durée d'une place", default=USUAL_MINUTES, validators=[MinValueValidator(15), MaxValueValidator(240)]
    )

    objects = AccessHoursQuerySet.as_manager()

    class Meta:
        verbose_name = "plage d'accès libre"
        verbose_name_plural = "plages d'accès libre"
        constraints = [
            *week_rules("access"),
            models.CheckConstraint(
                condition=Q(limit_minutes__range=(15, 240)),
                name="access_has_a_reasonable_limit",
                violation_error_message="Une place dure de 15 minutes à 4 heures.",
            ),
            ExclusionConstraint(
                name="access_of_a_venue_does_not_overlap",
                expressions=[
                    ("space", RangeOperators.EQUAL),
                    ("venue", RangeOperators.EQUAL),
                    ("weekday", RangeOperators.EQUAL),
                    (IntRange(whole_seconds("starts"), whole_seconds("ends")), RangeOperators.OVERLAPS),
                    (
                        DateRange("valid_from", "valid_until", RangeBoundary(inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message="L’accès libre est déjà ouvert ici ce jour-là, à ces heures.",
            ),
        ]

    def __str__(self):
        return f"{self.venue}, {self.get_weekday_display().lower()} {self.starts:%H:%M}–{self.ends:%H:%M}"
