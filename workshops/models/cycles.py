from django.db import models
from django.db.models import Count, Exists, Min, OuterRef, Q

from mediation.accounts.owned import Coded, SpaceOwned, SpaceQuerySet, Versioned
from mediation.common.privacy import refuse_secrets
from mediation.common.sms import TITLE
from publics.enums import Origin

from ..enums import SessionState
from .registrations import Registration
from .sessions import Session


class CycleQuerySet(SpaceQuerySet):
    def with_dates(self, *, at):
        """`dates_count`, those to come, and the next of them."""
        standing = ~Q(sessions__state=SessionState.CANCELLED)
        to_come = standing & Q(sessions__starts_at__gt=at)
        return self.annotate(
            dates_count=Count("sessions", filter=standing),
            to_come_count=Count("sessions", filter=to_come),
            next_at=Min("sessions__starts_at", filter=to_come),
        )

    def public(self):
        """Those that have a date anybody may see."""
        return self.filter(Exists(Session.objects.public().filter(cycle=OuterRef("pk"))))

    def next_first(self):
        """Of rows read `with_dates`: the next to begin on top, those that are over last."""
        return self.order_by(models.F("next_at").asc(nulls_last=True), "-created_at", "pk")


class Cycle(SpaceOwned, Coded, Versioned):
    """Several sessions to which one registers once: « Dix heures pour oser ». Each keeps its own seats."""

    title = models.CharField("titre", max_length=80)
    short_title = models.CharField(
        "titre court", max_length=TITLE, help_text=f"Pour les SMS, {TITLE} caractères au plus."
    )
    pitch = models.TextField("ce qu’on y fait, séance après séance", max_length=600, blank=True,
                             validators=[refuse_secrets])  # fmt: skip
    created_at = models.DateTimeField("créé le", editable=False)
    created_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, editable=False, related_name="+", verbose_name="créé par"
    )

    objects = CycleQuerySet.as_manager()

    class Meta:
        verbose_name = "cycle"
        constraints = [
            models.UniqueConstraint(fields=["space", "code"], name="one_cycle_a_code"),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(short_title=""),
                name="cycle_has_its_titles",
                violation_error_message="Donnez au cycle un titre et un titre court.",
            ),
        ]

    def __str__(self):
        return self.title


class EnrolmentQuerySet(SpaceQuerySet):
    def live(self):
        return self.filter(cancelled_at=None)

    def by_name(self):
        return self.order_by("person__sort_key", "pk")

    def expected_at(self, cycle):
        """Those who still come to it, as they enrolled, with all that says how each is told."""
        coming = Exists(Registration.objects.live().filter(enrolment=OuterRef("pk")))
        live = self.live().filter(coming, cycle=cycle).select_related("space", "person__guardianship__adult")
        return live.order_by("created_at", "pk")

    def left_by_herself(self):
        """Those of which she has cancelled every date, one after the other."""
        return self.live().filter(~Exists(Registration.objects.live().filter(enrolment=OuterRef("pk"))))


class Enrolment(SpaceOwned, Coded):
    """Somebody's one registration to a cycle: it took a seat, or a rank, at each date that was to come."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="enrolments", verbose_name="cycle")
    person = models.ForeignKey("publics.Person", models.PROTECT, related_name="enrolments", verbose_name="personne")
    origin = models.CharField("arrivée", max_length=10, choices=Origin, default=Origin.DESK)
    created_at = models.DateTimeField("inscrite le")
    created_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, related_name="+", verbose_name="inscrite par"
    )
    cancelled_at = models.DateTimeField("quitté le", null=True, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = "inscription à un cycle"
        verbose_name_plural = "inscriptions à des cycles"
        constraints = [
            models.UniqueConstraint(fields=["space", "code"], name="one_enrolment_a_code"),
            models.UniqueConstraint(
                fields=["space", "cycle", "person"],
                condition=Q(cancelled_at=None),
                name="one_live_enrolment_a_person",
                violation_error_message="Cette personne est déjà inscrite à ce cycle.",
            ),
        ]
        indexes = [models.Index(fields=["space", "person"], name="enrolment_of_a_person")]

    def __str__(self):
        return f"{self.person}, {self.cycle}"
