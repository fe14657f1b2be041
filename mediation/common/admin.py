"""What our pages of the administration share. Policies already hide the spaces that somebody does not administer."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import BaseModelAdmin, IncorrectLookupParameters
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import BadRequest, ValidationError
from django.db import models
from import_export.admin import ImportExportMixin
from import_export.formats.base_formats import CSV, XLSX
from import_export.forms import ExportForm

from . import isolation
from .forms import SpaceForm

admin.site.site_header = admin.site.site_title = "Administration"
admin.site.index_title = "Tout ce qui se règle ici"
admin.site.login = secure_admin_login(admin.site.login)  # our own page, with its second factor

SECURE = {models.URLField: {"assume_scheme": "https"}}  # an address typed without its scheme


def may_be_key(value: str, model: type[models.Model]) -> bool:
    try:
        model._meta.pk.to_python(value)
    except ValidationError:
        return False
    return True


class Autocomplete(AutocompleteSelect):
    """Django's fails when it shows again what cannot be the key of a row; such a value is no choice."""

    def optgroups(self, name, value, attr=None):
        rows = self.field.remote_field.model
        return super().optgroups(name, [key for key in value if may_be_key(key, rows)], attr)


class SearchesRows(BaseModelAdmin):
    """For every page of ours with `autocomplete_fields`."""

    def formfield_for_foreignkey(self, db_field: models.ForeignKey, request, **options):
        if db_field.name in self.get_autocomplete_fields(request):
            options.setdefault("widget", Autocomplete(db_field, self.admin_site, using=options.get("using")))
        return super().formfield_for_foreignkey(db_field, request, **options)


class Page(SearchesRows, admin.ModelAdmin):
    """Every list of ours."""

    def response_action(self, request, queryset):
        """Django's fails on a ticked box that cannot be the key of a row."""
        if not all(may_be_key(key, self.model) for key in request.POST.getlist(ACTION_CHECKBOX_NAME)):
            raise BadRequest("rows that are none")
        return super().response_action(request, queryset)


class KeptAdmin(Page):
    """What happened is not deleted: it is closed, cancelled or corrected."""

    formfield_overrides = SECURE

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


class ReadOnlyAdmin(KeptAdmin):
    """Written by services or by the database, shown here."""

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False


class SameSpaceForm(SpaceForm):
    """A row and what it points to are of one space; the database says so too, but only when it is saved."""

    def _post_clean(self):
        """A rule may also name what this page only shows: the row as it would be is held to it."""
        super()._post_clean()
        if not self.errors and self.instance.pk:
            try:
                self.instance.validate_constraints()
            except ValidationError as refusal:
                self.add_error(None, refusal.messages)

    def clean(self):
        cleaned = super().clean()
        space_id = getattr(cleaned.get("space"), "pk", self.instance.space_id)
        for name, value in list(cleaned.items()):
            if getattr(value, "space_id", space_id) != space_id:
                self.add_error(name, "Choisissez dans le même espace.")
        return cleaned


class SpaceOwnedAdmin(Page):
    """The space is chosen once, among those that are administered; a row never moves to another."""

    form = SameSpaceForm
    formfield_overrides = SECURE

    def get_readonly_fields(self, request, obj=None):
        fixed = super().get_readonly_fields(request, obj)
        return [*fixed, "space"] if obj else fixed

    def formfield_for_foreignkey(self, db_field: models.ForeignKey, request, **options):
        if db_field.name == "space":
            options["queryset"] = db_field.remote_field.model.objects.filter(pk__in=isolation.named())
        return super().formfield_for_foreignkey(db_field, request, **options)


class InlineForm(SpaceForm):
    """Django leaves the link to the parent out of the constraints it checks, and those with it to the database."""

    def validate_unique(self):
        super().validate_unique()
        try:
            self.instance.validate_constraints(exclude=self._get_validation_exclusions())
        except ValidationError as refusal:
            self._update_errors(refusal)


class OfParentsSpace(SearchesRows):
    """For an inline: its rows are of the space of the row they hang from."""

    exclude = ["space"]
    form = InlineForm

    def get_formset(self, request, obj=None, **options):
        formset = super().get_formset(request, obj, **options)

        class OfItsParent(formset):
            def _construct_form(self, i, **given):
                form = super()._construct_form(i, **given)
                form.instance.space_id = self.instance.space_id
                return form

        return OfItsParent


class TransferAdmin(ImportExportMixin, admin.ModelAdmin):
    """A list that comes from elsewhere: read from a file after a trial run, and written to one."""

    export_form_class = ExportForm
    formats = [CSV, XLSX]

    def get_export_queryset(self, request):
        try:
            return super().get_export_queryset(request)
        except IncorrectLookupParameters as error:
            raise BadRequest("a filter that is none") from error
