from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, Q

from mediation.accounts.owned import Coded, SpaceOwned, SpaceQuerySet, Versioned

from ..enums import Level


def validate_secure(address: str) -> None:
    if not address.startswith("https://"):
        raise ValidationError("Donnez une adresse qui commence par https://")


class MaterialQuerySet(SpaceQuerySet):
    def active(self):
        return self.filter(is_active=True)

    def public(self):
        return self.active().filter(is_public=True)

    def files(self):
        return self.filter(file__isnull=False).select_related("file")

    def with_uses(self):
        """`uses_count`: how many workshops use it."""
        return self.annotate(uses_count=Count("uses"))

    def used_by(self, workshop):
        return self.filter(uses__workshop=workshop)

    def by_theme(self):
        return self.select_related("branch", "file").order_by("branch__position", "branch_id", "level", "title", "pk")


class Material(SpaceOwned, Coded, Versioned):
    """A teaching support (a file of ours) or a free course elsewhere (an address): of a theme and a level."""

    title = models.CharField("titre", max_length=120)
    branch = models.ForeignKey(
        "publics.Interest", models.PROTECT, related_name="+", verbose_name="branche d'envies",
        limit_choices_to={"parent": None},
    )  # fmt: skip
    level = models.CharField("niveau", max_length=12, choices=Level, default=Level.BEGINNER)
    author = models.CharField("de qui", max_length=120, blank=True)
    file = models.ForeignKey(
        "accounts.StoredFile", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="fichier"
    )
    url = models.URLField("adresse", max_length=400, blank=True, validators=[validate_secure])
    is_public = models.BooleanField("montré à tout le monde", default=False)
    is_active = models.BooleanField("proposé", default=True)
    created_at = models.DateTimeField("ajouté le", editable=False)
    created_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, editable=False, related_name="+", verbose_name="par"
    )

    objects = MaterialQuerySet.as_manager()

    class Meta:
        verbose_name = "ressource"
        constraints = [
            models.UniqueConstraint(fields=["space", "code"], name="one_material_a_code"),
            models.UniqueConstraint(
                fields=["space", "title"],
                name="one_material_a_title",
                violation_error_message="Une ressource porte déjà ce titre.",
            ),
            models.CheckConstraint(
                condition=Q(file__isnull=False, url="") | Q(file=None) & ~Q(url=""),
                name="material_is_a_file_or_an_address",
                violation_error_message="Joignez un fichier, ou donnez une adresse.",
            ),
            models.CheckConstraint(
                condition=Q(url="") | Q(url__startswith="https://"),
                name="material_address_is_secure",
                violation_error_message="Donnez une adresse qui commence par https://",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def is_course(self) -> bool:
        return bool(self.url)


class MaterialUse(SpaceOwned):
    """A resource that a workshop uses."""

    workshop = models.ForeignKey(
        "workshops.Workshop", models.CASCADE, related_name="material_uses", verbose_name="atelier"
    )
    material = models.ForeignKey(Material, models.CASCADE, related_name="uses", verbose_name="ressource")

    objects = SpaceQuerySet.as_manager()

    class Meta:
        verbose_name = "ressource d'un atelier"
        verbose_name_plural = "ressources des ateliers"
        constraints = [
            models.UniqueConstraint(
                fields=["space", "workshop", "material"],
                name="one_use_a_workshop_and_material",
                violation_error_message="Cette ressource est déjà jointe à cet atelier.",
            )
        ]

    def __str__(self):
        return f"{self.material}, {self.workshop}"
