from django.db import models
from django.db.models import Q

from mediation.accounts.owned import Coded, SpaceOwned, SpaceQuerySet, Versioned
from mediation.common.privacy import refuse_secrets

from ..enums import ItemKind, ItemState
from .clock import place_of


class ItemQuerySet(SpaceQuerySet):
    def in_service(self):
        return self.filter(state=ItemState.IN_SERVICE)

    def held(self, pks):
        """These, held until the transaction ends, by everybody in the same order."""
        return self.filter(pk__in=pks).order_by("pk").select_for_update(of=("self",), no_key=True)

    def with_places(self):
        return self.select_related("venue", "room")

    def by_kind(self):
        return self.order_by("kind", "name", "number", "pk")


class Item(SpaceOwned, Coded, Versioned):
    """One thing of the inventory, with its number: a tablet, a printer, a computer that people sit at."""

    name = models.CharField("nom", max_length=60, validators=[refuse_secrets])
    number = models.CharField("numéro", max_length=20, validators=[refuse_secrets])
    kind = models.CharField("sorte", max_length=10, choices=ItemKind)
    venue = models.ForeignKey("accounts.Venue", models.PROTECT, related_name="+", verbose_name="lieu")
    room = models.ForeignKey(
        "accounts.Room", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="salle"
    )
    shelf = models.CharField("rangé où", max_length=80, blank=True, validators=[refuse_secrets])
    state = models.CharField("état", max_length=10, choices=ItemState, default=ItemState.IN_SERVICE)
    may_be_lent = models.BooleanField("se prête", default=False)
    about = models.CharField("à savoir", max_length=200, blank=True, validators=[refuse_secrets])

    objects = ItemQuerySet.as_manager()

    class Meta:
        verbose_name = "objet"
        verbose_name_plural = "matériel"
        constraints = [
            models.UniqueConstraint(fields=["space", "code"], name="one_item_a_code"),
            models.UniqueConstraint(
                fields=["space", "number"],
                name="one_item_a_number",
                violation_error_message="Un autre objet porte déjà ce numéro.",
            ),
            models.CheckConstraint(
                condition=~Q(kind=ItemKind.STATION, may_be_lent=True),
                name="station_stays_where_it_is",
                violation_error_message="Un poste reste sur place\u00a0: choisissez une autre sorte pour le prêter.",
            ),
        ]
        indexes = [models.Index(fields=["space", "kind", "name"], name="item_by_kind")]

    def __str__(self):
        return f"{self.name}, n° {self.number}"

    @property
    def place(self) -> str:
        return ", ".join(filter(None, [place_of(self.venue, self.room), self.shelf]))


class ItemUse(SpaceOwned):
    """What a session has with it. Once it is published nothing else takes it meanwhile: `Occupancy`."""

    session = models.ForeignKey("workshops.Session", models.CASCADE, related_name="item_uses", verbose_name="séance")
    item = models.ForeignKey(Item, models.PROTECT, related_name="uses", verbose_name="objet")

    objects = SpaceQuerySet.as_manager()

    class Meta:
        verbose_name = "matériel d'une séance"
        verbose_name_plural = "matériel des séances"
        constraints = [
            models.UniqueConstraint(
                fields=["space", "session", "item"],
                name="one_use_a_session_and_item",
                violation_error_message="Cet objet est déjà réservé pour cette séance.",
            )
        ]

    def __str__(self):
        return f"{self.item}, {self.session}"
