from django.db import models
from django.db.models import Q

from mediation.accounts.owned import SpaceOwned, SpaceQuerySet
from mediation.common.privacy import refuse_social_security_number

from ..enums import HowDone, Urgency, VisitKind


class VisitQuerySet(SpaceQuerySet):
    def between(self, start, end):
        return self.filter(at__gte=start, at__lt=end)


class Visit(SpaceOwned):
    """Somebody came to the desk: what brought them, how it was done. Small help is counted without a name."""

    person = models.ForeignKey(
        "publics.Person", models.PROTECT, null=True, blank=True, related_name="visits", verbose_name="personne"
    )
    kind = models.CharField("genre", max_length=10, choices=VisitKind, default=VisitKind.SUPPORT)
    demarche = models.ForeignKey(
        "publics.Demarche", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="démarche"
    )
    purpose = models.CharField(
        "ce qui amène la personne", max_length=200, blank=True, validators=[refuse_social_security_number]
    )
    how_done = models.CharField("comment on a fait", max_length=10, choices=HowDone, blank=True)
    urgency = models.CharField("pour quand", max_length=10, choices=Urgency, blank=True)
    venue = models.ForeignKey(
        "accounts.Venue", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="lieu"
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
        ]
        indexes = [
            models.Index(fields=["space", "at"], name="visit_of_a_day"),
            models.Index(fields=["space", "person", "at"], name="visit_of_a_person"),
        ]

    def __str__(self):
        return str(self.demarche or self.purpose or self.get_kind_display())
