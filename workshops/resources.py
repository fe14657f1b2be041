from collections.abc import Iterable

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from import_export import fields, resources
from import_export.widgets import ForeignKeyWidget, Widget

from mediation.accounts.models import Room, Venue
from mediation.accounts.resources import SpaceResource, TitledResource
from publics.models import Interest

from .enums import ItemKind, ItemState
from .models import Item, Session, Workshop


class SessionResource(resources.ModelResource):
    """The programme with its figures; nobody is named."""

    workshop = fields.Field("workshop__title", "atelier")
    branch = fields.Field("workshop__branch__name", "branche d'envies")
    day = fields.Field("local_date", "jour")
    start = fields.Field(column_name="commence à")
    end = fields.Field(column_name="finit à")
    venue = fields.Field("place_name", "lieu")
    city = fields.Field("city", "commune")
    host = fields.Field("host__name", "qui accueille")
    state = fields.Field(column_name="état")
    capacity = fields.Field("capacity", "places")
    seats_taken = fields.Field("seats_taken", "places prises")
    waiting_count = fields.Field("waiting_count", "en attente")
    came_count = fields.Field("came_count", "personnes venues")
    anonymous_count = fields.Field("anonymous_count", "venues sans donner de nom")
    first_time_count = fields.Field("first_time_count", "venues pour la première fois")

    class Meta:
        model = Session
        fields = [
            "workshop", "branch", "day", "start", "end", "venue", "city", "host", "state", "capacity", "seats_taken",
            "waiting_count", "came_count", "anonymous_count", "first_time_count",
        ]  # fmt: skip

    def dehydrate_start(self, session: Session) -> str:
        return f"{session.starts_at.astimezone(session.zone):%H:%M}"

    def dehydrate_end(self, session: Session) -> str:
        return f"{session.ends_at.astimezone(session.zone):%H:%M}"

    def dehydrate_state(self, session: Session) -> str:
        return session.get_state_display()


class WorkshopResource(SpaceResource):
    """The catalogue, read from a file and written to one by the administration."""

    branch = fields.Field("branch", "branche d'envies", ForeignKeyWidget(Interest, field="key"))
    interest = fields.Field("interest", "envie", ForeignKeyWidget(Interest, field="key"))

    class Meta(TitledResource.Meta):
        model = Workshop
        import_id_fields = ["space", "title"]
        fields = [
            "space", "title", "short_title", "branch", "interest", "spoken", "takeaway", "means", "audience", "level",
            "conditions", "frequency", "duration_minutes", "seats", "is_active",
        ]  # fmt: skip


class WordsWidget(Widget):
    """A choice by its words, as people read it."""

    def __init__(self, choices: Iterable[tuple[object, str]]):
        super().__init__()
        self.words = {key: str(label) for key, label in choices}

    def clean(self, value, row=None, **options):
        said = str(value or "").strip().lower()
        if not said:
            return None
        for key, label in self.words.items():
            if label.lower() == said:
                return key
        raise ValidationError(f"«\u00a0{value}\u00a0» n’est pas dans la liste\u00a0: {', '.join(self.words.values())}.")

    def render(self, value, obj=None, **options):
        return self.words.get(value, "")


class PlaceWidget(ForeignKeyWidget):
    """A venue by its name, or a room by its name and that of its venue; of the space of the row."""

    def get_queryset(self, value, row, *args, **options):
        rows = super().get_queryset(value, row, *args, **options).filter(space__slug=row.get("espace"))
        return rows.filter(venue__name=row.get("lieu")) if self.model is Room else rows

    def clean(self, value, row=None, **options):
        try:
            return super().clean(value, row, **options)
        except ObjectDoesNotExist:
            raise ValidationError(f"Aucun lieu de cet espace ne s’appelle «\u00a0{value}\u00a0».") from None


class ItemResource(SpaceResource):
    """The inventory, taken away from its list, read and written by the administration."""

    kind = fields.Field("kind", "sorte", WordsWidget(ItemKind.choices))
    venue = fields.Field("venue", "lieu", PlaceWidget(Venue, field="name"))
    room = fields.Field("room", "salle", PlaceWidget(Room, field="name"))
    state = fields.Field("state", "état", WordsWidget(ItemState.choices))
    may_be_lent = fields.Field("may_be_lent", "se prête", WordsWidget([(True, "oui"), (False, "non")]))

    OF_THE_LIST = ("number", "name", "kind", "venue", "room", "shelf", "state", "may_be_lent", "about")

    class Meta(TitledResource.Meta):
        model = Item
        import_id_fields = ["space", "number"]
        fields = ["space", "number", "name", "kind", "venue", "room", "shelf", "state", "may_be_lent", "about"]
