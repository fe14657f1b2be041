from datetime import date

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from mediation.accounts.owned import SpaceOwned, SpaceQuerySet

from ..enums import DailyDimension

LETTERS = "^[bcdfghjlmopqrstuvwxyz]$"  # the others act on every page, or on the one after a visit
LETTER_TAKEN = "Choisissez une autre lettre\u00a0: A, E, I, K et N servent déjà."


class DailyCountQuerySet(SpaceQuerySet):
    def blocked(self):
        return self.filter(dimension=DailyDimension.BLOCKED)

    def in_period(self, first: date, end: date):
        return self.filter(on__gte=first, on__lt=end)


class DailyCount(SpaceOwned):
    """What must never hang from a person nor from what she came for: one number a day and value, nothing behind it."""

    on = models.DateField("jour")
    dimension = models.CharField("quoi", max_length=16, choices=DailyDimension)
    value = models.CharField("valeur", max_length=40, blank=True)
    count = models.PositiveIntegerField("combien")

    objects = DailyCountQuerySet.as_manager()

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


class BlockingPointQuerySet(models.QuerySet):
    def proposed(self):
        return self.filter(is_active=True).order_by("position", "name", "pk")

    def counted(self, *, space, first: date, end: date):
        """`count`: how many times each was met in the space, over these days."""
        met = DailyCount.objects.of(space).blocked().in_period(first, end).filter(value=OuterRef("key"))
        total = met.order_by().values("value").annotate(total=Sum("count")).values("total")
        return self.annotate(count=Coalesce(Subquery(total), Value(0)))


class BlockingPoint(models.Model):
    """Where people get stuck with digital things: a theme, counted by the day, never said of anybody.

    Shared by all spaces. `letter` counts it in one key, on the pages that propose it.
    """

    key = models.SlugField("clé", max_length=40, unique=True)
    name = models.CharField("nom", max_length=80)
    letter = models.CharField(
        "touche", max_length=1, blank=True, validators=[RegexValidator(LETTERS, LETTER_TAKEN)],
        help_text="Une lettre, en minuscule.",
    )  # fmt: skip
    position = models.PositiveSmallIntegerField("place", default=0)
    is_active = models.BooleanField("proposé", default=True)

    objects = BlockingPointQuerySet.as_manager()

    class Meta:
        verbose_name = "point de blocage"
        verbose_name_plural = "points de blocage"
        constraints = [
            models.UniqueConstraint(
                fields=["letter"],
                condition=~Q(letter="") & Q(is_active=True),
                name="one_blocking_point_a_letter",
                violation_error_message="Cette lettre compte déjà un autre point.",
            ),
            models.CheckConstraint(
                condition=Q(letter="") | Q(letter__regex=LETTERS),
                name="blocking_point_letter_is_free",
                violation_error_message=LETTER_TAKEN,
            ),
        ]

    def __str__(self):
        return self.name
