from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from mediation.accounts.owned import SpaceOwned, Versioned
from mediation.common import dates

from ..enums import ClosingRule

SHORTEST_TEXT, LONGEST_TEXT = 30, 5000
TURNS = [(days, dates.days_before(days).capitalize()) for days in (30, 15, 7, 2)]
FIRST = 0  # the turn that the closing of the medium dates


class Medium(SpaceOwned, Versioned):
    """Who carries our news: a bulletin, a radio, an electronic board; its format, and when it closes."""

    name = models.CharField("nom", max_length=80)
    format = models.CharField("format", max_length=120)
    longest = models.PositiveSmallIntegerField(
        "combien de signes au plus", null=True, blank=True,
        validators=[MinValueValidator(SHORTEST_TEXT), MaxValueValidator(LONGEST_TEXT)],
    )  # fmt: skip
    contact = models.CharField("contact", max_length=160, blank=True)
    closing_rule = models.CharField("clôture", max_length=24, choices=ClosingRule, default=ClosingRule.DAYS_BEFORE)
    closing_value = models.PositiveSmallIntegerField("jours avant, ou jour du mois", validators=[MaxValueValidator(90)])
    repeats = ArrayField(
        models.PositiveSmallIntegerField(choices=TURNS), verbose_name="le redire", default=list, blank=True
    )

    class Meta:
        verbose_name = "média"
        verbose_name_plural = "médias"
        constraints = [
            models.UniqueConstraint(
                fields=["space", "name"],
                name="one_medium_a_space_and_name",
                violation_error_message="Un média porte déjà ce nom.",
            ),
            models.CheckConstraint(
                condition=~Q(closing_rule=ClosingRule.DAY_OF_PREVIOUS_MONTH) | Q(closing_value__range=(1, 28)),
                name="medium_closes_on_a_day_every_month_has",
                violation_error_message="Choisissez un jour du mois entre 1 et 28.",
            ),
            models.CheckConstraint(
                condition=Q(closing_value__lte=90),
                name="medium_closes_within_a_season",
                violation_error_message="Un média ferme au plus 90 jours avant.",
            ),
            models.CheckConstraint(
                condition=Q(longest=None) | Q(longest__range=(SHORTEST_TEXT, LONGEST_TEXT)),
                name="medium_takes_a_text_of_some_length",
                violation_error_message=f"Un texte a de {SHORTEST_TEXT} à {LONGEST_TEXT} signes.",
            ),
            models.CheckConstraint(
                condition=Q(repeats__contained_by=[days for days, _ in TURNS]),
                name="medium_repeats_are_of_the_list",
                violation_error_message="Choisissez dans la liste.",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def closing(self) -> str:
        """« ferme une semaine avant », « ferme le 10 du mois précédent »."""
        if self.closing_rule == ClosingRule.DAY_OF_PREVIOUS_MONTH:
            return f"ferme le {'1er' if self.closing_value == 1 else self.closing_value} du mois précédent"
        return f"ferme {dates.days_before(self.closing_value)}"

    def closes_on(self, event_on: date) -> date:
        """The last day to send the news of what happens on `event_on`."""
        if self.closing_rule == ClosingRule.DAYS_BEFORE:
            return event_on - timedelta(days=self.closing_value)
        return event_on + relativedelta(months=-1, day=self.closing_value)

    def turns(self, event_on: date) -> list[tuple[int, date]]:
        """When to send it, the first time by the closing, then again so many days before; (turn, last day) each."""
        first = self.closes_on(event_on)
        again = [(days, event_on - timedelta(days=days)) for days in sorted(self.repeats, reverse=True)]
        return [(FIRST, first), *((days, day) for days, day in again if day > first)]


class Publication(SpaceOwned):
    """A medium was told about something, once each turn: first, then so many days before. `subject_ref` is opaque
    here: `session:12`."""

    medium = models.ForeignKey(Medium, models.PROTECT, related_name="publications", verbose_name="média")
    subject_ref = models.CharField("objet", max_length=40)
    turn = models.PositiveSmallIntegerField("redit combien de jours avant", default=FIRST)
    sent_at = models.DateTimeField("envoyé le")
    sent_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, related_name="+", verbose_name="envoyé par"
    )

    class Meta:
        verbose_name = "publication"
        constraints = [
            models.UniqueConstraint(
                fields=["space", "medium", "subject_ref", "turn"],
                name="one_publication_a_medium_and_subject",
                violation_error_message="Ce média a déjà reçu cette annonce.",
            )
        ]

    def __str__(self):
        return f"{self.medium} : {self.subject_ref}"
