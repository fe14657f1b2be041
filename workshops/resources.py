from import_export import fields, resources
from import_export.widgets import ForeignKeyWidget

from mediation.accounts.resources import SpaceResource, TitledResource
from publics.models import Interest

from .models import Session, Workshop


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
