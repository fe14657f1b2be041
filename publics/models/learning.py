from datetime import date, timedelta

from django.db import models
from django.db.models import Q

from mediation.accounts.owned import SpaceOwned, SpaceQuerySet

from ..enums import LearningAnswer

ASKED_AFTER = timedelta(weeks=3)


class LearningCheckQuerySet(SpaceQuerySet):
    def to_ask(self, *, on: date):
        return self.filter(due_on__lte=on, answer="").select_related("person", "demarche").order_by("due_on", "pk")


class LearningCheck(SpaceOwned):
    """A démarche she learns to do herself: three weeks after the step, she says how it goes."""

    person = models.ForeignKey("publics.Person", models.PROTECT, related_name="learning", verbose_name="personne")
    demarche = models.ForeignKey("publics.Demarche", models.PROTECT, related_name="+", verbose_name="démarche")
    begun_at = models.DateTimeField("proposé le")
    due_on = models.DateField("à demander le")
    answer = models.CharField("ce qu’elle en dit", max_length=8, choices=LearningAnswer, blank=True)
    answered_at = models.DateTimeField("dit le", null=True, blank=True)
    noted_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+", verbose_name="noté par")

    objects = LearningCheckQuerySet.as_manager()

    class Meta:
        verbose_name = "apprentissage d’une démarche"
        verbose_name_plural = "apprentissages de démarches"
        constraints = [
            models.UniqueConstraint(
                fields=["space", "person", "demarche"],
                condition=Q(answer=""),
                name="one_open_learning_check_a_demarche",
                violation_error_message="C’est déjà prévu : la question lui sera posée.",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | ~Q(answer="") & Q(answered_at__isnull=False),
                name="learning_check_has_its_time",
            ),
        ]
        indexes = [
            models.Index(fields=["space", "due_on"], condition=Q(answer=""), name="learning_to_ask"),
            models.Index(fields=["space", "person"], name="learning_of_a_person"),
        ]

    def __str__(self):
        return f"{self.person} : {self.demarche}"
