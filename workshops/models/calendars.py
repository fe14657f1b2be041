from datetime import timedelta
from urllib.parse import urlsplit

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce

from mediation.accounts.owned import SpaceOwned, SpaceQuerySet
from mediation.common.privacy import refuse_secrets

from ..enums import Resource
from .materials import validate_secure

VENUE = "venue"  # beside the resources: what a calendar of a venue takes is the whole of it
READ_EVERY = timedelta(minutes=15)


class OtherCalendarQuerySet(SpaceQuerySet):
    def with_whose(self):
        return self.select_related("space", "host", "venue")

    def by_name(self):
        return self.order_by("name", "pk")

    def due(self, *, at):
        """Those not asked for lately, the one that waits longest first."""
        waiting = self.filter(Q(tried_at=None) | Q(tried_at__lte=at - READ_EVERY))
        return waiting.order_by(F("tried_at").asc(nulls_first=True), "pk")


class OtherCalendar(SpaceOwned):
    """A calendar kept elsewhere (RDV Service Public), of one of us or of a venue: when it is busy is read in.

    Its address is a secret of theirs: it is shown to nobody once it was given.
    """

    name = models.CharField("nom", max_length=80, validators=[refuse_secrets])
    address = models.URLField("adresse", max_length=400, validators=[validate_secure])
    host = models.ForeignKey(
        "accounts.User", models.CASCADE, null=True, blank=True, related_name="+", verbose_name="de qui"
    )
    venue = models.ForeignKey(
        "accounts.Venue", models.CASCADE, null=True, blank=True, related_name="+", verbose_name="de quel lieu"
    )
    created_at = models.DateTimeField("ajouté le", editable=False)
    created_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, editable=False, related_name="+", verbose_name="ajouté par"
    )
    tried_at = models.DateTimeField("demandé le", null=True, editable=False)
    read_at = models.DateTimeField("lu le", null=True, editable=False)
    error = models.CharField("pourquoi il n'a pas été lu", max_length=200, blank=True, editable=False)

    objects = OtherCalendarQuerySet.as_manager()

    class Meta:
        verbose_name = "agenda d'ailleurs"
        verbose_name_plural = "agendas d'ailleurs"
        constraints = [
            models.CheckConstraint(
                condition=Q(host=None, venue__isnull=False) | Q(host__isnull=False, venue=None),
                name="other_calendar_is_of_one",
                violation_error_message="Cet agenda est celui d’une personne de l’équipe, ou celui d’un lieu.",
            ),
            models.CheckConstraint(
                condition=Q(address__startswith="https://"),
                name="other_calendar_is_read_safely",
                violation_error_message="L’adresse d’un agenda commence par https://.",
            ),
            models.UniqueConstraint(
                fields=["space", "address"],
                name="one_other_calendar_an_address",
                violation_error_message="Cet agenda est déjà lu.",
            ),
        ]

    def __str__(self):
        return f"{self.name}, {self.host or self.venue}"

    @property
    def server(self) -> str:
        """« rdv.anct.gouv.fr »: all that is shown of its address."""
        return urlsplit(self.address).hostname or ""


class BusyHoursQuerySet(SpaceQuerySet):
    def meanwhile(self, start, end):
        return self.filter(starts_at__lt=end, ends_at__gt=start)

    def with_what_is_taken(self):
        """`resource` and `resource_key`, as occupancies have them; a venue's is `VENUE`."""
        resource = Case(When(calendar__host=None, then=Value(VENUE)), default=Value(Resource.HOST.value))
        return self.annotate(resource=resource, resource_key=Coalesce(F("calendar__host"), F("calendar__venue")))


class BusyHours(SpaceOwned):
    """From one instant until another, another calendar is busy. Neither with what nor with whom: that is not read."""

    calendar = models.ForeignKey(OtherCalendar, models.CASCADE, related_name="busy_hours", verbose_name="agenda")
    starts_at = models.DateTimeField("du")
    ends_at = models.DateTimeField("au")

    objects = BusyHoursQuerySet.as_manager()

    class Meta:
        verbose_name = "heures prises ailleurs"
        verbose_name_plural = "heures prises ailleurs"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="busy_hours_end_after_they_start",
                violation_error_message="Ce qui est pris finit après avoir commencé.",
            ),
            models.UniqueConstraint(
                fields=["space", "calendar", "starts_at", "ends_at"],
                name="busy_hours_are_said_once",
                violation_error_message="Ces heures sont déjà notées.",
            ),
        ]
        indexes = [models.Index(fields=["space", "starts_at"], name="busy_hours_by_date")]

    def __str__(self):
        return f"{self.calendar}, {self.starts_at:%d/%m/%Y %H:%M}"
