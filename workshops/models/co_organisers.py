from django.db import models

from mediation.accounts.owned import SpaceOwned, SpaceQuerySet

from ..enums import Part


class CoOrganiserQuerySet(SpaceQuerySet):
    def with_details(self):
        return self.select_related("organisation__logo").order_by("pk")


class CoOrganiser(SpaceOwned):
    """A structure that makes a session with us, and what it does there. Its quota of seats is a `SeatHold`."""

    session = models.ForeignKey(
        "workshops.Session", models.PROTECT, related_name="co_organisers", verbose_name="séance"
    )
    organisation = models.ForeignKey("publics.Organisation", models.PROTECT, related_name="+", verbose_name="structure")
    part = models.CharField("ce qu’elle fait", max_length=10, choices=Part, default=Part.ORGANISES)
    created_at = models.DateTimeField("notée le", editable=False)
    created_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, related_name="+", editable=False, verbose_name="notée par"
    )

    objects = CoOrganiserQuerySet.as_manager()

    class Meta:
        verbose_name = "structure qui co-organise"
        verbose_name_plural = "structures qui co-organisent"
        constraints = [
            models.UniqueConstraint(
                fields=["space", "session", "organisation"],
                name="one_part_a_co_organiser",
                violation_error_message="Cette structure est déjà notée pour cette séance.",
            ),
        ]

    def __str__(self):
        return f"{self.organisation}, {self.get_part_display().lower()}"
