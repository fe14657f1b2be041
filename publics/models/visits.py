from django.db import models
from django.db.models import Case, F, IntegerField, Q, Value, When

from mediation.accounts.models import Stop, Venue
from mediation.accounts.owned import SpaceOwned, SpaceQuerySet, Versioned
from mediation.common.privacy import refuse_secrets

from ..enums import Equipment, HowDone, Urgency, VisitKind
from .activities import LONGEST, several


class VisitQuerySet(SpaceQuerySet):
    def between(self, start, end):
        return self.filter(at__gte=start, at__lt=end)

    def to_finish(self):
        """What is not done yet, by its last day, then by what was said of its urgency."""
        places = [When(urgency=urgency, then=Value(place)) for place, urgency in enumerate(Urgency)]
        rank = Case(*places, default=Value(len(places)), output_field=IntegerField())
        return self.filter(is_unfinished=True).order_by(F("due_on").asc(nulls_last=True), rank, "at", "pk")

    def seen(self, space):
        """When people we know came to the desk."""
        return self.of(space).filter(person__isnull=False).annotate(seen_at=F("at"))


class Visit(SpaceOwned, Versioned):
    """Somebody came to the desk: what brought them, how it was done. Small help is counted without a name."""

    person = models.ForeignKey(
        "publics.Person", models.PROTECT, null=True, blank=True, related_name="visits", verbose_name="personne"
    )
    kind = models.CharField("genre", max_length=10, choices=VisitKind, default=VisitKind.SUPPORT)
    demarche = models.ForeignKey(
        "publics.Demarche", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="démarche"
    )
    purpose = models.CharField("ce qui amène la personne", max_length=200, blank=True, validators=[refuse_secrets])
    how_done = models.CharField("comment on a fait", max_length=10, choices=HowDone, blank=True)
    urgency = models.CharField("pour quand", max_length=10, choices=Urgency, blank=True)
    due_on = models.DateField("dernier jour", null=True, blank=True)
    is_unfinished = models.BooleanField("reste à finir", default=False)
    minutes = models.PositiveSmallIntegerField("durée en minutes", null=True, blank=True)
    equipment = several(Equipment, "matériel")
    venue = models.ForeignKey(
        "accounts.Venue", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="lieu"
    )
    stop = models.ForeignKey(
        "accounts.Stop", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="arrêt du bus"
    )
    at = models.DateTimeField("le")
    noted_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+", verbose_name="noté par")

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = "passage"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=VisitKind.SUPPORT) | Q(person=None),
                name="small_help_is_counted_without_a_name",
                violation_error_message="Une petite aide se compte sans nom.",
            ),
            models.CheckConstraint(
                condition=~Q(kind=VisitKind.SUPPORT) | ~Q(purpose="") | Q(demarche__isnull=False),
                name="visit_says_what_brought_the_person",
                violation_error_message="Dites ce qui amène la personne.",
            ),
            models.CheckConstraint(
                condition=Q(minutes=None) | Q(minutes__range=(1, LONGEST)),
                name="visit_lasts_less_than_a_day",
                violation_error_message="La durée va d'une minute à moins d'un jour.",
            ),
            models.CheckConstraint(
                condition=Q(equipment__contained_by=Equipment.values),
                name="visit_equipment_is_of_the_list",
                violation_error_message="Ce matériel n'est pas dans la liste.",
            ),
            models.CheckConstraint(
                condition=Q(stop=None) | Q(venue__isnull=False),
                name="visit_at_a_stop_says_its_bus",
                violation_error_message="Un arrêt va avec son bus.",
            ),
        ]
        indexes = [
            # Who came since some day is read in this alone.
            models.Index(fields=["space", "at"], include=["person"], name="visit_of_a_day"),
            models.Index(fields=["space", "person", "at"], name="visit_of_a_person"),
            models.Index(fields=["space", "due_on"], condition=Q(is_unfinished=True), name="visit_to_finish"),
        ]

    def __str__(self):
        return str(self.demarche or self.purpose or self.get_kind_display())

    @property
    def where(self) -> Venue | Stop | None:
        """Where she came: the stop rather than the home of the bus."""
        return self.stop or self.venue
