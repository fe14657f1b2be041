"""Half-days when somebody is at a venue for whoever comes: one of ours, or the agent of another structure."""

from datetime import date
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q

from mediation.accounts.models.spaces import validate_time_zone
from mediation.accounts.owned import SpaceOwned, SpaceQuerySet, Versioned
from mediation.common import dates
from mediation.common.phones import spaced
from mediation.common.privacy import refuse_secrets

from .. import recurrence
from ..enums import Rhythm
from .clock import OnTheClock, local_day, place_and_city, place_of


class PermanenceQuerySet(SpaceQuerySet):
    def with_details(self):
        return self.select_related("space", "organisation", "host", "venue", "room")

    def by_name(self):
        return self.order_by("title", "pk")


class Permanence(SpaceOwned, Versioned):
    """« La CAF, un mardi sur deux »: what comes back at a venue, on a rule that ends. Its half-days are rows."""

    title = models.CharField("de quoi il s’agit", max_length=80, validators=[refuse_secrets])
    organisation = models.ForeignKey(
        "publics.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="tenue par"
    )
    host = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="qui de l’équipe"
    )
    venue = models.ForeignKey("accounts.Venue", models.PROTECT, related_name="+", verbose_name="lieu")
    room = models.ForeignKey(
        "accounts.Room", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="salle"
    )
    is_by_appointment = models.BooleanField("sur rendez-vous", default=False)
    booking = models.CharField("comment prendre rendez-vous", max_length=120, blank=True, validators=[refuse_secrets])
    rule = models.CharField("règle (RRULE d’iCalendar)", max_length=80, editable=False)
    starts_on = models.DateField("première date")
    start_time = models.TimeField("commence à")
    end_time = models.TimeField("finit à")
    time_zone = models.CharField("fuseau horaire", max_length=40, validators=[validate_time_zone], editable=False)
    created_at = models.DateTimeField("notée le", editable=False)
    created_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, related_name="+", editable=False, verbose_name="notée par"
    )

    objects = PermanenceQuerySet.as_manager()

    class Meta:
        verbose_name = "permanence"
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) | Q(host__isnull=False),
                name="permanence_is_held_by_somebody",
                violation_error_message="Dites qui la tient\u00a0: une structure, ou quelqu’un de l’équipe.",
            ),
            models.CheckConstraint(
                condition=Q(end_time__gt=F("start_time")),
                name="permanence_ends_after_it_starts",
                violation_error_message="La permanence finit après avoir commencé, le même jour.",
            ),
            models.CheckConstraint(
                condition=Q(rule__regex=r"^FREQ=(WEEKLY|MONTHLY)(;[A-Z]+=[A-Z0-9-]+)*;UNTIL=\d{8}$"),
                name="permanence_follows_a_rule_that_ends",
                violation_error_message="Une permanence a un rythme, et une dernière date.",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def rhythm(self) -> Rhythm:
        return recurrence.rhythm_of(self.rule)

    @property
    def words(self) -> str:
        """« Un mardi sur deux »."""
        return recurrence.in_words(self.rhythm, self.starts_on)

    @property
    def days(self) -> list[date]:
        """All the dates of its rule."""
        return list(recurrence.days(self.rule, self.starts_on))

    @property
    def until(self) -> date:
        return self.days[-1]

    @property
    def place(self) -> str:
        return place_of(self.venue, self.room)

    @property
    def place_and_city(self) -> str:
        return place_and_city(self.place, self.venue.city)

    @property
    def hours(self) -> str:
        """« de 9 heures à midi »."""
        start, end = (recurrence.instant(self.starts_on, at, self.zone) for at in (self.start_time, self.end_time))
        return dates.hours(start, end)

    @property
    def holder(self) -> str:
        """As anybody reads it; who of the team is said where she agreed to it: « Qui est où »."""
        return str(self.organisation or "notre équipe")

    @property
    def how(self) -> str:
        """« sans rendez-vous », « sur rendez-vous : au 3230 »; our own telephone unless it says another way."""
        if not self.is_by_appointment:
            return "sans rendez-vous"
        return f"sur rendez-vous\u00a0: {self.booking or spaced(self.space.phone)}"


class HalfDayQuerySet(SpaceQuerySet):
    def with_details(self):
        return self.select_related(
            "space", "permanence__space", "permanence__organisation", "permanence__venue", "permanence__room",
            "permanence__host",
        )  # fmt: skip

    def in_lines(self):
        """What a line of the calendar shows, and no more: dozens are read at once."""
        return self.only("permanence", "room", "host", "starts_at", "ends_at", "time_zone", "local_date")

    def in_short(self):
        """Of a month: what, and when."""
        return self.only("permanence", "starts_at", "ends_at", "time_zone", "local_date")

    def standing(self):
        """Without those that were called off."""
        return self.filter(called_off_at=None)

    def of_days(self, first: date, last: date):
        return self.filter(local_date__range=(first, last))

    def by_date(self):
        return self.order_by("starts_at", "pk")


class HalfDay(SpaceOwned, OnTheClock):
    """One date of a permanence. Its room and its host are taken meanwhile: `Occupancy`."""

    permanence = models.ForeignKey(Permanence, models.PROTECT, related_name="half_days", verbose_name="permanence")
    room = models.ForeignKey("accounts.Room", models.PROTECT, null=True, related_name="+", verbose_name="salle")
    host = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name="qui accueille")
    starts_at = models.DateTimeField("commence le")
    ends_at = models.DateTimeField("finit le")
    time_zone = models.CharField("fuseau horaire", max_length=40, validators=[validate_time_zone])
    local_date = local_day()
    called_off_at = models.DateTimeField("annulée le", null=True, editable=False)

    objects = HalfDayQuerySet.as_manager()

    class Meta:
        verbose_name = "date d’une permanence"
        verbose_name_plural = "dates des permanences"
        constraints = [
            models.UniqueConstraint(
                fields=["space", "permanence", "starts_at"],
                name="one_half_day_a_permanence_and_date",
                violation_error_message="Cette date est déjà notée.",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="half_day_ends_after_it_starts",
                violation_error_message="La permanence finit après avoir commencé, le même jour.",
            ),
        ]
        indexes = [models.Index(fields=["space", "local_date"], name="half_day_of_a_day")]

    def __str__(self):
        return f"{self.permanence}, {self.starts_at.astimezone(self.zone):%d/%m/%Y %H:%M}"

    @property
    def venue_id(self) -> int:
        return self.permanence.venue_id

    @property
    def holder(self) -> str:
        """As the team reads it: « CAF », « avec Hélène »."""
        structure = self.permanence.organisation
        return str(structure) if structure else f"avec {self.permanence.host.get_short_name()}"

    @property
    def insee_code(self) -> str:
        return self.permanence.venue.insee_code

    @property
    def postal_code(self) -> str:
        return self.permanence.venue.postal_code
