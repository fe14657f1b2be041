from datetime import timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from mediation.accounts.models.spaces import validate_time_zone
from mediation.accounts.owned import Coded, SpaceOwned, Versioned
from mediation.common.privacy import refuse_secrets
from mediation.team.models.handovers import DateRange

from ..enums import AppointmentState
from .clock import OnTheClock, TsTzRange, local_day, place_of
from .ways import ToldQuerySet
from .weekly import IntRange, Weekly, WeeklyQuerySet, week_rules, whole_seconds

SHORTEST, LONGEST = 10, 240  # minutes
LONGEST_PAUSE = 60


class AppointmentHoursQuerySet(WeeklyQuerySet):
    def with_places(self):
        return self.select_related("space", "host", "venue", "room")

    def by_week(self):
        return self.order_by("weekday", "starts", "host__name", "pk")


class AppointmentHours(SpaceOwned, Versioned, Weekly):
    """« Plage »: a half-day of each week when somebody receives at a venue, cut into slots of one length."""

    host = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="qui accueille")
    venue = models.ForeignKey("accounts.Venue", models.PROTECT, related_name="+", verbose_name="lieu")
    room = models.ForeignKey(
        "accounts.Room", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="salle"
    )
    slot_minutes = models.PositiveSmallIntegerField(
        "durée d'un rendez-vous", default=45, validators=[MinValueValidator(SHORTEST), MaxValueValidator(LONGEST)]
    )
    pause_minutes = models.PositiveSmallIntegerField(
        "pause entre deux rendez-vous", default=0, validators=[MaxValueValidator(LONGEST_PAUSE)]
    )

    objects = AppointmentHoursQuerySet.as_manager()

    class Meta:
        verbose_name = "plage de rendez-vous"
        verbose_name_plural = "plages de rendez-vous"
        constraints = [
            *week_rules("hours"),
            models.CheckConstraint(
                condition=Q(slot_minutes__range=(SHORTEST, LONGEST), pause_minutes__lte=LONGEST_PAUSE),
                name="hours_have_slots_of_a_reasonable_length",
                violation_error_message=f"Un rendez-vous dure de {SHORTEST} minutes à {LONGEST // 60} heures, "
                f"avec {LONGEST_PAUSE} minutes de pause au plus.",
            ),
            ExclusionConstraint(
                name="hours_of_a_host_do_not_overlap",
                expressions=[
                    ("space", RangeOperators.EQUAL),
                    ("host", RangeOperators.EQUAL),
                    ("weekday", RangeOperators.EQUAL),
                    (IntRange(whole_seconds("starts"), whole_seconds("ends")), RangeOperators.OVERLAPS),
                    (
                        DateRange("valid_from", "valid_until", RangeBoundary(inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message="Cette personne reçoit déjà ce jour-là, à ces heures.",
            ),
        ]

    def __str__(self):
        return f"{self.host}, {self.get_weekday_display().lower()} {self.starts:%H:%M}–{self.ends:%H:%M}"


class AppointmentQuerySet(ToldQuerySet):
    def planned(self):
        return self.filter(state=AppointmentState.PLANNED)

    def of_days(self, first, last):
        return self.filter(local_date__gte=first, local_date__lte=last)

    def shown(self):
        """What a day shows: those called off beforehand are no longer part of it."""
        return self.exclude(state__in=[AppointmentState.CANCELLED, AppointmentState.EXCUSED])

    def with_details(self):
        """All that its lines, its page and its messages read."""
        return self.select_related("space", "person__guardianship__adult", "host", "venue", "room", "demarche",
                                   "interest")  # fmt: skip

    def in_lines(self):
        """What a line of the calendar shows, and no more: dozens are read at once."""
        its_own = ("code", "state", "starts_at", "ends_at", "time_zone", "local_date", "is_by_phone", "purpose")
        others = ("person__first_name", "person__last_name", "host__name", "venue__name", "room__name",
                  "demarche__name", "interest__name")  # fmt: skip
        return self.select_related("person", "host", "venue", "room", "demarche", "interest").only(*its_own, *others)

    def in_short(self):
        """Of a month: who, and when."""
        shown = ("code", "starts_at", "ends_at", "time_zone", "local_date", "person__first_name", "person__last_name")
        return self.select_related("person").only(*shown)

    def by_date(self):
        return self.order_by("starts_at", "pk")

    def for_calendars(self):
        """What calendars of elsewhere are told, and no more: hundreds are read each time one of them asks."""
        hers = ("code", "state", "is_by_phone", "starts_at", "ends_at", "time_zone", "sequence", "changed_at",
                "created_at")  # fmt: skip
        return self.only(*hers, "venue", "room", "person")

    def seen(self, space):
        """When people we know are, or were, expected: somebody who has an appointment is in touch with us."""
        return self.of(space).annotate(seen_at=F("created_at"))


class Appointment(SpaceOwned, Coded, Versioned, OnTheClock):
    """Somebody is expected at an hour by one of us, alone. Once she came, it is the visit that was noted."""

    person = models.ForeignKey("publics.Person", models.PROTECT, related_name="appointments", verbose_name="personne")
    host = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="qui accueille")
    venue = models.ForeignKey("accounts.Venue", models.PROTECT, related_name="+", verbose_name="lieu")
    room = models.ForeignKey(
        "accounts.Room", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="salle"
    )
    is_by_phone = models.BooleanField("par téléphone", default=False)
    starts_at = models.DateTimeField("commence le")
    ends_at = models.DateTimeField("finit le")
    time_zone = models.CharField("fuseau horaire", max_length=40, validators=[validate_time_zone])
    local_date = local_day()
    demarche = models.ForeignKey(
        "publics.Demarche", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="démarche"
    )
    interest = models.ForeignKey(
        "publics.Interest", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="envie"
    )
    step = models.ForeignKey(
        "workshops.Step", models.PROTECT, null=True, blank=True, related_name="appointments", editable=False,
        verbose_name="étape d’un parcours",
    )  # fmt: skip
    purpose = models.CharField("ce qui l'amène", max_length=200, blank=True, validators=[refuse_secrets])
    state = models.CharField(
        "état", max_length=10, choices=AppointmentState, default=AppointmentState.PLANNED, editable=False
    )
    visit = models.OneToOneField(
        "publics.Visit", models.PROTECT, null=True, editable=False, related_name="appointment", verbose_name="passage"
    )
    created_at = models.DateTimeField("pris le", editable=False)
    created_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, editable=False, related_name="+", verbose_name="pris par"
    )
    settled_at = models.DateTimeField("dit le", null=True, editable=False)
    settled_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, editable=False, related_name="+", verbose_name="dit par"
    )
    sequence = models.PositiveIntegerField("changements", default=0, db_default=0, editable=False)
    changed_at = models.DateTimeField("changé le", null=True, editable=False)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = "rendez-vous"
        verbose_name_plural = "rendez-vous"
        constraints = [
            models.UniqueConstraint(fields=["space", "code"], name="one_appointment_a_code"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")) & Q(ends_at__lte=F("starts_at") + timedelta(hours=24)),
                name="appointment_ends_after_it_starts",
                violation_error_message="Le rendez-vous finit après avoir commencé, et le même jour.",
            ),
            models.CheckConstraint(
                condition=Q(demarche=None) | Q(interest=None),
                name="appointment_is_for_one_thing",
                violation_error_message="Un rendez-vous est pour une démarche ou pour une envie.",
            ),
            models.CheckConstraint(
                condition=Q(is_by_phone=False) | Q(room=None),
                name="appointment_by_phone_takes_no_room",
                violation_error_message="Un rendez-vous par téléphone ne prend pas de salle.",
            ),
            models.CheckConstraint(
                condition=Q(state=AppointmentState.PLANNED, settled_at=None)
                | (~Q(state=AppointmentState.PLANNED) & Q(settled_at__isnull=False)),
                name="appointment_settled_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(state=AppointmentState.CAME, visit__isnull=False)
                | (~Q(state=AppointmentState.CAME) & Q(visit=None)),
                name="appointment_is_the_visit_it_became",
                violation_error_message="Qui est venue a son passage noté.",
            ),
            ExclusionConstraint(
                name="appointment_person_is_in_one_place",
                expressions=[
                    ("space", RangeOperators.EQUAL),
                    ("person", RangeOperators.EQUAL),
                    (TsTzRange("starts_at", "ends_at", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
                condition=Q(state=AppointmentState.PLANNED),
                violation_error_message="Elle a déjà un rendez-vous à cette heure-là.",
            ),
        ]
        indexes = [
            models.Index(fields=["space", "local_date"], name="appointment_of_a_day"),
            models.Index(fields=["space", "person", "starts_at"], name="appointment_of_a_person"),
        ]

    def __str__(self):
        return f"{self.person}, {self.starts_at.astimezone(self.zone):%d/%m/%Y %H:%M}"

    @property
    def motive(self) -> str:
        """What it is for, in a few words; empty when nobody said."""
        return str(self.demarche or self.interest or self.purpose)

    @property
    def place(self) -> str:
        return "par téléphone" if self.is_by_phone else place_of(self.venue, self.room)

    @property
    def address(self) -> str:
        return self.venue.full_address

    @property
    def access(self) -> str:
        return self.venue.access
