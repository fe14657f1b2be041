from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property

from mediation.accounts.owned import Coded, SpaceOwned, SpaceQuerySet, Versioned
from mediation.common.privacy import refuse_secrets
from mediation.courier.enums import Channel
from publics.segments import Fields

from ..enums import CampaignState

if TYPE_CHECKING:
    from .variants import CampaignVariant

LONGEST_SMS, LONGEST_TEXT = 306, 3000  # two parts of a text message
MOST_WANTED = 1000
PILLS = {
    CampaignState.PROPOSED: "wait",
    CampaignState.PLANNED: "wait",
    CampaignState.RUNNING: "ok",
    CampaignState.PAUSED: "wait",
}
PICTURE_IS_SAID = Q(image__isnull=False) ^ Q(image_alt="")
TOGETHER = "Une image et ce qu’elle montre vont ensemble."
TO_LEAVE = [CampaignState.PLANNED, CampaignState.RUNNING, CampaignState.PAUSED, CampaignState.DONE]


class CampaignQuerySet(SpaceQuerySet):
    def due(self, *, at):
        return self.filter(state=CampaignState.PLANNED, due_at__lte=at).order_by("due_at", "pk")

    def leaving(self):
        return self.filter(state=CampaignState.RUNNING)

    def last_first(self):
        return self.order_by("-created_at", "-pk")


@dataclass(frozen=True)
class Picture:
    """Shown in an e-mail; `alt` says what it shows to who does not see it."""

    path: str
    alt: str


@dataclass(frozen=True)
class Texts:
    """What is said by SMS; by e-mail, its heading, its picture and its text, which a letter and a call say too."""

    sms_text: str
    heading: str
    text: str
    picture: Picture | None


class Worded(models.Model):
    sms_text = models.CharField("texte du SMS", max_length=LONGEST_SMS, blank=True, validators=[refuse_secrets])
    heading = models.CharField("objet de l'e-mail", max_length=80, blank=True, validators=[refuse_secrets])
    text = models.TextField(
        "texte de l'e-mail, de la lettre et de l'appel", max_length=LONGEST_TEXT, blank=True,
        validators=[refuse_secrets],
    )  # fmt: skip
    image = models.ForeignKey(
        "accounts.StoredFile", models.PROTECT, null=True, blank=True, editable=False, related_name="+",
        verbose_name="image de l'e-mail",
    )  # fmt: skip
    image_alt = models.CharField("ce que montre l'image", max_length=160, blank=True, validators=[refuse_secrets])

    class Meta:
        abstract = True

    @property
    def picture(self) -> Picture | None:
        """Its own."""
        if not self.image_id:
            return None
        return Picture(reverse("public:picture", args=[self.space.slug, self.image_id]), self.image_alt)


class Campaign(Worded, SpaceOwned, Coded, Versioned):
    """One thing announced to a group of people, each by the channel she said yes to.

    `subject_ref` names what is announced, opaque here (`session:12`). Without a group, all who said yes. What she is
    told is written here with words in braces (`words`), filled in when it leaves. Its messages are the courier's.
    """

    title = models.CharField("nom de la campagne", max_length=80)
    subject_ref = models.CharField("ce qu'elle annonce", max_length=40)
    segment = models.ForeignKey(
        "publics.Segment", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="à quel groupe"
    )
    channels = ArrayField(models.CharField(max_length=8, choices=Channel), verbose_name="par quels canaux")
    wanted_count = models.PositiveSmallIntegerField(
        "combien de nouvelles personnes on espère", null=True, blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_WANTED)],
    )  # fmt: skip
    state = models.CharField("état", max_length=10, choices=CampaignState, default=CampaignState.DRAFT, editable=False)
    due_at = models.DateTimeField("part le", null=True, editable=False)
    expires_at = models.DateTimeField("inutile après le", null=True, editable=False)
    created_at = models.DateTimeField("écrite le", editable=False)
    created_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, related_name="+", editable=False, verbose_name="écrite par"
    )
    asked_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, related_name="+", editable=False, verbose_name="demandée par"
    )
    approved_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, related_name="+", editable=False, verbose_name="relue par"
    )

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = "campagne"
        constraints = [
            models.UniqueConstraint(fields=["space", "code"], name="one_campaign_a_code"),
            models.CheckConstraint(
                condition=~Q(channels=[]),
                name="campaign_leaves_by_some_channel",
                violation_error_message="Choisissez au moins un canal.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=TO_LEAVE) | Q(due_at__isnull=False, expires_at__isnull=False),
                name="campaign_that_leaves_has_its_time",
            ),
            models.CheckConstraint(
                condition=~Q(channels__contains=[Channel.SMS]) | ~Q(sms_text=""),
                name="campaign_by_sms_has_its_text",
                violation_error_message="Écrivez le texte du SMS.",
            ),
            models.CheckConstraint(
                condition=Q(channels__contained_by=[Channel.SMS]) | ~Q(text=""),
                name="campaign_by_other_channels_has_its_text",
                violation_error_message="Écrivez le texte de l'e-mail, de la lettre et de l'appel.",
            ),
            models.CheckConstraint(
                condition=~Q(channels__contains=[Channel.EMAIL]) | ~Q(heading=""),
                name="campaign_by_email_has_its_heading",
                violation_error_message="Écrivez l'objet de l'e-mail.",
            ),
            models.CheckConstraint(
                condition=PICTURE_IS_SAID, name="campaign_says_its_picture", violation_error_message=TOGETHER
            ),
        ]
        indexes = [
            models.Index(fields=["space", "state", "due_at"], name="campaign_to_leave"),
            models.Index(fields=["space", "subject_ref"], name="campaign_about_a_subject"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("communications:campaign", args=[self.code])

    @property
    def texts(self) -> Texts:
        """What is said to whoever has no text of her own (`CampaignVariant`)."""
        return Texts(self.sms_text, self.heading or self.title, self.text, self.picture)

    @cached_property
    def rule_fields(self) -> Fields:
        """What the rules of its groups may be answered by, asked of the database once for all of them."""
        return {}

    @cached_property
    def for_some(self) -> list["CampaignVariant"]:
        """Its other texts, as they were when they were first asked for, the first to be heard first."""
        return list(self.variants.in_order())

    @property
    def leaves_by(self) -> list[str]:
        return self.channels

    @property
    def is_written(self) -> bool:
        """Still to be written: nobody was asked anything."""
        return self.state == CampaignState.DRAFT

    @property
    def pill(self) -> str:
        """The colour of its state."""
        return PILLS.get(self.state, "")

    @property
    def is_ahead(self) -> bool:
        """Nobody was told yet: whom it will tell is read from the people of today."""
        return self.state in (CampaignState.DRAFT, CampaignState.PROPOSED, CampaignState.PLANNED)

    @property
    def is_moving(self) -> bool:
        return self.state in (CampaignState.PLANNED, CampaignState.RUNNING)
