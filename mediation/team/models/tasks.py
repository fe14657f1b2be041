from django.db import models
from django.db.models import F, Q

from mediation.accounts.owned import SpaceOwned, SpaceQuerySet
from mediation.common.privacy import refuse_secrets

from ..enums import TaskReason


class TaskQuerySet(SpaceQuerySet):
    def open(self):
        return self.filter(done_at=None)

    def due_by(self, day):
        return self.open().filter(due_on__lte=day)

    def mine(self, users):
        """Given to one of these accounts, or to nobody: whoever is there does it."""
        return self.filter(Q(assigned_to=None) | Q(assigned_to__in=users))

    def with_details(self):
        return self.select_related("assigned_to", "person", "done_by")

    def by_date(self):
        """The soonest first; those without a date come last."""
        return self.order_by(F("due_on").asc(nulls_last=True), "pk")


class Task(SpaceOwned):
    """Something to do, by one of us or by whoever is there; about somebody, or not. Forgotten a month after."""

    title = models.CharField("à faire", max_length=160, validators=[refuse_secrets])
    due_on = models.DateField("pour le", null=True, blank=True)
    assigned_to = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="pour qui"
    )
    person = models.ForeignKey(
        "publics.Person", models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name="à propos de"
    )
    reason = models.CharField("proposée parce que", max_length=16, choices=TaskReason, blank=True, editable=False)
    created_at = models.DateTimeField("notée le", editable=False)
    created_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, related_name="+", editable=False, verbose_name="notée par"
    )
    done_at = models.DateTimeField("faite le", null=True, editable=False)
    done_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, related_name="+", editable=False, verbose_name="faite par"
    )

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = "tâche"
        constraints = [
            models.CheckConstraint(
                condition=~Q(title=""), name="task_has_a_title", violation_error_message="Dites ce qu’il y a à faire."
            ),
            models.CheckConstraint(condition=Q(done_by=None) | Q(done_at__isnull=False), name="task_done_has_its_time"),
            models.CheckConstraint(
                condition=Q(reason="") | Q(person__isnull=False),
                name="task_proposed_is_about_somebody",
                violation_error_message="Une tâche proposée parle de quelqu’un.",
            ),
            models.UniqueConstraint(
                fields=["space", "person", "reason"],
                condition=~Q(reason="") & Q(done_at=None),
                name="one_open_follow_up_a_person",
                violation_error_message="Une tâche est déjà prévue pour cette personne.",
            ),
        ]
        indexes = [
            models.Index(fields=["space", "due_on"], condition=Q(done_at=None), name="task_open"),
            models.Index(fields=["space", "person"], name="task_of_a_person"),
        ]

    def __str__(self):
        return self.title
