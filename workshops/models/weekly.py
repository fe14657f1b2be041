"""What comes back each week, from one time to another, between two days."""

from django.contrib.postgres.fields import IntegerRangeField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Cast

from mediation.accounts.owned import SpaceQuerySet

from ..enums import Weekday


class Seconds(Func):
    """Since midnight, of a time of the day."""

    template = "EXTRACT(EPOCH FROM %(expressions)s)"
    output_field = models.DecimalField()


class IntRange(Func):
    function = "INT4RANGE"
    output_field = IntegerRangeField()


def whole_seconds(column: str) -> Cast:
    return Cast(Seconds(F(column)), models.IntegerField())


class WeeklyQuerySet(SpaceQuerySet):
    def between(self, first, last):
        """Those in force on some day from `first` to `last`."""
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=first), valid_from__lte=last)


class Weekly(models.Model):
    weekday = models.PositiveSmallIntegerField("jour", choices=Weekday)
    starts = models.TimeField("de")
    ends = models.TimeField("à")
    valid_from = models.DateField("à partir du")
    valid_until = models.DateField("jusqu'au", null=True, blank=True)

    class Meta:
        abstract = True

    def clean(self):
        """Said here first: a range that ends before it starts is not even compared with the others."""
        wrong = {}
        if self.starts and self.ends and self.ends <= self.starts:
            wrong["ends"] = "La plage finit après avoir commencé, le même jour."
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            wrong["valid_until"] = "Le dernier jour vient après le premier."
        if wrong:
            raise ValidationError(wrong)


def week_rules(name: str) -> list[models.CheckConstraint]:
    """`name` begins the names of the constraints."""
    return [
        models.CheckConstraint(
            condition=Q(ends__gt=F("starts")),
            name=f"{name}_end_after_they_start",
            violation_error_message="La plage finit après avoir commencé, le même jour.",
        ),
        models.CheckConstraint(
            condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
            name=f"{name}_last_until_after_they_begin",
            violation_error_message="Le dernier jour vient après le premier.",
        ),
        models.CheckConstraint(
            condition=Q(weekday__in=Weekday.values),
            name=f"{name}_are_of_a_weekday",
            violation_error_message="Choisissez un jour de la semaine.",
        ),
    ]
