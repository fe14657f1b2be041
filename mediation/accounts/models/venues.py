from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from mediation.common import hours
from mediation.common.identifiers import validate_insee_code, validate_postal_code
from mediation.common.lists import chosen_among, of_the_list

from ..enums import Access
from ..owned import SpaceOwned


class Venue(SpaceOwned):
    """Where people come: a building, or a bus with its stops."""

    name = models.CharField("nom", max_length=80)
    short_name = models.CharField("nom court", max_length=18, help_text="Pour les SMS : dix-huit caractères au plus.")
    address = models.CharField("adresse", max_length=160, blank=True)
    postal_code = models.CharField("code postal", max_length=5, validators=[validate_postal_code], blank=True)
    city = models.CharField("commune", max_length=80)
    insee_code = models.CharField("code INSEE", max_length=5, validators=[validate_insee_code], blank=True)
    latitude = models.FloatField("latitude", null=True, blank=True)
    longitude = models.FloatField("longitude", null=True, blank=True)
    opening_hours = models.CharField("horaires (format OpenStreetMap)", max_length=200, blank=True)
    access = models.TextField("accès", max_length=400, blank=True, help_text="Marches, bus, étage, stationnement.")
    accesses = chosen_among(Access, "ce qui aide à venir")
    is_itinerant = models.BooleanField("itinérant", default=False)

    class Meta:
        verbose_name = "lieu"
        verbose_name_plural = "lieux"
        constraints = [
            models.UniqueConstraint(
                fields=["space", "name"],
                name="one_venue_a_space_and_name",
                violation_error_message="Un lieu porte déjà ce nom.",
            ),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None) | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="venue_point_is_on_earth",
                violation_error_message="Donnez la latitude et la longitude, ou aucune des deux.",
            ),
            of_the_list("accesses", Access, of="venue"),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        """Waiting times are counted from these hours: what could not be read is said when it is typed."""
        try:
            hours.read(self.opening_hours)
        except ValidationError as refusal:
            raise ValidationError({"opening_hours": refusal.messages}) from refusal

    @property
    def full_address(self) -> str:
        return ", ".join(part for part in (self.address, self.city) if part)


class Stop(SpaceOwned):
    """A stop of an itinerant venue."""

    venue = models.ForeignKey(Venue, models.CASCADE, related_name="stops", verbose_name="lieu itinérant")
    place = models.CharField("où", max_length=120)
    city = models.CharField("commune", max_length=80)
    insee_code = models.CharField("code INSEE", max_length=5, validators=[validate_insee_code], blank=True)
    has_network = models.BooleanField("réseau sur place", default=True)

    class Meta:
        verbose_name = "arrêt"
        constraints = [
            models.UniqueConstraint(
                fields=["space", "venue", "city", "place"],
                name="one_stop_a_venue_and_place",
                violation_error_message="Cet arrêt existe déjà.",
            )
        ]

    def __str__(self):
        return f"{self.city}, {self.place}"

    def clean(self):
        if self.venue_id and not self.venue.is_itinerant:
            raise ValidationError("Seul un lieu itinérant a des arrêts.")


class Room(SpaceOwned):
    venue = models.ForeignKey(Venue, models.CASCADE, related_name="rooms", verbose_name="lieu")
    name = models.CharField("nom", max_length=60)
    seats = models.PositiveSmallIntegerField("places")

    class Meta:
        verbose_name = "salle"
        constraints = [
            models.UniqueConstraint(
                fields=["space", "venue", "name"],
                name="one_room_a_venue_and_name",
                violation_error_message="Une salle porte déjà ce nom.",
            ),
            models.CheckConstraint(
                condition=Q(seats__gt=0),
                name="room_has_a_seat",
                violation_error_message="Une salle a au moins une place.",
            ),
        ]

    def __str__(self):
        return f"{self.venue}, {self.name}"
