from datetime import timedelta

from django.db import models
from django.db.models import Q

from mediation.accounts.owned import SpaceOwned, SpaceQuerySet
from mediation.common.privacy import refuse_secrets

KEPT = timedelta(days=30)


class LogEntryQuerySet(SpaceQuerySet):
    def kept(self, *, at):
        """The last thirty days: the night may not have passed yet on the older ones."""
        return self.filter(at__gt=at - KEPT)

    def pinned_first(self):
        return self.select_related("by").order_by("-is_pinned", "-at", "-pk")

    def unread_by(self, user, *, at):
        """What the others wrote and she has not said she read, the last first."""
        read = LogReading.objects.filter(space=models.OuterRef("space"), user=user, until__gte=models.OuterRef("at"))
        others = self.kept(at=at).exclude(by=user).filter(~models.Exists(read))
        return others.select_related("by").order_by("-at", "-pk")


class LogEntry(SpaceOwned):
    """A line of the log the team hands over from one to the next. Forgotten after thirty days, pinned or not."""

    words = models.TextField("ce que l'équipe doit savoir", max_length=1000, validators=[refuse_secrets])
    at = models.DateTimeField("écrit le")
    by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+", verbose_name="écrit par")
    is_pinned = models.BooleanField("épinglé", default=False)

    objects = LogEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "mot du cahier de liaison"
        verbose_name_plural = "cahier de liaison"
        constraints = [
            models.CheckConstraint(
                condition=~Q(words=""),
                name="log_entry_says_something",
                violation_error_message="Écrivez d’abord ce que l’équipe doit savoir.",
            )
        ]
        indexes = [models.Index(fields=["space", "at"], name="log_entry_by_date")]

    def __str__(self):
        return self.words[:60]


class LogReading(SpaceOwned):
    """Until when somebody has read the log."""

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="+", verbose_name="compte")
    until = models.DateTimeField("lu jusqu'au")

    class Meta:
        verbose_name = "lecture du cahier"
        verbose_name_plural = "lectures du cahier"
        constraints = [
            models.UniqueConstraint(
                fields=["space", "user"],
                name="one_reading_a_user",
                violation_error_message="Cette lecture est déjà notée.",
            )
        ]

    def __str__(self):
        return f"{self.user}, jusqu'au {self.until:%d/%m/%Y %H:%M}"
