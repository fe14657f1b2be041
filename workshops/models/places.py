"""Where a session takes place: in a venue of ours, at a partner's, in somebody's home or a residence, or at a distance.

The address of a home, and the way into a session at a distance, are told to nobody but those who come.
"""

from django.db import models
from django.db.models import Q

from mediation.common.phones import PhoneField, spaced
from mediation.common.privacy import refuse_secrets
from mediation.common.sms import PLACE
from publics.enums import PlaceKind

from ..enums import Setting
from .clock import place_and_city, place_of
from .materials import validate_secure

NOWHERE = {
    "venue": None, "room": None, "stop": None, "organisation": None, "home_address": "", "home_city": "",
    "remote_link": "", "remote_phone": "",
}  # fmt: skip
SAID_OF = {
    Setting.VENUE: ("venue", "room", "stop"),
    Setting.PARTNER: ("organisation",),
    Setting.HOME: ("organisation", "home_address", "home_city"),
    Setting.REMOTE: ("remote_link", "remote_phone"),
}
WHERE = ("setting", *NOWHERE)
COUNTED_AS = {
    Setting.VENUE: PlaceKind.VENUE,
    Setting.PARTNER: PlaceKind.OTHER,
    Setting.HOME: PlaceKind.HOME,
    Setting.REMOTE: PlaceKind.REMOTE,
}
AT_HOME, REMOTELY = "à domicile", "à distance"


def nothing_but(setting: Setting) -> Q:
    """The columns of the other settings are empty."""
    others = {name: blank for name, blank in NOWHERE.items() if name not in SAID_OF[setting]}
    return Q(setting=setting, **others)


def one_place() -> models.CheckConstraint:
    """A residence is named by its organisation, a home by its commune alone."""
    residence = Q(organisation__isnull=False, home_address="", home_city="")
    home = Q(organisation=None) & ~Q(home_city="")
    return models.CheckConstraint(
        condition=(nothing_but(Setting.VENUE) & Q(venue__isnull=False))
        | (nothing_but(Setting.PARTNER) & Q(organisation__isnull=False))
        | (nothing_but(Setting.HOME) & (residence | home))
        | nothing_but(Setting.REMOTE),
        name="session_takes_place_somewhere",
        violation_error_message="Dites où\u00a0: un lieu, une structure, une commune, ou à distance.",
    )


class Placed(models.Model):
    setting = models.CharField("où", max_length=8, choices=Setting, default=Setting.VENUE)
    venue = models.ForeignKey(
        "accounts.Venue", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="lieu"
    )
    room = models.ForeignKey(
        "accounts.Room", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="salle"
    )
    stop = models.ForeignKey(
        "accounts.Stop", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="arrêt"
    )
    organisation = models.ForeignKey(
        "publics.Organisation", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="structure ou résidence",
    )  # fmt: skip
    home_address = models.CharField("adresse du domicile", max_length=200, blank=True, validators=[refuse_secrets])
    home_city = models.CharField("commune du domicile", max_length=80, blank=True)
    remote_link = models.URLField("adresse de la visio", max_length=300, blank=True, validators=[validate_secure])
    remote_phone = PhoneField("numéro à appeler", blank=True)

    class Meta:
        abstract = True

    @property
    def is_private(self) -> bool:
        """In somebody's home: nobody reads more than its commune."""
        return self.setting == Setting.HOME and not self.organisation

    @property
    def is_remote(self) -> bool:
        return self.setting == Setting.REMOTE

    @property
    def place_name(self) -> str:
        """Without its room: « Médiathèque », « Résidence des Tilleuls », « à domicile »."""
        if self.is_remote:
            return REMOTELY
        return str(self.venue or self.organisation or AT_HOME)

    @property
    def place(self) -> str:
        """« Médiathèque, coin numérique », « Le bus du Fil, place de la Mairie »."""
        if self.stop:
            return f"{self.venue}, {self.stop.place}"
        return place_of(self.venue, self.room) if self.venue else self.place_name

    @property
    def place_and_city(self) -> str:
        """Without its room, with its commune unless the name says it already."""
        named = self.place if self.stop else self.place_name
        return place_and_city(named, self.city)

    @property
    def city(self) -> str:
        """Where one goes; nowhere at a distance."""
        somewhere = self.stop or self.venue or self.organisation
        return somewhere.city if somewhere else self.home_city

    @property
    def insee_code(self) -> str:
        somewhere = self.stop or self.venue or self.organisation
        return somewhere.insee_code if somewhere else ""

    @property
    def postal_code(self) -> str:
        somewhere = self.venue or self.organisation
        return somewhere.postal_code if somewhere else ""

    @property
    def street(self) -> str:
        """For anybody: never that of a home."""
        if self.stop:
            return self.stop.place
        somewhere = self.venue or self.organisation
        return somewhere.address if somewhere else ""

    @property
    def address(self) -> str:
        """For anybody: of a home, its commune alone."""
        return ", ".join(part for part in ("" if self.stop else self.street, self.city) if part)

    @property
    def access(self) -> str:
        """How one gets there, as anybody may read it."""
        if self.is_remote:
            ways = [self.remote_link and "le lien", self.remote_phone and "le numéro à appeler"]
            given = " et ".join(filter(None, ways))
            return f"Nous donnons {given} aux personnes inscrites." if given else ""
        if self.is_private:
            return "L’adresse est donnée par téléphone aux personnes inscrites."
        return self.venue.access if self.venue else ""

    @property
    def way_in(self) -> str:
        """For those who come, and nobody else: how one joins a session at a distance."""
        phone = self.remote_phone and f"appelez le {spaced(self.remote_phone)}"
        link = self.remote_link and f"ouvrez {self.remote_link}"
        return ", ou ".join(filter(None, [phone, link]))

    @property
    def short_place(self) -> str:
        """For text messages: at most eighteen characters, the commune rather than nothing of it."""
        if not self.stop:
            short = self.venue.short_name if self.venue else self.place_name
            return short if len(short) <= PLACE else self.city or short
        named = f"{self.venue.short_name}, {self.stop.city}"
        return named if len(named) <= PLACE else self.stop.city

    @property
    def counted_as(self) -> PlaceKind:
        """As reports count it."""
        return COUNTED_AS[self.setting]

    @property
    def spot(self) -> tuple:
        """What people are to be told of when it changes: everything but the room."""
        keys = (self.setting, self.venue_id, self.stop_id, self.organisation_id)
        return (*keys, self.home_address, self.home_city, self.remote_link, self.remote_phone)
