from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.utils import timezone
from import_export.forms import ConfirmImportForm, ImportForm

from mediation.accounts.models import Space
from mediation.common import isolation
from mediation.common.admin import KeptAdmin, OfParentsSpace, ReadOnlyAdmin, SpaceOwnedAdmin, TransferAdmin

from . import services
from .models import Contact, DirectoryImport, Partner, Referral
from .resources import PartnerResource


class SpaceChoice(forms.ModelChoiceField):
    """Among the spaces that are administered; the only one when there is one."""

    def __init__(self, **options):
        super().__init__(Space.objects.none(), label="Espace", **options)

    def offer(self) -> None:
        self.queryset = Space.objects.filter(pk__in=isolation.named())


class PartnerImportForm(ImportForm):
    space = SpaceChoice()
    source = forms.CharField(
        label="Nom de la source",
        required=False,
        max_length=80,
        help_text="Si le fichier ne le dit pas ligne par ligne.",
    )  # fmt: skip

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["space"].offer()


class PartnerConfirmForm(ConfirmImportForm):
    space = SpaceChoice(widget=forms.HiddenInput)
    source = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["space"].offer()


class ContactInline(OfParentsSpace, admin.TabularInline):
    model = Contact
    extra = 0
    autocomplete_fields = ["user"]


@admin.register(Partner)
class PartnerAdmin(KeptAdmin, SpaceOwnedAdmin, TransferAdmin):
    """The file is read by the same resource as on the page of the space: a trial first, then the writing."""

    resource_classes = [PartnerResource]
    import_form_class = PartnerImportForm
    confirm_form_class = PartnerConfirmForm
    skip_import_log = True  # a line of a batch has no key yet when it would be logged
    inlines = [ContactInline]
    list_display = ["organisation", "state", "source", "updated_on", "space"]
    list_filter = ["state", "source", "space"]
    list_select_related = ["organisation", "space"]
    search_fields = ["organisation__name", "organisation__city", "external_id"]
    autocomplete_fields = ["organisation"]
    readonly_fields = ["source", "external_id", "updated_on"]
    ordering = ["organisation__search_key", "pk"]

    def get_confirm_form_initial(self, request, import_form):
        initial = super().get_confirm_form_initial(request, import_form)
        if import_form:
            said = import_form.cleaned_data
            initial |= {"space": said["space"].pk, "source": said["source"]}
        return initial

    def get_import_resource_kwargs(self, request, **options):
        form = options.get("form")
        said = getattr(form, "cleaned_data", {})
        return {"space": said.get("space"), "source": said.get("source", "")}


@admin.register(Contact)
class ContactAdmin(SpaceOwnedAdmin):
    list_display = ["name", "role", "partner", "phone", "email", "space"]
    list_filter = ["space"]
    list_select_related = ["partner__organisation", "space"]
    search_fields = ["name", "email", "partner__organisation__name"]
    autocomplete_fields = ["partner", "user"]
    ordering = ["name", "pk"]


@admin.register(Referral)
class ReferralAdmin(ReadOnlyAdmin):
    """What becomes of a slip is decided on its page, or here by the same services."""

    list_display = ["number", "structure_name", "session", "state", "created_at", "space"]
    list_filter = ["state", "share_back", "refusal_reason", "space"]
    list_select_related = ["session__workshop", "space"]
    search_fields = ["code", "structure_name", "last_name", "first_name"]
    date_hierarchy = "created_at"
    ordering = ["-created_at", "-pk"]
    actions = ["call_first"]

    def has_act_permission(self, request) -> bool:
        return request.user.has_perm("partners.change_referral")

    @admin.action(description="Les appeler d’abord", permissions=["act"])
    def call_first(self, request, referrals):
        for referral in referrals:
            try:
                services.call_first(referral=referral, at=timezone.now(), by=request.user)
            except ValidationError as error:
                messages.warning(request, f"{referral}\u00a0: {' '.join(error.messages)}")
            else:
                messages.success(request, f"{referral}\u00a0: à appeler.")


@admin.register(DirectoryImport)
class DirectoryImportAdmin(ReadOnlyAdmin):
    list_display = ["file", "created_at", "imported_at", "new_count", "updated_count", "refused_count", "space"]
    list_filter = ["space"]
    list_select_related = ["file", "space"]
    search_fields = ["file__name", "source"]
    date_hierarchy = "created_at"
    ordering = ["-created_at", "pk"]
