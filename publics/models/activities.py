from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from mediation.accounts.owned import SpaceOwned, SpaceQuerySet
from mediation.common.identifiers import validate_insee_code
from mediation.common.privacy import refuse_secrets

from ..enums import (
    ActivityKind,
    ActivityLevel,
    AdministrativeTheme,
    AgeBracket,
    Autonomy,
    CountedOf,
    Equipment,
    Gender,
    HowDone,
    PlaceKind,
    RedirectedTo,
    SocialStatus,
    Thematique,
)

LONGEST = 24 * 60 - 1  # minutes


def several(choices, label: str) -> ArrayField:
    """Several codes of one closed list."""
    code = models.CharField(max_length=40, choices=choices)
    return ArrayField(code, verbose_name=label, default=list, blank=True)


class ActivityReportQuerySet(SpaceQuerySet):
    def live(self):
        """The last revision of each, without those that were taken back."""
        return self.filter(voided_at=None)

    def in_period(self, first, end):
        return self.filter(on__gte=first, on__lt=end)

    def reportable(self):
        """What La Coop has a form for: support of one person, and workshops."""
        return self.live().filter(kind__in=[ActivityKind.INDIVIDUAL, ActivityKind.COLLECTIVE])

    def unreported(self):
        """What is left to copy there."""
        return self.reportable().filter(reported_at=None)

    def to_remove(self):
        """Copied there and taken back here since, with nothing in its place: still to be removed there."""
        gone = self.exclude(voided_at=None).exclude(reported_at=None).filter(removed_at=None)
        told_again = self.model.objects.live().filter(space=OuterRef("space"), source_ref=OuterRef("source_ref"))
        return gone.filter(~Exists(told_again))

    def held_there(self, source_ref: str):
        """What La Coop holds of it, as far as we know."""
        return self.filter(source_ref=source_ref, removed_at=None).exclude(reported_at=None)

    def with_corrections(self):
        """`was_reported`: copied there already, before it was corrected."""
        before = self.model.objects.filter(space=OuterRef("space"), source_ref=OuterRef("source_ref"), removed_at=None)
        return self.annotate(was_reported=Exists(before.exclude(voided_at=None).exclude(reported_at=None)))

    def by_hour(self):
        return self.order_by(F("started_at").asc(nulls_last=True), "pk")


class ActivityReport(SpaceOwned):
    """What was done, on a day, with how many people: a fact, never rewritten. A correction is a revision of it.

    `source_ref` names what it tells of (`visit:12`, `session:34`): told once, however often it is reported.
    """

    kind = models.CharField("type", max_length=12, choices=ActivityKind)
    on = models.DateField("jour")
    started_at = models.DateTimeField("début", null=True, blank=True)
    minutes = models.PositiveSmallIntegerField("durée en minutes", null=True, blank=True)
    place_kind = models.CharField("type de lieu", max_length=16, choices=PlaceKind, default=PlaceKind.VENUE)
    venue = models.ForeignKey(
        "accounts.Venue", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="lieu"
    )
    place = models.CharField("où", max_length=120, blank=True, validators=[refuse_secrets])
    insee_code = models.CharField("code INSEE", max_length=5, validators=[validate_insee_code], blank=True)
    city = models.CharField("commune", max_length=80, blank=True)
    organisation = models.ForeignKey(
        "publics.Organisation", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="chez quelle structure",
    )  # fmt: skip
    equipment = several(Equipment, "matériel")
    thematiques = several(Thematique, "thématiques")
    administrative_themes = several(AdministrativeTheme, "thématiques des démarches")
    level = models.CharField("niveau", max_length=14, choices=ActivityLevel, blank=True)
    title = models.CharField("titre", max_length=120, blank=True, validators=[refuse_secrets])
    redirected_to = models.CharField("orientation vers", max_length=40, choices=RedirectedTo, blank=True)
    participants_count = models.PositiveSmallIntegerField("personnes", default=1)
    anonymous_count = models.PositiveSmallIntegerField("dont sans nom", default=0)
    contacts_count = models.PositiveSmallIntegerField("ont laissé de quoi les rappeler", default=0)
    source_ref = models.CharField("d'où elle vient", max_length=60)
    revision = models.PositiveSmallIntegerField("révision", default=1)
    voided_at = models.DateTimeField("remplacée ou annulée le", null=True, blank=True)
    noted_at = models.DateTimeField("notée le")
    noted_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="notée par"
    )
    reported_at = models.DateTimeField("reportée dans La Coop le", null=True, blank=True, editable=False)
    reported_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, editable=False, related_name="+",
        verbose_name="reportée par",
    )  # fmt: skip
    removed_at = models.DateTimeField("enlevée de La Coop le", null=True, blank=True, editable=False)
    removed_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, editable=False, related_name="+",
        verbose_name="enlevée par",
    )  # fmt: skip

    objects = ActivityReportQuerySet.as_manager()

    class Meta:
        verbose_name = "compte rendu d'activité"
        verbose_name_plural = "comptes rendus d'activité"
        constraints = [
            models.UniqueConstraint(
                fields=["space", "source_ref", "revision"],
                name="one_report_a_source_and_revision",
                violation_error_message="Cette activité vient d'être corrigée : rechargez la page.",
            ),
            models.UniqueConstraint(
                fields=["space", "source_ref"],
                condition=Q(voided_at=None),
                name="one_live_report_a_source",
                violation_error_message="Cette activité est déjà comptée.",
            ),
            models.CheckConstraint(
                condition=Q(administrative_themes=[]) | Q(thematiques__contains=[Thematique.ADMINISTRATIVE]),
                name="demarche_themes_go_with_their_thematique",
                violation_error_message="Ces thématiques vont avec « Aide aux démarches administratives ».",
            ),
            models.CheckConstraint(
                condition=Q(thematiques__contained_by=Thematique.values)
                & Q(administrative_themes__contained_by=AdministrativeTheme.values)
                & Q(equipment__contained_by=Equipment.values),
                name="report_codes_are_those_of_the_lists",
                violation_error_message="Ce code n'est dans aucune des listes.",
            ),
            models.CheckConstraint(
                condition=Q(level="") | Q(kind=ActivityKind.COLLECTIVE),
                name="level_is_of_a_collective_report",
                violation_error_message="Un niveau se dit d'un atelier collectif.",
            ),
            models.CheckConstraint(
                condition=Q(minutes=None) | Q(minutes__range=(1, LONGEST)),
                name="report_lasts_less_than_a_day",
                violation_error_message="La durée va d'une minute à moins d'un jour.",
            ),
            models.CheckConstraint(
                condition=Q(anonymous_count__lte=F("participants_count"))
                & Q(contacts_count__lte=F("participants_count")),
                name="report_part_is_at_most_its_whole",
                violation_error_message="Il ne peut y en avoir plus que de personnes présentes.",
            ),
            models.CheckConstraint(
                condition=Q(reported_by=None) | Q(reported_at__isnull=False),
                name="reported_by_goes_with_its_time",
                violation_error_message="Qui l'a reportée va avec le moment où elle l'a été.",
            ),
            models.CheckConstraint(
                condition=Q(removed_at=None, removed_by=None)
                | Q(removed_at__isnull=False, voided_at__isnull=False, reported_at__isnull=False),
                name="removed_there_is_what_was_copied_and_taken_back",
                violation_error_message="Seule une activité reportée puis annulée est à enlever de La Coop.",
            ),
        ]
        indexes = [
            models.Index(fields=["space", "on"], name="report_of_a_day"),
            models.Index(
                fields=["space", "on"],
                condition=Q(voided_at__isnull=False, reported_at__isnull=False, removed_at=None),
                name="report_to_remove",
            ),
            models.Index(fields=["space", "on"], condition=Q(voided_at=None, reported_at=None), name="report_to_copy"),
        ]

    def __str__(self):
        return self.title or f"{self.get_kind_display()}, {self.on:%d/%m/%Y}"


