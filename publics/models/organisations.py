from django.db import models
from django.db.models import Count, Q
from django.urls import reverse

from mediation.accounts.owned import Coded, SpaceOwned, SpaceQuerySet, Versioned
from mediation.common.identifiers import validate_insee_code, validate_postal_code, validate_siret
from mediation.common.phones import PhoneField
from mediation.common.privacy import refuse_secrets
from mediation.common.search import search
from mediation.common.text import FrKey

from ..enums import OrganisationKind
from .interests import Interest


class OrganisationQuerySet(SpaceQuerySet):
    def by_name(self):
        return self.order_by("search_key", "pk")

    def with_people_count(self):
        """How many people we welcome are of each."""
        known = Count("belongings", filter=Q(belongings__person__anonymised_at=None), distinct=True)
        return self.annotate(people_count=known)

    def search(self, words: str, *, space, at_most: int = 20) -> list["Organisation"]:
        ids = search("publics_organisation", space=space, words=words.replace("\x00", "").strip(), at_most=at_most)
        found = self.of(space).in_bulk(ids)
        return [found[pk] for pk in ids if pk in found]


class Organisation(SpaceOwned, Coded, Versioned):
    """Any structure, once: an association that comes to workshops, a shop, a host, a partner."""

    name = models.CharField("nom", max_length=160)
    kind = models.CharField("genre", max_length=12, choices=OrganisationKind, default=OrganisationKind.OTHER)
    siret = models.CharField("SIRET", max_length=14, validators=[validate_siret], blank=True)
    address = models.CharField("adresse", max_length=200, blank=True)
    postal_code = models.CharField("code postal", max_length=5, validators=[validate_postal_code], blank=True)
    city = models.CharField("commune", max_length=80, blank=True)
    insee_code = models.CharField("code INSEE", max_length=5, validators=[validate_insee_code], blank=True)
    latitude = models.FloatField("latitude", null=True, blank=True)
    longitude = models.FloatField("longitude", null=True, blank=True)
    phone = PhoneField("téléphone", blank=True)
    email = models.EmailField("adresse e-mail", blank=True)
    website = models.URLField("site", blank=True, max_length=300)
    opening_hours = models.CharField("horaires", max_length=300, blank=True)
    logo = models.ForeignKey(
        "accounts.StoredFile", models.SET_NULL, null=True, blank=True, editable=False, related_name="+",
        verbose_name="logo",
    )  # fmt: skip
    hosts = models.CharField("ce qu’elle pourrait accueillir", max_length=300, blank=True, validators=[refuse_secrets])
    search_key = models.GeneratedField(expression=FrKey("name"), output_field=models.TextField(), db_persist=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = "structure"
        constraints = [
            models.UniqueConstraint(fields=["space", "code"], name="one_organisation_a_code"),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None) | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="organisation_point_is_on_earth",
                violation_error_message="Donnez la latitude et la longitude, ou aucune des deux.",
            ),
        ]
        indexes = [models.Index(fields=["space", "search_key"], name="organisation_by_name")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("publics:organisation", args=[self.code])


class OrganisationInterest(SpaceOwned):
    """What a structure would love to do for itself, as somebody of it said: a website, a poster, a stall online."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="interests", verbose_name="structure")
    interest = models.ForeignKey(Interest, models.PROTECT, related_name="+", verbose_name="envie")
    words = models.CharField("avec ses mots", max_length=200, blank=True, validators=[refuse_secrets])
    said_at = models.DateTimeField("dit le")
    noted_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="noté par"
    )

    objects = SpaceQuerySet.as_manager()

    class Meta:
        verbose_name = "envie d’une structure"
        verbose_name_plural = "envies des structures"
        constraints = [
            models.UniqueConstraint(
                fields=["space", "organisation", "interest"],
                name="one_interest_an_organisation",
                violation_error_message="Cette envie est déjà notée pour cette structure.",
            ),
        ]

    def __str__(self):
        return f"{self.organisation} : {self.interest}"


class BelongingQuerySet(SpaceQuerySet):
    def current(self):
        """Without those of people we forgot."""
        return self.filter(person__anonymised_at=None)

    def by_name(self):
        return self.select_related("person").order_by("person__sort_key", "pk")


class Belonging(SpaceOwned):
    """Somebody we welcome is of an association, a shop, a group: what she does there, as she says it."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="belongings", verbose_name="structure")
    person = models.ForeignKey("publics.Person", models.PROTECT, related_name="belongings", verbose_name="personne")
    role = models.CharField("ce qu’elle y fait", max_length=80, blank=True, validators=[refuse_secrets])
    noted_at = models.DateTimeField("noté le")
    noted_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+", verbose_name="noté par")

    objects = BelongingQuerySet.as_manager()

    class Meta:
        verbose_name = "personne d’une structure"
        verbose_name_plural = "personnes des structures"
        constraints = [
            models.UniqueConstraint(
                fields=["space", "organisation", "person"],
                name="one_belonging_a_person",
                violation_error_message="Cette personne est déjà dans cette structure.",
            ),
        ]
        indexes = [models.Index(fields=["space", "person"], name="belonging_of_a_person")]

    def __str__(self):
        return f"{self.person} : {self.organisation}"
