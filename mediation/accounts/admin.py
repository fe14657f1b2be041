"""Accounts, spaces and their territory. A sending of a form (`Submission`) has no page: it says nothing to anybody."""

from functools import partial
from operator import itemgetter

from allauth.account.admin import EmailAddress
from allauth.mfa.admin import Authenticator
from django import forms
from django.apps import apps
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.admin import UserAdmin as BaseUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db.models import Q

from mediation.common import isolation
from mediation.common.admin import (
    KeptAdmin,
    OfParentsSpace,
    Page,
    ReadOnlyAdmin,
    SameSpaceForm,
    SearchesRows,
    SpaceOwnedAdmin,
    TransferAdmin,
)
from mediation.common.forms import SpaceForm

from .enums import Access
from .models import AccessLink, Commune, JournalEntry, Membership, Room, Space, Stop, StoredFile, User, Venue
from .owned import SpaceOwned
from .resources import CommuneResource, UserResource, VenueResource

# Registered by the modules imported above. The address of an account is its own; a second factor holds a secret.
admin.site.unregister([EmailAddress, Authenticator])


VERBS = {"add": "Ajouter", "change": "Modifier", "delete": "Supprimer", "view": "Voir"}


class PermissionChoiceField(forms.ModelMultipleChoiceField):
    """« Modifier : séances » : Django keeps the names of permissions in English."""

    def label_from_instance(self, permission) -> str:
        verb, _, _ = permission.codename.partition("_")
        model = permission.content_type.model_class()
        return f"{VERBS.get(verb, permission.name)} : {model._meta.verbose_name_plural}"


class GivesPermissions(admin.ModelAdmin):
    """Permissions on what the administration shows, and nothing else."""

    def formfield_for_manytomany(self, db_field, request=None, **options):
        if db_field.related_model is Permission:
            shown = ContentType.objects.get_for_models(*admin.site._registry).values()
            rows = Permission.objects.filter(content_type__in=shown).select_related("content_type")
            options |= {"queryset": rows.order_by("content_type__app_label", "content_type__model", "codename")}
            options |= {"form_class": PermissionChoiceField}
        return super().formfield_for_manytomany(db_field, request, **options)


admin.site.unregister(Group)


@admin.register(Group)
class OurGroupAdmin(GivesPermissions, GroupAdmin):
    pass


class InTheirSpaces:
    """Roles are read and given in the spaces that are administered, nowhere else."""

    def get_queryset(self, request):
        return super().get_queryset(request).filter(space__in=isolation.named()).select_related("user", "space")

    def formfield_for_foreignkey(self, db_field, request, **options):
        if db_field.name == "space":
            options["queryset"] = Space.objects.filter(pk__in=isolation.named())
        return super().formfield_for_foreignkey(db_field, request, **options)


class MembershipInline(InTheirSpaces, SearchesRows, admin.TabularInline):
    model = Membership
    extra = 0
    fields = ["user", "space", "role", "until"]
    autocomplete_fields = ["user", "space"]


class UserCreationForm(AdminUserCreationForm):
    class Meta:
        model = User
        fields = ["email", "name"]

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()


