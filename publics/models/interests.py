from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Value

from mediation.accounts.owned import SpaceOwned, SpaceQuerySet
from mediation.common.privacy import refuse_secrets
from mediation.common.search import likeness
from mediation.common.text import FrKey


class NamedQuerySet(models.QuerySet):
    def whose_name_is(self, words: str):
        """Accents and capitals apart."""
        return self.annotate(key_of_name=FrKey("name")).filter(key_of_name=FrKey(Value(words.strip())))


class InterestQuerySet(NamedQuerySet):
    def envies(self):
        """What a person may say: not the branches, nor what is no longer proposed."""
        return self.filter(is_active=True, parent__isnull=False)

    def named(self, words: str):
        """The one these words name."""
        return self.envies().whose_name_is(words)

    def said_in(self, space):
        """Those that somebody of the space said, by name: each is looked up, however many said it."""
        said = PersonInterest.objects.of(space).filter(interest=OuterRef("pk"))
        return self.filter(Exists(said)).order_by("name", "pk")

    def by_branch(self):
        return self.select_related("parent").order_by("parent__position", "parent__name", "position", "name", "pk")

    def resembling(self, words: str):
        """Those that these words could mean, the closest first: by their own name, then by their branch's."""
        closeness = likeness(words, F("name")) * 2.0 + likeness(words, F("parent__name"))
        return self.annotate(likeness=closeness).filter(likeness__gt=0).order_by("-likeness", "name", "pk")


class Interest(models.Model):
    """What people would love to do: branches, and under each the envies as people say them. Shared by all spaces."""

    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="branche"
    )
    key = models.SlugField("clé", max_length=40, unique=True)
    name = models.CharField("nom", max_length=80)
    thematiques = ArrayField(
        models.CharField(max_length=40), verbose_name="thématiques de La Coop", default=list, blank=True
    )
    position = models.PositiveSmallIntegerField("place", default=0)
    is_active = models.BooleanField("proposée", default=True)

    objects = InterestQuerySet.as_manager()

    class Meta:
        verbose_name = "envie"

    def __str__(self):
        return self.name


class DemarcheQuerySet(NamedQuerySet):
    def proposed(self):
        return self.filter(is_active=True).order_by("name", "pk")

    def with_sites(self):
        """Those whose official site we are sure of, by who asks for them."""
        return self.proposed().exclude(official_site="").order_by("imposed_by", "name", "pk")

    def resembling(self, words: str):
        """Those that these words could mean, the closest first: by their name, then by who asks for them."""
        closeness = likeness(words, F("name")) * 2.0 + likeness(words, F("imposed_by"))
        return self.annotate(likeness=closeness).filter(likeness__gt=0).order_by("-likeness", "name", "pk")

    def named(self, words: str):
        """The one these words name."""
        return self.proposed().whose_name_is(words)


class Demarche(models.Model):
    """What an administration asks for. Never an envie: it cannot be ticked as one. Shared by all spaces."""

    key = models.SlugField("clé", max_length=60, unique=True)
    name = models.CharField("nom", max_length=120)
    imposed_by = models.CharField("demandée par", max_length=80)
    theme = models.CharField("thématique administrative de La Coop", max_length=40)
    official_site = models.URLField("site officiel", blank=True)
    is_active = models.BooleanField("proposée", default=True)

    objects = DemarcheQuerySet.as_manager()

    class Meta:
        verbose_name = "démarche"

    def __str__(self):
        return self.name


class PersonInterestQuerySet(SpaceQuerySet):
    def clusters(self):
        """Each envie with how many people said it, the most said first."""
        return (
            self.filter(person__reconciled_with=None)
            .values("interest", "interest__key", "interest__name", "interest__parent__name")
            .annotate(people_count=Count("pk"))  # each is said once by a person
            .order_by("-people_count", "interest__name")
        )


class PersonInterest(SpaceOwned):
    """An envie in the words of the person herself, and when she said so."""

    person = models.ForeignKey("publics.Person", models.PROTECT, related_name="interests", verbose_name="personne")
    interest = models.ForeignKey(Interest, models.PROTECT, related_name="+", verbose_name="envie")
    words = models.CharField("avec ses mots", max_length=200, blank=True, validators=[refuse_secrets])
    said_at = models.DateTimeField("dit le")
    noted_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="noté par"
    )

    objects = PersonInterestQuerySet.as_manager()

    class Meta:
        verbose_name = "envie d'une personne"
        verbose_name_plural = "envies des personnes"
        constraints = [
            models.UniqueConstraint(
                fields=["space", "person", "interest"],
                name="one_interest_a_person",
                violation_error_message="Cette envie est déjà notée.",
            ),
        ]
        indexes = [models.Index(fields=["space", "interest"], name="person_interest_of_a_space")]

    def __str__(self):
        return f"{self.person} : {self.interest}"
