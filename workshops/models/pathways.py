"""Pathways: what somebody wants and why, and the steps that lead there; templates that several people start from."""

from django.db import models
from django.db.models import Count, F, Q

from mediation.accounts.owned import Coded, SpaceOwned, SpaceQuerySet, Versioned
from mediation.common.privacy import refuse_secrets

from ..enums import AppointmentState, Audience, Outcome, Phase, StepKind
from .workshops import chosen_among


class Outline(models.Model):
    """What a step is, before it is anybody's: an appointment, a workshop, or something a partner holds."""

    rank = models.PositiveSmallIntegerField("rang")
    kind = models.CharField("nature", max_length=12, choices=StepKind)
    title = models.CharField("en quelques mots", max_length=120, blank=True, validators=[refuse_secrets])
    workshop = models.ForeignKey(
        "workshops.Workshop", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="atelier"
    )
    organisation = models.ForeignKey(
        "publics.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="structure"
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=StepKind.APPOINTMENT, workshop=None, organisation=None)
                | Q(kind=StepKind.WORKSHOP, workshop__isnull=False, organisation=None)
                | Q(kind=StepKind.PARTNER, workshop=None, organisation__isnull=False),
                name="%(class)s_says_what_it_is",
                violation_error_message="Dites quel atelier, ou chez quelle structure.",
            ),
        ]

    @property
    def words(self) -> str:
        """What it is called: its own words, else those of what it is."""
        named = {StepKind.WORKSHOP: self.workshop, StepKind.PARTNER: self.organisation}.get(self.kind)
        return self.title or (str(named) if named else "Rendez-vous individuel")


class PathwayTemplateQuerySet(SpaceQuerySet):
    def with_counts(self):
        """`steps_count`, and how many pathways began from it."""
        return self.annotate(steps_count=Count("steps", distinct=True), pathways_count=Count("pathways", distinct=True))

    def by_title(self):
        return self.order_by("-is_active", "title", "pk")


class PathwayTemplate(SpaceOwned, Versioned):
    """The steps that usually suit an audience; an appointment comes before its first workshop."""

    title = models.CharField("titre", max_length=80, validators=[refuse_secrets])
    audiences = chosen_among(Audience, "publics")
    is_active = models.BooleanField("proposé", default=True)
    created_at = models.DateTimeField("créé le", editable=False)
    created_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, editable=False, related_name="+", verbose_name="créé par"
    )

    objects = PathwayTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = "modèle de parcours"
        verbose_name_plural = "modèles de parcours"
        constraints = [
            models.UniqueConstraint(
                fields=["space", "title"],
                name="one_pathway_template_a_title",
                violation_error_message="Un modèle porte déjà ce titre.",
            ),
            models.CheckConstraint(
                condition=Q(audiences__contained_by=Audience.values),
                name="pathway_template_audiences_are_of_the_list",
                violation_error_message="Choisissez dans la liste.",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def audience_names(self) -> str:
        return ", ".join(Audience(each).label for each in self.audiences)


class TemplateStep(SpaceOwned, Outline):
    template = models.ForeignKey(
        PathwayTemplate, models.PROTECT, related_name="steps", verbose_name="modèle de parcours"
    )

    objects = SpaceQuerySet.as_manager()

    class Meta(Outline.Meta):
        abstract = False
        verbose_name = "étape d’un modèle"
        verbose_name_plural = "étapes d’un modèle"
        constraints = [
            *Outline.Meta.constraints,
            models.UniqueConstraint(fields=["space", "template", "rank"], name="one_step_a_template_and_rank"),
        ]

    def __str__(self):
        return self.words


class Cohort(SpaceOwned, Coded):
    """Several people who start from one template together."""

    template = models.ForeignKey(
        PathwayTemplate, models.PROTECT, related_name="cohorts", verbose_name="modèle de parcours"
    )
    title = models.CharField("nom du groupe", max_length=80, validators=[refuse_secrets])
    created_at = models.DateTimeField("créé le", editable=False)
    created_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, editable=False, related_name="+", verbose_name="créé par"
    )

    objects = SpaceQuerySet.as_manager()

    class Meta:
        verbose_name = "groupe en parcours"
        verbose_name_plural = "groupes en parcours"
        constraints = [
            models.UniqueConstraint(fields=["space", "code"], name="one_cohort_a_code"),
            models.CheckConstraint(
                condition=~Q(title=""), name="cohort_has_a_name", violation_error_message="Donnez un nom au groupe."
            ),
        ]

    def __str__(self):
        return self.title


class PathwayQuerySet(SpaceQuerySet):
    def under_way(self):
        return self.filter(ended_on=None)

    def with_details(self):
        return self.select_related("space", "person", "template", "cohort")

    def newest_first(self):
        return self.order_by(F("ended_on").desc(nulls_first=True), "-started_on", "-pk")

    def by_name(self):
        return self.order_by("person__sort_key", "pk")


class Pathway(SpaceOwned, Coded, Versioned):
    """Where somebody wants to go, in her own words, and the steps there. Nothing here says how far: facts do."""

    person = models.ForeignKey("publics.Person", models.PROTECT, related_name="pathways", verbose_name="personne")
    template = models.ForeignKey(
        PathwayTemplate, models.PROTECT, null=True, blank=True, related_name="pathways", editable=False,
        verbose_name="modèle de parcours",
    )  # fmt: skip
    cohort = models.ForeignKey(
        Cohort, models.PROTECT, null=True, blank=True, related_name="pathways", editable=False, verbose_name="groupe"
    )
    objective = models.TextField("ce que je veux", max_length=300, blank=True, validators=[refuse_secrets])
    motivation = models.TextField("pourquoi", max_length=300, blank=True, validators=[refuse_secrets])
    started_on = models.DateField("commencé le")
    ended_on = models.DateField("terminé le", null=True, blank=True, editable=False)
    created_at = models.DateTimeField("écrit le", editable=False)
    created_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, editable=False, related_name="+", verbose_name="écrit par"
    )

    objects = PathwayQuerySet.as_manager()

    class Meta:
        verbose_name = "parcours"
        verbose_name_plural = "parcours"
        constraints = [
            models.UniqueConstraint(fields=["space", "code"], name="one_pathway_a_code"),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
                name="pathway_ends_after_it_starts",
                violation_error_message="Un parcours se termine après avoir commencé.",
            ),
        ]
        indexes = [models.Index(fields=["space", "person"], name="pathway_of_a_person")]

    def __str__(self):
        return f"{self.person}, {self.objective or self.template or 'parcours'}"


