from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, Q

from mediation.accounts.owned import SpaceOwned, SpaceQuerySet, Versioned

from ..enums import Level, SessionState


class WorkshopQuerySet(SpaceQuerySet):
    def active(self):
        return self.filter(is_active=True)

    def with_upcoming(self, *, at):
        """`upcoming_count`: sessions to come, drafts among them."""
        coming = Q(sessions__ends_at__gt=at) & ~Q(sessions__state=SessionState.CANCELLED)
        return self.annotate(upcoming_count=Count("sessions", filter=coming))


class Workshop(SpaceOwned, Versioned):
    """What we propose: a life theme first, a digital means second. Sessions inherit all it says."""

    title = models.CharField("titre", max_length=80, help_text="Ce que l'on vient chercher, avant l'outil.")
    short_title = models.CharField("titre court", max_length=26, help_text="Pour les SMS et le panneau lumineux.")
    branch = models.ForeignKey(
        "publics.Interest", models.PROTECT, related_name="+", verbose_name="branche d'envies",
        limit_choices_to={"parent": None},
    )  # fmt: skip
    interest = models.ForeignKey(
        "publics.Interest", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="envie",
        limit_choices_to={"parent__isnull": False},
    )  # fmt: skip
    spoken = models.CharField("l'envie, comme on la dit", max_length=120, blank=True)
    takeaway = models.CharField("ce que l'on y fait et avec quoi l'on repart", max_length=240, blank=True)
    means = models.CharField("avec quels outils", max_length=120, blank=True)
    audience = models.CharField("pour qui", max_length=160, blank=True)
    level = models.CharField("niveau", max_length=12, choices=Level, default=Level.BEGINNER)
    conditions = models.CharField(
        "modalités", max_length=200, blank=True, help_text="Prix, matériel, venir à plusieurs."
    )
    frequency = models.CharField("fréquence", max_length=160, blank=True, help_text="« Une fois », « Chaque mardi ».")
    duration_minutes = models.PositiveSmallIntegerField(
        "durée en minutes", default=120, validators=[MinValueValidator(15), MaxValueValidator(600)]
    )
    seats = models.PositiveSmallIntegerField(
        "places", default=8, validators=[MinValueValidator(1), MaxValueValidator(500)]
    )
    thematiques = models.JSONField("thématiques de La Coop", default=list, blank=True)
    is_active = models.BooleanField("proposé", default=True)

    objects = WorkshopQuerySet.as_manager()

    class Meta:
        verbose_name = "atelier"
        constraints = [
            models.UniqueConstraint(
                fields=["space", "title"],
                name="one_workshop_a_space_and_title",
                violation_error_message="Un atelier porte déjà ce titre.",
            ),
            models.CheckConstraint(
                condition=Q(seats__range=(1, 500)),
                name="workshop_has_seats",
                violation_error_message="Un atelier a de 1 à 500 places.",
            ),
            models.CheckConstraint(
                condition=Q(duration_minutes__range=(15, 600)),
                name="workshop_lasts_a_quarter_of_an_hour_to_ten_hours",
                violation_error_message="Un atelier dure de 15 minutes à 10 heures.",
            ),
        ]

    def __str__(self):
        return self.title
