from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse

from mediation.accounts.owned import SpaceOwned, SpaceQuerySet, Versioned
from mediation.courier.enums import Channel
from publics import segments

from .campaigns import PICTURE_IS_SAID, TOGETHER, Campaign, Texts, Worded


class VariantQuerySet(SpaceQuerySet):
    def in_order(self):
        return self.select_related("space", "segment__space").order_by("position", "pk")


class CampaignVariant(Worded, SpaceOwned, Versioned):
    """What a campaign says otherwise to those of its people who answer a rule: that of a group, or one of its own.

    Somebody who answers several hears the first. What is left empty is said as to everybody. A rule that came from a
    persona does not say from which: no message, hence nobody, can be traced to one.
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="variants", verbose_name="campagne")
    position = models.SmallIntegerField("rang", editable=False)
    segment = models.ForeignKey(
        "publics.Segment", models.PROTECT, null=True, blank=True, related_name="+", editable=False,
        verbose_name="à quel groupe",
    )  # fmt: skip
    rule = models.JSONField("à qui", null=True, blank=True, editable=False)
    channels = ArrayField(
        models.CharField(max_length=8, choices=Channel), blank=True, default=list,
        verbose_name="par ces canaux seulement",
    )  # fmt: skip

    objects = VariantQuerySet.as_manager()

    class Meta:
        verbose_name = "texte d'une campagne pour certains"
        verbose_name_plural = "textes d'une campagne pour certains"
        constraints = [
            models.UniqueConstraint(
                fields=["space", "campaign", "segment"],
                name="one_variant_a_group",
                violation_error_message="Ce groupe a déjà son texte.",
            ),
            models.CheckConstraint(
                condition=Q(segment__isnull=False, rule__isnull=True)
                | Q(segment__isnull=True, rule__isnull=False, rule__has_key="v"),
                name="variant_says_whom_it_is_for",
                violation_error_message="Dites pour qui est ce texte.",
            ),
            models.CheckConstraint(
                condition=~Q(channels=[], sms_text="", heading="", text="", image__isnull=True),
                name="variant_says_something_else",
                violation_error_message="Écrivez au moins un texte, ou choisissez une image ou un canal.",
            ),
            models.CheckConstraint(
                condition=PICTURE_IS_SAID, name="variant_says_its_picture", violation_error_message=TOGETHER
            ),
        ]

    def __str__(self):
        return self.label()

    def get_absolute_url(self):
        return reverse("communications:edit_variant", args=[self.campaign.code, self.pk])

    def label(self) -> str:
        """Whom it is for."""
        if self.segment:
            return self.segment.name
        try:
            return segments.sentence(self.rule, space=self.space, fields=self.campaign.rule_fields)
        except segments.BrokenRuleError as broken:
            return broken.messages[0]

    @property
    def texts(self) -> Texts:
        everybody = self.campaign.texts
        return Texts(
            self.sms_text or everybody.sms_text, self.heading or everybody.heading, self.text or everybody.text,
            self.picture or everybody.picture,
        )  # fmt: skip

    @property
    def kept(self) -> list[str]:
        """Its own channels that are still those of its campaign, which may have lost them since."""
        return [channel for channel in self.campaign.channels if channel in self.channels]

    @property
    def leaves_by(self) -> list[str]:
        """Those it keeps; without any, those of its campaign: nobody is left out for a channel that is no more."""
        return self.kept or self.campaign.channels

    @property
    def ways(self) -> str:
        """Those it keeps, in words; empty when it leaves by those of its campaign."""
        return ", ".join(Channel(channel).label for channel in self.kept)

    def condition(self, *, at: datetime) -> Q:
        """Of people of the space. Raises `BrokenRuleError`, as the group of a campaign does."""
        rule = self.segment.rule if self.segment else self.rule
        return segments.condition(rule, space=self.space, at=at, fields=self.campaign.rule_fields)