@admin.register(User)
class UserAdmin(KeptAdmin, TransferAdmin, GivesPermissions, BaseUserAdmin):
    """An account that no longer serves is closed (« peut se connecter »), so that what it did keeps a name."""

    resource_classes = [UserResource]
    add_form = UserCreationForm
    inlines = [MembershipInline]
    actions = ["remove_second_factor"]
    list_display = ["email", "name", "is_active", "is_staff", "last_login"]
    list_filter = ["is_active", "is_staff", "memberships__role", "memberships__space"]
    search_fields = ["email", "name"]
    ordering = ["email"]
    readonly_fields = ["last_login", "date_joined"]
    filter_horizontal = ["groups", "user_permissions"]
    fieldsets = [
        (None, {"fields": ["email", "name", "password", "is_active", "has_shortcuts"]}),
        ("Administration", {"fields": ["is_staff", "is_superuser", "groups", "user_permissions"]}),
        ("Dates", {"fields": ["last_login", "date_joined"]}),
    ]  # fmt: skip
    add_fieldsets = [(None, {"fields": ["email", "name", "usable_password", "password1", "password2"]})]

    def get_queryset(self, request):
        """Those of the spaces that are administered, and those that have no role yet; a superuser sees them all."""
        accounts = super().get_queryset(request)
        if request.user.is_superuser:
            return accounts
        theirs = Q(memberships=None) | Q(memberships__space__in=isolation.named())
        return accounts.filter(theirs, is_superuser=False).distinct()

    def has_change_permission(self, request, obj=None) -> bool:
        """Who may choose the password of an account may all that it may: never more than one's own."""
        if not super().has_change_permission(request, obj) or obj is None or request.user.is_superuser:
            return super().has_change_permission(request, obj)
        is_above = obj.is_superuser or (obj.is_staff and obj != request.user)
        return not is_above and not obj.memberships.exclude(space__in=isolation.named()).exists()

    def get_readonly_fields(self, request, obj=None):
        """Only a superuser gives rights in the administration: nobody raises their own."""
        given = ["is_staff", "is_superuser", "groups", "user_permissions"]
        fixed = super().get_readonly_fields(request, obj)
        return fixed if request.user.is_superuser else [*fixed, *given]

    def save_model(self, request, obj, form, change):
        """The former address no longer opens the account."""
        super().save_model(request, obj, form, change)
        EmailAddress.objects.filter(user=obj).exclude(email=obj.email).delete()

    def get_resource_kwargs(self, request, *args, **options):
        kept = super().get_resource_kwargs(request, *args, **options)
        return kept | {"may_change": partial(self.has_change_permission, request)}

    @admin.action(permissions=["change"], description="Retirer la double vérification (téléphone ou clé perdus)")
    def remove_second_factor(self, request, queryset):
        accounts = [account for account in queryset if self.has_change_permission(request, account)]
        count, _ = Authenticator.objects.filter(user__in=accounts).delete()
        self.message_user(request, f"Double vérification retirée : {count} clé(s) ou code(s).", messages.SUCCESS)


class SpaceAdminForm(SpaceForm):
    def clean_logo(self):
        logo = self.cleaned_data["logo"]
        if logo and logo.space_id != self.instance.pk:
            raise ValidationError("Ce fichier est celui d'un autre espace.")
        return logo

    def _get_validation_exclusions(self) -> set[str]:
        return super(SpaceForm, self)._get_validation_exclusions()


@admin.register(Space)
class SpaceAdmin(KeptAdmin):
    form = SpaceAdminForm
    list_display = ["name", "kind", "legal_name", "phone", "time_zone"]
    list_filter = ["kind", "school_zone"]
    search_fields = ["name", "short_name", "legal_name", "slug", "siret"]
    autocomplete_fields = ["logo"]
    readonly_fields = ["is_demonstration"]
    ordering = ["name"]
    inlines = [MembershipInline]
    fieldsets = [
        (None, {"fields": ["name", "short_name", "sms_name", "slug", "tagline", "kind", "presentation"]}),
        ("Qui le porte", {"fields": ["legal_name", "siret", "address", "phone", "email", "website", "chat_link"]}),
        ("Apparence", {"fields": ["logo", "primary_colour", "accent_colour"]}),
        ("Temps", {"fields": ["time_zone", "school_zone", "retention_months"]}),
        ("Ateliers", {"fields": ["long_list_percent", "asks_feedback"]}),
        ("Messages", {"fields": [
            "email_sender", "sms_sender", "sms_reply_number", "announcements_from", "announcements_until",
            "reminders_from", "reminders_until",
        ]}),
        ("Données", {"fields": ["has_needs", "is_demonstration"]}),
    ]  # fmt: skip

    def get_queryset(self, request):
        return super().get_queryset(request).filter(pk__in=isolation.named())


@admin.register(Membership)
class MembershipAdmin(InTheirSpaces, Page):
    list_display = ["user", "space", "role", "until"]
    list_filter = ["role", "space"]
    search_fields = ["user__email", "user__name", "space__name"]
    autocomplete_fields = ["user", "space"]
    list_select_related = ["user", "space"]
    ordering = ["space__name", "user__email", "pk"]


