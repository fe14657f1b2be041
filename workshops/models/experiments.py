from django.db import models
from django.db.models import Q

from mediation.accounts.owned import SpaceOwned, SpaceQuerySet
from mediation.common.privacy import refuse_secrets

from ..enums import Decision


class ExperimentQuerySet(SpaceQuerySet):
    def open(self):
        return self.filter(decision="")

    def newest_first(self):
        return self.select_related("decided_by").order_by("-started_at", "-pk")


class Experiment(SpaceOwned):
    """A workshop that is tried: what one wants to know, when one looks, what was seen, what was decided."""

    workshop = models.ForeignKey(
        "workshops.Workshop", models.PROTECT, related_name="experiments", verbose_name="atelier"
    )
    question = models.CharField("ce que l'on veut savoir", max_length=200, validators=[refuse_secrets])
    review_on = models.DateField("on en parle le")
    started_at = models.DateTimeField("commencée le")
    started_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="par"
    )
    evaluation = models.TextField("ce que l'on a vu", max_length=1000, blank=True, validators=[refuse_secrets])
    decision = models.CharField("décision", max_length=6, choices=Decision, blank=True)
    decided_at = models.DateTimeField("décidé le", null=True, blank=True)
    decided_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="décidé par"
    )

    objects = ExperimentQuerySet.as_manager()

    class Meta:
        verbose_name = "expérimentation"
        constraints = [
            models.UniqueConstraint(
                fields=["space", "workshop"],
                condition=Q(decision=""),
                name="one_open_experiment_a_workshop",
                violation_error_message="Cet atelier est déjà en expérimentation.",
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_at=None) | ~Q(decision="") & Q(decided_at__isnull=False),
                name="experiment_decided_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(decision="") | ~Q(evaluation=""),
                name="experiment_decided_says_what_was_seen",
                violation_error_message="Écrivez en quelques mots ce que vous avez vu.",
            ),
        ]

    def __str__(self):
        return f"{self.workshop}\u00a0: {self.question}"
