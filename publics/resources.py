"""Lists that leave the application, or come from elsewhere."""

from import_export import fields

from mediation.accounts.resources import TitledResource
from mediation.common.phones import spaced

from .models import Demarche, Enquiry, Interest, Organisation, Person


class PersonResource(TitledResource):
    """Whom the coordination takes to a call or a letter: how to reach people and what they would like, no more."""

    preferred_channel = fields.Field("get_preferred_channel_display", "comment la prévenir")
    phone = fields.Field(column_name="téléphone")
    interests = fields.Field(column_name="envies")

    class Meta(TitledResource.Meta):
        model = Person
        fields = [
            *("first_name", "last_name", "city", "preferred_channel", "phone", "email", "address", "postal_code"),
            "interests",
        ]
        export_order = fields

    def dehydrate_phone(self, person: Person) -> str:
        return spaced(person.phone)

    def dehydrate_interests(self, person: Person) -> str:
        return ", ".join(said.interest.name for said in person.interests.all())


class OrganisationResource(TitledResource):
    """Structures and how to reach them; how many people we know there, not who."""

    kind = fields.Field("get_kind_display", "genre")
    phone = fields.Field(column_name="téléphone")
    people_count = fields.Field("people_count", "personnes que l’on connaît")

    class Meta(TitledResource.Meta):
        model = Organisation
        fields = [
            *("name", "kind", "address", "postal_code", "city", "phone", "email", "website", "hosts", "people_count"),
        ]
        export_order = fields

    def dehydrate_phone(self, organisation: Organisation) -> str:
        return spaced(organisation.phone)


class InterestResource(TitledResource):
    class Meta(TitledResource.Meta):
        model = Interest
        fields = ["key", "name", "parent", "position", "is_active"]
        import_id_fields = ["key"]


class DemarcheResource(TitledResource):
    class Meta(TitledResource.Meta):
        model = Demarche
        fields = ["key", "name", "imposed_by", "theme", "official_site", "is_active"]
        import_id_fields = ["key"]


class EnquiryResource(TitledResource):
    """What came in and how long it waited, without what tells who wrote."""

    channel = fields.Field("get_channel_display", "par où")
    kind = fields.Field("get_kind_display", "quoi")
    topic = fields.Field("topic", "sujet")
    state = fields.Field("get_state_display", "état")

    class Meta(TitledResource.Meta):
        model = Enquiry
        fields = [
            *("received_at", "channel", "kind", "topic", "state", "due_at", "handled_at", "waited_minutes"),
            *("redirected_to", "was_avoidable"),
        ]
        export_order = fields
