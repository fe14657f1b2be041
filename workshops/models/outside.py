from datetime import date, timedelta

from django.db import models
from django.db.models import Q

from mediation.accounts.owned import SpaceOwned, SpaceQuerySet
from mediation.common.privacy import refuse_secrets

A_WEEK = timedelta(days=6)  # from a Monday to its Sunday


class OutsideSessionQuerySet(SpaceQuerySet):
    def of_week(self, day: date):
        """From the Monday to the Sunday around that day."""
        monday = day - timedelta(days=day.weekday())
        return self.filter(on__range=(monday, monday + A_WEEK))

    def with_details(self):
        return self.select_related("organisation", "branch")

    def by_date(self):
        return self.order_by("on", "starts", "pk")


class OutsideSession(SpaceOwned):
    """What another structure proposes, as far as we know: noted by hand, or read from its own calendar."""

    organisation = models.ForeignKey("publics.Organisation", models.PROTECT, related_name="+", verbose_name="structure")
    title = models.CharField("ce qui s’y passe", max_length=120, validators=[refuse_secrets])
    branch = models.ForeignKey(
        "publics.Interest", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="thème",
        limit_choices_to={"parent": None},
    )  # fmt: skip
    on = models.DateField("le")
    starts = models.TimeField("à", null=True, blank=True)
    city = models.CharField("commune", max_length=80, blank=True)
    uid = models.CharField("identifiant dans son agenda", max_length=255, blank=True, editable=False)
    created_at = models.DateTimeField("notée le", editable=False)
    created_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, related_name="+", editable=False, verbose_name="notée par"
    )

    objects = OutsideSessionQuerySet.as_manager()

    class Meta:
        verbose_name = "séance ailleurs"
        verbose_name_plural = "séances ailleurs"
        constraints = [
            models.UniqueConstraint(
                fields=["space", "organisation", "on", "title"],
                condition=Q(uid=""),
                name="one_outside_session_a_day_and_title",
                violation_error_message="Cette séance est déjà notée.",
            ),
            models.UniqueConstraint(
                fields=["space", "organisation", "on", "uid"],
                condition=~Q(uid=""),
                name="one_outside_session_a_day_and_uid",
                violation_error_message="Cette séance est déjà notée.",
            ),
        ]
        indexes = [models.Index(fields=["space", "on"], name="outside_session_by_date")]

    def __str__(self):
        return f"{self.title}, {self.organisation}, {self.on:%d/%m/%Y}"
