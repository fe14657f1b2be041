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

    @classmethod
    def titles(cls) -> dict[str, str]:
        """Its columns, in order, as they are titled."""
        resource = cls()
        return {name: str(resource.fields[name].column_name) for name in cls.Meta.fields}

    def dehydrate_phone(self, person: Person) -> str:
        return spaced(person.phone)

    def dehydrate_interests(self, person: Person) -> str:
        return ", ".join(said.interest.name for said in person.interests.all())


class CoopPersonResource(TitledResource):
    """The ten columns of the file of people of La Coop, which our import reads back. Nobody carries notes here."""

    last_name = fields.Field("last_name", "Nom")
    first_name = fields.Field("first_name", "Prénom")
    birth_year = fields.Field("birth_year", "Année de naissance")
    city = fields.Field("city", "Commune")
    insee_code = fields.Field("insee_code", "Code INSEE")
    postal_code = fields.Field("postal_code", "Code postal")
    phone = fields.Field(column_name="Téléphone")
    email = fields.Field("email", "E-mail")
    gender = fields.Field("get_gender_display", "Genre")
    notes = fields.Field(column_name="Notes")

    class Meta(TitledResource.Meta):
        model = Person
        fields = [
            *("last_name", "first_name", "birth_year", "city", "insee_code", "postal_code", "phone", "email"),
            *("gender", "notes"),
        ]
        export_order = fields

    def dehydrate_phone(self, person: Person) -> str:
        return spaced(person.phone)

    def dehydrate_notes(self, person: Person) -> str:
        return ""


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
