from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q

from mediation.accounts.enums import Access
from mediation.accounts.owned import SpaceOwned, SpaceQuerySet, Versioned
from mediation.common.lists import chosen_among, of_the_list
from publics.models import Enquiry

from ..enums import Aim, Audience, Level, SessionState
from .experiments import Experiment

OLDEST = 120
MOST_STEPS = 8


def validate_steps(text: str) -> None:
    """One page, in large type."""
    if len([line for line in text.splitlines() if line.strip()]) > MOST_STEPS:
        raise ValidationError(f"Gardez {MOST_STEPS} étapes au plus\u00a0: la feuille se lit en grand, sur une page.")


class WorkshopQuerySet(SpaceQuerySet):
    def active(self):
        return self.filter(is_active=True)

    def with_upcoming(self, *, at):
        """`upcoming_count`: sessions to come, drafts among them."""
        coming = Q(sessions__ends_at__gt=at) & ~Q(sessions__state=SessionState.CANCELLED)
        return self.annotate(upcoming_count=Count("sessions", filter=coming))

    def with_trials(self):
        """`is_tried`: its experiment waits for a decision."""
        return self.annotate(is_tried=Exists(Experiment.objects.open().filter(workshop=OuterRef("pk"))))

    def with_details(self):
        return self.select_related("branch", "interest", "space", "forked_from")


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
    tools = ArrayField(models.SlugField(max_length=40), verbose_name="outils", default=list, blank=True)
    audience = models.CharField("pour qui", max_length=160, blank=True)
    audiences = chosen_among(Audience, "publics")
    is_mixed = models.BooleanField("publics mélangés exprès", default=False)
    ages_from = models.PositiveSmallIntegerField("à partir de quel âge", null=True, blank=True)
    ages_to = models.PositiveSmallIntegerField("jusqu'à quel âge", null=True, blank=True)
    at_ease = models.CharField(
        "pour être à l'aise", max_length=160, blank=True, help_text="Dit en positif : « avoir déjà envoyé un message »."
    )
    accesses = chosen_among(Access, "ce qui aide à venir")
    equipment = models.CharField("matériel", max_length=200, blank=True)
    aim = models.CharField("émancipation ou réparation", max_length=12, choices=Aim, blank=True)
    practice = models.TextField(
        "à essayer chez soi", max_length=800, blank=True, validators=[validate_steps], help_text="Une étape par ligne."
    )
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
    forked_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="variants", editable=False,
        verbose_name="variante de",
    )  # fmt: skip

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
            models.CheckConstraint(
                condition=(Q(ages_from=None) | Q(ages_from__lte=OLDEST))
                & (Q(ages_to=None) | Q(ages_to__lte=OLDEST))
                & (Q(ages_from=None) | Q(ages_to=None) | Q(ages_to__gte=F("ages_from"))),
                name="workshop_ages_are_in_order",
                violation_error_message="L’âge le plus grand vient après le plus petit.",
            ),
            of_the_list("audiences", Audience, of="workshop"),
            of_the_list("accesses", Access, of="workshop"),
        ]

    def __str__(self):
        return self.title

    @property
    def ages(self) -> str:
        """« de 8 à 12 ans », or nothing: everybody may come."""
        if self.ages_from and self.ages_to:
            return f"de {self.ages_from} à {self.ages_to}\u00a0ans"
        if self.ages_from:
            return f"à partir de {self.ages_from}\u00a0ans"
        return f"jusqu’à {self.ages_to}\u00a0ans" if self.ages_to is not None else ""

    @property
    def practice_steps(self) -> list[str]:
        return [line.strip() for line in self.practice.splitlines() if line.strip()]

    @property
    def audience_names(self) -> list[str]:
        return [Audience(key).label for key in self.audiences]

    @property
    def access_names(self) -> list[str]:
        return [Access(key).label for key in self.accesses]

    def other_dates(self) -> models.QuerySet[Enquiry]:
        """What those who wait for another date of it asked."""
        return Enquiry.objects.filter(space=self.space_id).waiting_for(f"workshop:{self.pk}")
