from datetime import date
from zoneinfo import ZoneInfo

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from mediation.accounts.models.spaces import validate_time_zone
from mediation.accounts.owned import SpaceOwned, SpaceQuerySet

from .. import recurrence
from ..enums import Rhythm


class Series(SpaceOwned):
    """Sessions of one workshop that come back on a rule, at one hour of the clocks of their place.

    Each is a row of its own, made when the series is: the rule says how they came, not which they are.
    """

    workshop = models.ForeignKey("workshops.Workshop", models.PROTECT, related_name="series", verbose_name="atelier")
    rule = models.CharField("règle (RRULE d’iCalendar)", max_length=80)
    starts_on = models.DateField("première date")
    start_time = models.TimeField("commence à")
    end_time = models.TimeField("finit à")
    time_zone = models.CharField("fuseau horaire", max_length=40, validators=[validate_time_zone])
    left_out = ArrayField(models.DateField(), verbose_name="dates laissées de côté", default=list, blank=True)
    created_at = models.DateTimeField("créée le", editable=False)
    created_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, related_name="+", editable=False, verbose_name="créée par"
    )

    objects = SpaceQuerySet.as_manager()

    class Meta:
        verbose_name = "série de séances"
        verbose_name_plural = "séries de séances"
        constraints = [
            models.CheckConstraint(
                condition=Q(rule__regex=r"^FREQ=(WEEKLY|MONTHLY)(;[A-Z]+=[A-Z0-9-]+)*;UNTIL=\d{8}$"),
                name="series_follows_a_rule_that_ends",
                violation_error_message="Une série a un rythme, et une dernière date.",
            ),
            models.CheckConstraint(
                condition=Q(end_time__gt=F("start_time")),
                name="series_ends_after_it_starts",
                violation_error_message="La séance finit après avoir commencé, et le même jour.",
            ),
        ]
        indexes = [models.Index(fields=["space", "workshop"], name="series_of_a_workshop")]

    def __str__(self):
        return f"{self.workshop}, {self.words.lower()}"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def rhythm(self) -> Rhythm:
        return recurrence.rhythm_of(self.rule)

    @property
    def words(self) -> str:
        """« Chaque mardi »."""
        return recurrence.in_words(self.rhythm, self.starts_on)

    @property
    def days(self) -> list[date]:
        """All the dates of its rule, those left out among them."""
        return list(recurrence.days(self.rule, self.starts_on))