class Support(SpaceOwned):
    """One person's part in an activity, as she was on that day: her age does not change it afterwards."""

    report = models.ForeignKey(ActivityReport, models.CASCADE, related_name="supports", verbose_name="activité")
    person = models.ForeignKey("publics.Person", models.PROTECT, related_name="supports", verbose_name="personne")
    how_done = models.CharField("comment on a fait", max_length=10, choices=HowDone, blank=True)
    autonomy = models.CharField("autonomie", max_length=24, choices=Autonomy, blank=True)
    age_bracket = models.CharField("tranche d'âge", max_length=24, choices=AgeBracket, default=AgeBracket.UNSAID)
    status = models.CharField("statut", max_length=16, choices=SocialStatus, default=SocialStatus.UNSAID)
    gender = models.CharField("genre", max_length=16, choices=Gender, default=Gender.UNSAID)
    is_first = models.BooleanField("première fois", default=False)

    class Meta:
        verbose_name = "part d'une personne dans une activité"
        verbose_name_plural = "parts des personnes dans les activités"
        constraints = [
            models.UniqueConstraint(
                fields=["space", "report", "person"],
                name="one_support_a_report_and_person",
                violation_error_message="Cette personne est déjà comptée dans cette activité.",
            ),
        ]
        indexes = [models.Index(fields=["space", "person"], name="support_of_a_person")]

    def __str__(self):
        return f"{self.person} : {self.report}"


class ActivityCount(SpaceOwned):
    """How many of those without a name were so. The database keeps each dimension within their number."""

    report = models.ForeignKey(ActivityReport, models.CASCADE, related_name="counts", verbose_name="activité")
    dimension = models.CharField("quoi", max_length=12, choices=CountedOf)
    value = models.CharField("valeur", max_length=24)
    count = models.PositiveSmallIntegerField("combien")

    class Meta:
        verbose_name = "décompte sans nom"
        verbose_name_plural = "décomptes sans nom"
        constraints = [
            models.UniqueConstraint(
                fields=["space", "report", "dimension", "value"],
                name="one_count_a_report_and_value",
                violation_error_message="Ce nombre est déjà donné.",
            ),
            models.CheckConstraint(
                condition=Q(count__gt=0),
                name="activity_count_counts_somebody",
                violation_error_message="Comptez au moins une personne.",
            ),
        ]

    def __str__(self):
        return f"{self.get_dimension_display()}, {self.value} : {self.count}"