@admin.register(Commune)
class CommuneAdmin(SpaceOwnedAdmin, TransferAdmin):
    resource_classes = [CommuneResource]
    list_display = ["name", "insee_code", "population", "space"]
    list_filter = ["space"]
    list_select_related = ["space"]
    search_fields = ["name", "insee_code"]
    ordering = ["name", "pk"]


class RoomInline(OfParentsSpace, admin.TabularInline):
    model = Room
    extra = 0


class StopInline(OfParentsSpace, admin.TabularInline):
    model = Stop
    extra = 0


class VenueForm(SameSpaceForm):
    accesses = forms.MultipleChoiceField(
        label="Ce qui aide à venir", choices=Access, required=False, widget=forms.CheckboxSelectMultiple
    )


@admin.register(Venue)
class VenueAdmin(SpaceOwnedAdmin, TransferAdmin):
    form = VenueForm
    resource_classes = [VenueResource]
    inlines = [RoomInline, StopInline]
    list_display = ["name", "short_name", "city", "is_itinerant", "space"]
    list_filter = ["space", "is_itinerant"]
    list_select_related = ["space"]
    search_fields = ["name", "short_name", "city"]
    ordering = ["name", "pk"]


@admin.register(Room)
class RoomAdmin(SpaceOwnedAdmin):
    list_display = ["name", "venue", "seats", "space"]
    list_filter = ["space"]
    list_select_related = ["space", "venue"]
    search_fields = ["name", "venue__name"]
    autocomplete_fields = ["venue"]
    ordering = ["venue__name", "name", "pk"]


@admin.register(Stop)
class StopAdmin(SpaceOwnedAdmin):
    list_display = ["city", "place", "venue", "has_network", "space"]
    list_filter = ["space", "has_network"]
    list_select_related = ["space", "venue"]
    search_fields = ["city", "place"]
    autocomplete_fields = ["venue"]
    ordering = ["city", "place", "pk"]


@admin.register(AccessLink)
class AccessLinkAdmin(ReadOnlyAdmin):
    """The secret itself is nowhere to be read."""

    list_display = ["subject_ref", "purpose", "expires_at", "revoked_at", "first_opened_at", "space"]
    list_filter = ["purpose", "space"]
    list_select_related = ["space"]
    search_fields = ["subject_ref"]
    fields = ["space", "purpose", "subject_ref", "expires_at", "revoked_at", "first_opened_at"]
    ordering = ["-expires_at", "pk"]


@admin.register(StoredFile)
class StoredFileAdmin(ReadOnlyAdmin):
    list_display = ["name", "content_type", "size", "created_by", "created_at", "space"]
    list_filter = ["space", "content_type"]
    list_select_related = ["space", "created_by"]
    search_fields = ["name", "sha256"]
    fields = ["space", "name", "content_type", "size", "sha256", "created_by", "created_at"]
    ordering = ["-created_at", "pk"]


def names_of_tables() -> dict[str, str]:
    """« publics_person » is « personne »."""
    owned = (model for model in apps.get_models() if issubclass(model, SpaceOwned))
    return {model._meta.db_table: str(model._meta.verbose_name) for model in owned}


class JournalledFilter(admin.SimpleListFilter):
    title, parameter_name = "quoi", "quoi"

    def lookups(self, request, model_admin):
        return sorted(names_of_tables().items(), key=itemgetter(1))

    def queryset(self, request, queryset):
        return queryset.filter(table_name=self.value()) if self.value() else queryset


@admin.register(JournalEntry)
class JournalEntryAdmin(ReadOnlyAdmin):
    list_display = ["at", "user", "action", "what", "row_id", "space"]
    list_filter = ["action", JournalledFilter, "space", "at"]
    fields = ["at", "user", "action", "what", "row_id", "before", "after", "request", "space"]
    list_select_related = ["space"]
    search_fields = ["=user", "=row_id", "=request", "table_name"]
    ordering = ["-at", "-pk"]
    show_full_result_count = False

    @admin.display(description="quoi")
    def what(self, entry: JournalEntry) -> str:
        return names_of_tables().get(entry.table_name, entry.table_name)
