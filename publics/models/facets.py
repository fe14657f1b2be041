from datetime import datetime, timedelta

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from mediation.accounts.owned import SpaceOwned, SpaceQuerySet
from mediation.common.privacy import refuse_secrets

from ..enums import FacetKind, ProjectState
from .interests import Interest
from .visits import Visit

SUPPOSED_FOR = timedelta(days=60)


class FacetQuerySet(models.QuerySet):
    def proposed(self):
        return self.filter(is_active=True).order_by("kind", "position", "name", "pk")


class Facet(models.Model):
    """What somebody may say of herself: talents, projects, what suits her, what helps. Shared by all spaces.

    The key of what suits her is read by the application: `pas-mercredi` keeps a Wednesday from being proposed.
    """

    kind = models.CharField("genre", max_length=12, choices=FacetKind)
    group = models.CharField("sous-titre", max_length=40, blank=True)
    key = models.SlugField("clé", max_length=40, unique=True)
    name = models.CharField("nom", max_length=80)
    position = models.PositiveSmallIntegerField("place", default=0)
    is_active = models.BooleanField("proposée", default=True)

    objects = FacetQuerySet.as_manager()

    class Meta:
        verbose_name = "facette"

    def __str__(self):
        return self.name


class PersonFacetQuerySet(SpaceQuerySet):
    def of_kind(self, kind: FacetKind):
        return self.filter(facet__kind=kind)

    def in_order(self):
        return self.select_related("facet").order_by("facet__kind", "facet__position", "facet__name", "pk")


class PersonFacet(SpaceOwned):
    """One thing she said of herself, with her own words and the day. A project also says how far it is."""

    person = models.ForeignKey("publics.Person", models.PROTECT, related_name="facets", verbose_name="personne")
    facet = models.ForeignKey(Facet, models.PROTECT, related_name="+", verbose_name="facette")
    words = models.CharField("avec ses mots", max_length=200, blank=True, validators=[refuse_secrets])
    state = models.CharField("où en est le projet", max_length=8, choices=ProjectState, blank=True)
    said_at = models.DateTimeField("dit le")
    noted_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="noté par"
    )

    objects = PersonFacetQuerySet.as_manager()

    class Meta:
        verbose_name = "facette d'une personne"
        verbose_name_plural = "facettes des personnes"
        constraints = [
            models.UniqueConstraint(
                fields=["space", "person", "facet"],
                name="one_facet_a_person",
                violation_error_message="C’est déjà noté.",
            ),
            models.CheckConstraint(
                condition=Q(state="") | Q(state__in=ProjectState.values),
                name="project_state_is_one_of_ours",
                violation_error_message="Choisissez où en est le projet.",
            ),
        ]
        indexes = [models.Index(fields=["space", "facet"], name="person_facet_of_a_space")]

    def __str__(self):
        return f"{self.person} : {self.facet}"


class SupposedInterestQuerySet(SpaceQuerySet):
    def standing(self, *, at: datetime):
        """Still to be verified: not sixty days old, and she has not come since, the day of her visit apart."""
        return self.filter(ends_at__gt=at).exclude(self.came_since(at=at))

    def over(self, *, at: datetime):
        return self.filter(Q(ends_at__lte=at) | Q(self.came_since(at=at)))

    def came_since(self, *, at: datetime) -> Exists:
        """She came after it was noted, and that day is over: it was verified then, or it is forgotten."""
        before_today = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
        visits = Visit.objects.filter(
            space=OuterRef("space"), person=OuterRef("person"), at__gt=OuterRef("noted_at"), at__lt=before_today
        )
        return Exists(visits)


class SupposedInterest(SpaceOwned):
    """What a partner or a mediator thinks she would like: to be verified with her, never used for anything else."""

    person = models.ForeignKey("publics.Person", models.PROTECT, related_name="supposed", verbose_name="personne")
    interest = models.ForeignKey(Interest, models.PROTECT, related_name="+", verbose_name="envie")
    supposed_by = models.CharField("qui le pense", max_length=120)
    noted_at = models.DateTimeField("noté le")
    ends_at = models.DateTimeField("gardé jusqu’au")
    noted_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="noté par"
    )

    objects = SupposedInterestQuerySet.as_manager()

    class Meta:
        verbose_name = "envie à vérifier"
        verbose_name_plural = "envies à vérifier"
        constraints = [
            models.UniqueConstraint(
                fields=["space", "person", "interest"],
                name="one_supposed_interest_a_person",
                violation_error_message="Cette envie est déjà à vérifier avec elle.",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__lte=models.F("noted_at") + SUPPOSED_FOR),
                name="supposed_for_sixty_days_at_most",
                violation_error_message="Une envie à vérifier se garde soixante jours au plus.",
            ),
        ]
        indexes = [models.Index(fields=["ends_at"], name="supposed_until")]

    def __str__(self):
        return f"{self.person} : {self.interest}"
