from django.db import models
from django.db.models import F, Q

from mediation.accounts.owned import SpaceOwned, SpaceQuerySet

from ..enums import Presence


class AttendanceQuerySet(SpaceQuerySet):
    def came(self):
        return self.filter(presence__in=[Presence.CAME, Presence.WALKED_IN])

    def seen(self, space):
        """When people we know came to a session."""
        return self.of(space).came().filter(session__space=space).annotate(seen_at=F("session__starts_at"))


class Attendance(SpaceOwned):
    """Whether somebody came to a session. Who came without a name is counted on the session."""

    session = models.ForeignKey("workshops.Session", models.PROTECT, related_name="attendances", verbose_name="séance")
    person = models.ForeignKey("publics.Person", models.PROTECT, related_name="attendances", verbose_name="personne")
    presence = models.CharField("présence", max_length=10, choices=Presence)
    is_first_time = models.BooleanField("première venue", default=False)
    noted_at = models.DateTimeField("noté le")
    noted_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+", verbose_name="noté par")

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = "présence"
        constraints = [
            models.UniqueConstraint(
                fields=["space", "session", "person"],
                name="one_attendance_a_person",
                violation_error_message="Sa présence est déjà notée.",
            ),
            models.CheckConstraint(
                condition=Q(is_first_time=False) | Q(presence__in=[Presence.CAME, Presence.WALKED_IN]),
                name="first_time_is_of_who_came",
            ),
        ]
        indexes = [models.Index(fields=["space", "person", "session"], name="attendance_of_a_person")]

    def __str__(self):
        return f"{self.person} : {self.get_presence_display()}"