class StepQuerySet(SpaceQuerySet):
    def in_order(self):
        return self.select_related("workshop", "organisation", "pathway__space").order_by("pathway", "rank", "pk")

    def awaiting_appointment(self, person, *, on):
        """Of hers under way that day: those for which no hour is kept, nor was, in the order of her steps."""
        hers = self.filter(kind=StepKind.APPOINTMENT, pathway__person=person, pathway__started_on__lte=on)
        kept = [AppointmentState.PLANNED, AppointmentState.CAME]
        awaiting = hers.filter(pathway__ended_on=None).exclude(appointments__state__in=kept)
        return awaiting.order_by("pathway__started_on", "pathway", "rank", "pk")

    def shared(self):
        """Those that the structure which holds them may see: she agreed, and the pathway goes on."""
        return self.filter(kind=StepKind.PARTNER, is_shared=True, pathway__ended_on=None)


class Step(SpaceOwned, Outline):
    """One step of somebody's pathway. What became of it is read from appointments and presences; only what a partner
    holds is told, by the partner."""

    pathway = models.ForeignKey(Pathway, models.PROTECT, related_name="steps", verbose_name="parcours")
    is_shared = models.BooleanField("elle est d’accord pour que la structure la voie", default=False)
    outcome = models.CharField("ce que dit la structure", max_length=10, choices=Outcome, blank=True, editable=False)
    outcome_at = models.DateTimeField("dit le", null=True, editable=False)
    outcome_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, editable=False, related_name="+", verbose_name="dit par"
    )

    objects = StepQuerySet.as_manager()

    class Meta(Outline.Meta):
        abstract = False
        verbose_name = "étape"
        constraints = [
            *Outline.Meta.constraints,
            models.UniqueConstraint(fields=["space", "pathway", "rank"], name="one_step_a_pathway_and_rank"),
            models.CheckConstraint(
                condition=Q(kind=StepKind.PARTNER) | Q(is_shared=False, outcome=""),
                name="step_shared_is_held_by_a_partner",
                violation_error_message="Seule une étape tenue par un partenaire se montre à lui.",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", outcome_at=None) | (~Q(outcome="") & Q(outcome_at__isnull=False)),
                name="step_outcome_has_its_time",
            ),
        ]

    def __str__(self):
        return self.words


class Review(SpaceOwned):
    """« Faire le point »: dated, kept as it was written. A word changed is another review."""

    pathway = models.ForeignKey(Pathway, models.PROTECT, related_name="reviews", verbose_name="parcours")
    phase = models.CharField("nature", max_length=10, choices=Phase)
    on = models.DateField("fait le")
    words = models.TextField("ce qui s’est dit", max_length=1500, validators=[refuse_secrets])
    noted_at = models.DateTimeField("noté le")
    noted_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+", verbose_name="noté par")

    objects = SpaceQuerySet.as_manager()

    class Meta:
        verbose_name = "point sur un parcours"
        verbose_name_plural = "points sur un parcours"
        constraints = [
            models.CheckConstraint(
                condition=~Q(words=""),
                name="review_says_something",
                violation_error_message="Écrivez ce qui s’est dit.",
            ),
        ]
        indexes = [models.Index(fields=["space", "pathway", "on"], name="review_of_a_pathway")]

    def __str__(self):
        return f"{self.get_phase_display()}, {self.on:%d/%m/%Y}"
