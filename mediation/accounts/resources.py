"""Lists that come from elsewhere: the territory, the places, the team."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from import_export import fields, resources
from import_export.widgets import ForeignKeyWidget

from mediation.common import isolation

from .models import Commune, Space, User, Venue


class NamedSpaceWidget(ForeignKeyWidget):
    """A space by its public address, among those that the person administers."""

    def __init__(self):
        super().__init__(Space, field="slug")

    def get_queryset(self, value, row, *args, **options):
        return super().get_queryset(value, row, *args, **options).filter(pk__in=isolation.named())

    def clean(self, value, row=None, **options):
        try:
            return super().clean(value, row, **options)
        except Space.DoesNotExist:
            raise ValidationError(f"Aucun espace n'a pour adresse « {value} ».") from None


class TitledResource(resources.ModelResource):
    """Its columns carry the French names of the fields, as people read them on screen."""

    class Meta:
        clean_model_instances = True
        skip_unchanged = True
        report_skipped = True

    @classmethod
    def field_from_django_field(cls, field_name, django_field, readonly):
        field = super().field_from_django_field(field_name, django_field, readonly)
        field.column_name = str(django_field.verbose_name)
        return field

    def after_import(self, dataset, result, **options):
        """No sequence is reset: files bring no number of ours, and the application may not touch sequences."""


class SpaceResource(TitledResource):
    """For the rows of a space: the first column is its public address."""

    space = fields.Field("space", "espace", NamedSpaceWidget())


class CommuneResource(SpaceResource):
    class Meta(TitledResource.Meta):
        model = Commune
        import_id_fields = ["space", "insee_code"]
        fields = ["space", "name", "insee_code", "population", "latitude", "longitude"]


class VenueResource(SpaceResource):
    class Meta(TitledResource.Meta):
        model = Venue
        import_id_fields = ["space", "name"]
        fields = [
            "space", "name", "short_name", "address", "postal_code", "city", "insee_code", "opening_hours", "access",
        ]  # fmt: skip


class UserResource(TitledResource):
    """Who may log in. No password travels: each person asks for a link to choose hers.

    `may_change(account)` refuses the row of an account that is not theirs to change.
    """

    def __init__(self, may_change: Callable[[User], bool], **options):
        super().__init__(**options)
        self.may_change = may_change

    class Meta(TitledResource.Meta):
        model = User
        import_id_fields = ["email"]
        fields = ["email", "name"]

    def before_import_row(self, row, **options):
        row["adresse e-mail"] = str(row.get("adresse e-mail") or "").strip().lower()

    def import_instance(self, instance, row, **options):
        if instance.pk and not self.may_change(instance):
            raise ValidationError("Ce compte est aussi celui d'un autre espace\u00a0: il ne se change pas d'ici.")
        super().import_instance(instance, row, **options)
        if instance.pk is None:
            instance.set_unusable_password()
