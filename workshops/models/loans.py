from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from mediation.accounts.owned import Coded, SpaceOwned, SpaceQuerySet
from mediation.common.privacy import refuse_secrets

LONGEST_LOAN = timedelta(days=366)


class LoanQuerySet(SpaceQuerySet):
    def open(self):
        return self.filter(returned_at=None)

    def late(self, *, at):
        return self.open().filter(due_at__lte=at)

    def with_details(self):
        return self.select_related("space", "item", "person", "organisation", "lent_by", "returned_by", "task")

    def soonest_first(self):
        return self.order_by("due_at", "pk")

    def last_first(self):
        return self.order_by("-returned_at", "pk")

    def seen(self, space):
        """Who has something of ours is in touch with us until she is to bring it back, or did."""
        return self.of(space).exclude(person=None).annotate(seen_at=Coalesce("returned_at", "due_at"))


class Loan(SpaceOwned, Coded):
    """An item is with somebody, or with a structure, until it comes back. `due_at` is the end of the last day.

    Nothing else takes it meanwhile: `Occupancy`. Once it is back, who had it is forgotten after the months of the
    space.
    """

    item = models.ForeignKey("workshops.Item", models.PROTECT, related_name="loans", verbose_name="objet")
    person = models.ForeignKey(
        "publics.Person", models.PROTECT, null=True, blank=True, related_name="loans", verbose_name="personne"
    )
    organisation = models.ForeignKey(
        "publics.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="structure"
    )
    lent_at = models.DateTimeField("prêté le", editable=False)
    due_at = models.DateTimeField("à rendre avant", editable=False)
    condition_out = models.CharField("état au départ", max_length=200, blank=True, validators=[refuse_secrets])
    returned_at = models.DateTimeField("rendu le", null=True, editable=False)
    condition_back = models.CharField("état au retour", max_length=200, blank=True, validators=[refuse_secrets])
    lent_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, editable=False, related_name="+", verbose_name="prêté par"
    )
    returned_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, editable=False, related_name="+", verbose_name="repris par"
    )
    task = models.OneToOneField(
        "team.Task", models.SET_NULL, null=True, editable=False, related_name="+", verbose_name="tâche du retard"
    )

    objects = LoanQuerySet.as_manager()

    class Meta:
        verbose_name = "prêt"
        constraints = [
            models.UniqueConstraint(fields=["space", "code"], name="one_loan_a_code"),
            models.UniqueConstraint(
                fields=["space", "item"],
                condition=Q(returned_at=None),
                name="one_open_loan_an_item",
                violation_error_message="Cet objet est déjà prêté.",
            ),
            models.CheckConstraint(
                condition=Q(returned_at__isnull=False)
                | Q(person__isnull=False, organisation=None)
                | Q(person=None, organisation__isnull=False),
                name="loan_is_to_somebody",
                violation_error_message="Dites à qui\u00a0: une personne, ou une structure.",
            ),
            models.CheckConstraint(
                condition=Q(due_at__gt=F("lent_at"), due_at__lte=F("lent_at") + LONGEST_LOAN),
                name="loan_lasts_a_year_at_most",
                violation_error_message="Un prêt dure un an au plus.",
            ),
            models.CheckConstraint(
                condition=Q(returned_at=None, returned_by=None, condition_back="") | Q(returned_at__gte=F("lent_at")),
                name="loan_returned_has_its_time",
            ),
        ]
        indexes = [
            models.Index(fields=["space", "due_at"], condition=Q(returned_at=None), name="loan_to_come_back"),
            models.Index(fields=["space", "person"], name="loan_of_a_person"),
        ]

    def __str__(self):
        return f"{self.item}, {self.lent_at.astimezone(self.zone):%d/%m/%Y}"

    @property
    def zone(self) -> ZoneInfo:
        return self.space.zone

    @property
    def due_on(self) -> date:
        """The last day."""
        return self.due_at.astimezone(self.zone).date() - timedelta(days=1)
