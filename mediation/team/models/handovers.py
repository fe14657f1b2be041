from datetime import datetime, time, timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, DateTimeRangeField, RangeBoundary, RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce

from mediation.accounts.owned import SpaceOwned, SpaceQuerySet
from mediation.common import dates
from mediation.common.privacy import refuse_secrets
from mediation.common.templatetags.french import days_fr

A_DAY = timedelta(days=1)


class DateRange(Func):
    function = "DATERANGE"
    output_field = DateRangeField()


class OnTheClocks(Func):
    """A day and a time of it, on the clocks of the space."""

    arg_joiner = " + "
    template = "(%(expressions)s)"
    output_field = models.DateTimeField()


class ClockRange(Func):
    function = "TSRANGE"
    output_field = DateTimeRangeField()


class HandoverQuerySet(SpaceQuerySet):
    def in_force(self, day):
        """Those of that day; they end by themselves."""
        return self.between(day, day).select_related("from_user", "to_user")

    def between(self, first, last):
        """Those of some day from `first` to `last`."""
        return self.filter(ended_at=None, starts_on__lte=last, until_on__gte=first)

    def to_come_or_in_force(self, day):
        lasting = self.filter(ended_at=None, until_on__gte=day).select_related("from_user", "to_user")
        return lasting.order_by("starts_on", "pk")


class Handover(SpaceOwned):
    """Somebody of the team is not there, from one day, or one time of it, until another.

    « Reprendre le poste de… »: what was hers to do shows for the other, until the last day. It gives no right. Nobody
    takes over: she is away, and that is all.
    """

    from_user = models.ForeignKey("accounts.User", models.CASCADE, related_name="+", verbose_name="le poste de")
    to_user = models.ForeignKey(
        "accounts.User", models.CASCADE, null=True, blank=True, related_name="+", verbose_name="repris par"
    )
    starts_on = models.DateField("à partir du")
    starts = models.TimeField("à", null=True, blank=True)
    until_on = models.DateField("jusqu'au")
    ends = models.TimeField("à", null=True, blank=True)
    words = models.CharField("un mot pour l’équipe", max_length=160, blank=True, validators=[refuse_secrets])
    created_at = models.DateTimeField("noté le", editable=False)
    created_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, related_name="+", editable=False, verbose_name="noté par"
    )
    ended_at = models.DateTimeField("rendu le", null=True, editable=False)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        verbose_name = "absence ou poste repris"
        verbose_name_plural = "absences et postes repris"
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__gte=F("starts_on")),
                name="handover_ends_after_it_starts",
                violation_error_message="Le dernier jour vient après le premier.",
            ),
            models.CheckConstraint(
                condition=Q(until_on__gt=F("starts_on")) | Q(starts=None) | Q(ends=None) | Q(ends__gt=F("starts")),
                name="handover_of_a_day_ends_after_it_starts",
                violation_error_message="L’absence finit après avoir commencé.",
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
                        ClockRange(
                            OnTheClocks("starts_on", Coalesce("starts", Value(time.min))),
                            OnTheClocks("until_on", Coalesce("ends", Value(time.max))),
                            RangeBoundary(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(ended_at=None),
                violation_error_message="Ce poste est déjà repris, ou cette absence déjà notée, à ces dates.",
            ),
        ]

    def __str__(self):
        return f"{self.from_user} → {self.to_user}" if self.to_user else f"{self.from_user}, {self.when}"

    def clean(self):
        """Said here first: what ends before it starts is not even compared with the others."""
        if self.until_on < self.starts_on:
            raise ValidationError({"until_on": "Le dernier jour vient après le premier."})
        is_one_day = self.until_on == self.starts_on
        if is_one_day and self.starts and self.ends and self.ends <= self.starts:
            raise ValidationError({"ends": "L’absence finit après avoir commencé."})

    @property
    def starts_at(self) -> datetime:
        return datetime.combine(self.starts_on, self.starts or time.min, tzinfo=self.space.zone)

    @property
    def ends_at(self) -> datetime:
        """Midnight after the last day, unless it says a time."""
        last = self.until_on if self.ends else self.until_on + A_DAY
        return datetime.combine(last, self.ends or time.min, tzinfo=self.space.zone)

    @property
    def when(self) -> str:
        """« le jeudi 3 décembre, de 14 heures à 17 heures », « du jeudi 3 au vendredi 4 décembre »."""
        return ", ".join(filter(None, [days_fr(self.starts_on, self.until_on), self.hours]))

    @property
    def hours(self) -> str:
        """« à partir de 14 heures », said of the first day; nothing of whole days."""
        is_one_day = self.starts_on == self.until_on
        if is_one_day and self.starts and self.ends:
            return dates.hours(self.starts, self.ends)
        begin = (
            f"à partir de {dates.hour(self.starts)}{'' if is_one_day else ' le premier jour'}" if self.starts else ""
        )
        end = f"jusqu’à {dates.hour(self.ends)}{'' if is_one_day else ' le dernier jour'}" if self.ends else ""
        return ", ".join(filter(None, [begin, end]))
