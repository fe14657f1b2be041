from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q

from mediation.common.chats import app_of, validate_chat_link
from mediation.common.colours import validate_legible_with_white
from mediation.common.identifiers import validate_insee_code, validate_siret
from mediation.common.phones import PhoneField

from ..enums import Role, SchoolZone, SpaceKind
from ..owned import SpaceOwned

# First segments of our own addresses: a space's public pages begin with its slug, which may not hide them.
RESERVED_SLUGS = {
    "a-appeler", "accessibilite", "administration", "ateliers", "bilan", "boite-locale", "chercher", "communication",
    "compte", "courrier", "donnees-personnelles", "equipe", "espace", "espaces", "fichiers", "mentions-legales",
    "partenaires", "passage", "personnes", "reponses", "sante", "static",
}  # fmt: skip


FARTHEST = timedelta(days=1)  # no clock of a space is that far from ours


@cache
def time_zones() -> set[str]:
    """Read once: the standard library walks through six hundred files each time it is asked."""
    return available_timezones()


def validate_time_zone(value: str) -> None:
    if value not in time_zones():
        raise ValidationError("Ce fuseau horaire n'existe pas.")


class Space(models.Model):
    """A digital-mediation space: the tenant. Everything people do here belongs to one."""

    slug = models.SlugField("adresse publique", max_length=40, unique=True)
    name = models.CharField("nom", max_length=80)
    short_name = models.CharField("nom court", max_length=26)
    sms_name = models.CharField(
        "nom dans les SMS", max_length=6, help_text="Six caractères au plus : chaque SMS commence par lui."
    )
    tagline = models.CharField("accroche", max_length=120, blank=True)
    kind = models.CharField("nature", max_length=20, choices=SpaceKind)
    presentation = models.CharField("qui êtes-vous, en une phrase", max_length=200, blank=True)
    legal_name = models.CharField("structure porteuse", max_length=160)
    siret = models.CharField("SIRET", max_length=14, validators=[validate_siret], blank=True)
    address = models.CharField("adresse", max_length=200, blank=True)
    phone = PhoneField("téléphone")
    email = models.EmailField("adresse e-mail", blank=True)
    website = models.URLField("site", blank=True)
    chat_link = models.URLField(
        "pour nous écrire par messagerie", max_length=120, blank=True, validators=[validate_chat_link],
        help_text="L’adresse que donne WhatsApp, Messenger, Signal ou Telegram\u00a0: https://wa.me/336…",
    )  # fmt: skip
    logo = models.ForeignKey(
        "accounts.StoredFile", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="logo"
    )
    primary_colour = models.CharField(
        "couleur principale", max_length=7, default="#0B5F63", validators=[validate_legible_with_white]
    )
    accent_colour = models.CharField(
        "couleur des envies", max_length=7, default="#B4491B", validators=[validate_legible_with_white]
    )
    time_zone = models.CharField(
        "fuseau horaire", max_length=40, default="Europe/Paris", validators=[validate_time_zone]
    )
    school_zone = models.CharField("zone scolaire", max_length=5, choices=SchoolZone, default=SchoolZone.A)
    email_sender = models.EmailField("expéditeur des e-mails", blank=True)
    sms_sender = models.CharField(
        "expéditeur des SMS",
        max_length=11,
        blank=True,
        validators=[RegexValidator(r"^[A-Za-z0-9 ]{3,11}$", "De trois à onze lettres ou chiffres, sans accent.")],
    )
    sms_reply_number = PhoneField("numéro qui reçoit les réponses aux SMS", blank=True)
    announcements_from = models.TimeField("annonces à partir de", default="09:00")
    announcements_until = models.TimeField("annonces jusqu'à", default="19:30")
    reminders_from = models.TimeField("rappels à partir de", default="09:00")
    reminders_until = models.TimeField("rappels jusqu'à", default="20:00")
    long_list_percent = models.PositiveSmallIntegerField(
        "proposer une autre séance quand il attend, pour cent places",
        default=50,
        validators=[MinValueValidator(1), MaxValueValidator(500)],
        help_text="50\u00a0: dès que la liste d’attente compte moitié autant de demandes que la séance a de places.",
    )
    asks_feedback = models.BooleanField(
        "demander après chaque séance comment c’était",
        default=True,
        help_text="Un message à qui est venu et lit nos messages, avec le lien des trois questions\u00a0: une fois.",
    )
    retention_months = models.PositiveSmallIntegerField(
        "mois de conservation après la dernière venue",
        default=24,
        validators=[MinValueValidator(12), MaxValueValidator(36)],
    )
    has_needs = models.BooleanField(
        "demander à quoi ça sert", default=True, help_text="Un nombre par jour, jamais rattaché à une personne."
    )
    is_demonstration = models.BooleanField("données de démonstration", default=False, editable=False)

    class Meta:
        verbose_name = "espace"
        constraints = [
            models.CheckConstraint(
                condition=~Q(slug__in=sorted(RESERVED_SLUGS)),
                name="space_slug_is_not_reserved",
                violation_error_message="Cette adresse sert déjà à l'application : choisissez-en une autre.",
            ),
            models.CheckConstraint(
                condition=Q(announcements_from__lt=models.F("announcements_until"))
                & Q(reminders_from__lt=models.F("reminders_until")),
                name="space_hours_are_in_order",
                violation_error_message="L'heure de fin vient après l'heure de début.",
            ),
            models.CheckConstraint(
                condition=Q(long_list_percent__range=(1, 500)),
                name="space_long_list_is_a_share_of_the_seats",
                violation_error_message="Pour proposer une autre séance, indiquez un nombre de 1 à 500.",
            ),
            models.CheckConstraint(
                condition=Q(retention_months__range=(12, 36)),
                name="space_retention_is_12_to_36_months",
                violation_error_message="La durée de conservation va de 12 à 36 mois.",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def chat_app(self) -> str:
        """By which app one writes to it."""
        return app_of(self.chat_link)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


class MembershipQuerySet(models.QuerySet):
    def in_force(self, *, at: datetime) -> list["Membership"]:
        """Those that let somebody in now, each until the end of its last day on the clocks of its space."""
        rows = self.filter(Q(until=None) | Q(until__gte=at.date() - FARTHEST)).select_related("space")
        return [row for row in rows.order_by("space__name", "pk") if row.is_in_force(at=at)]


class Membership(models.Model):
    """What somebody does in a space, and until when."""

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="memberships", verbose_name="compte")
    space = models.ForeignKey(Space, models.CASCADE, related_name="memberships", verbose_name="espace")
    role = models.CharField("rôle", max_length=12, choices=Role)
    until = models.DateField("jusqu'au", null=True, blank=True)
    is_named_publicly = models.BooleanField(
        "son prénom sur la page « Qui est où »",
        default=False,
        help_text="Avec son accord. Sans lui, la page dit « quelqu'un de l'équipe ».",
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "rôle dans un espace"
        verbose_name_plural = "rôles dans les espaces"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "space"],
                name="one_membership_a_user_and_space",
                violation_error_message="Ce compte a déjà un rôle dans cet espace.",
            )
        ]

    def __str__(self):
        return f"{self.user}, {self.get_role_display()}"

    def is_in_force(self, *, at: datetime) -> bool:
        """A replacement's closes by itself."""
        return self.until is None or at.astimezone(self.space.zone).date() <= self.until


class Commune(SpaceOwned):
    """One commune of the space's territory; its population is what the reached publics are compared with."""

    name = models.CharField("nom", max_length=80)
    insee_code = models.CharField("code INSEE", max_length=5, validators=[validate_insee_code])
    population = models.PositiveIntegerField("habitants")
    latitude = models.FloatField("latitude", null=True, blank=True)
    longitude = models.FloatField("longitude", null=True, blank=True)

    class Meta:
        verbose_name = "commune du territoire"
        verbose_name_plural = "communes du territoire"
        constraints = [
            models.UniqueConstraint(
                fields=["space", "insee_code"],
                name="one_commune_a_space_and_code",
                violation_error_message="Cette commune est déjà dans le territoire.",
            )
        ]

    def __str__(self):
        return self.name
