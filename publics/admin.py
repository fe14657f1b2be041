"""People, organisations, visits, and the taxonomies every space shares."""

from django.contrib import admin, messages
from django.utils import timezone

from mediation.common.admin import KeptAdmin, OfParentsSpace, ReadOnlyAdmin, SpaceOwnedAdmin, TransferAdmin

from . import services
from .models import (
    ActivityCount,
    ActivityReport,
    Authorisation,
    Belonging,
    BlockingPoint,
    Consent,
    DailyCount,
    Demarche,
    Disclosure,
    DistinctPair,
    Enquiry,
    Export,
    Facet,
    Guardianship,
    Interest,
    Lack,
    LearningCheck,
    Mandate,
    Merge,
    Organisation,
    OrganisationInterest,
    PeopleImport,
    Person,
    Persona,
    PersonFacet,
    PersonInterest,
    RightsRequest,
    Segment,
    Support,
    SupposedInterest,
    Topic,
    Visit,
)
from .notifications import REACHED_BY, readdress
from .resources import DemarcheResource, InterestResource


class PersonInterestInline(OfParentsSpace, admin.TabularInline):
    model = PersonInterest
    extra = 0
    fields = ["interest", "words", "said_at", "noted_by"]
    readonly_fields = ["said_at", "noted_by"]
    autocomplete_fields = ["interest"]

    def has_add_permission(self, request, obj=None) -> bool:
        return False


@admin.register(Person)
class PersonAdmin(KeptAdmin, SpaceOwnedAdmin):
    """Somebody is created where she is met, and recognised with who she was."""

    inlines = [PersonInterestInline]
    actions = ["recognise"]
    list_display = ["__str__", "city", "preferred_channel", "is_provisional", "created_at", "space"]
    list_filter = ["space", "is_provisional", "preferred_channel", "origin", "heard_from"]
    list_select_related = ["space"]
    search_fields = ["search_key", "phone", "email", "code"]
    readonly_fields = ["code", "version", "origin", "is_provisional", "reconciled_with", "created_at", "created_by"]
    ordering = ["sort_key", "pk"]

    def has_add_permission(self, request) -> bool:
        return False

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if REACHED_BY & set(form.changed_data):
            readdress(obj, at=timezone.now())

    @admin.action(description="Ce sont bien des personnes nouvelles", permissions=["change"])
    def recognise(self, request, queryset):
        unknown = list(queryset.filter(is_provisional=True))
        for person in unknown:
            services.recognise(person=person, at=timezone.now(), by=request.user)
        self.message_user(request, f"Personnes reconnues\u00a0: {len(unknown)}.", messages.SUCCESS)


@admin.register(PersonInterest)
class PersonInterestAdmin(SpaceOwnedAdmin):
    list_display = ["person", "interest", "words", "said_at", "space"]
    list_filter = ["space", "interest__parent"]
    list_select_related = ["person", "interest", "space"]
    search_fields = ["person__search_key", "interest__name", "words"]
    autocomplete_fields = ["interest"]
    readonly_fields = ["person", "said_at", "noted_by"]
    ordering = ["-said_at", "pk"]

    def has_add_permission(self, request) -> bool:
        return False


@admin.register(Segment)
class SegmentAdmin(SpaceOwnedAdmin):
    """Its rule is written on its page, where one sees who answers it."""

    list_display = ["name", "created_by", "created_at", "space"]
    list_filter = ["space"]
    list_select_related = ["created_by", "space"]
    search_fields = ["name"]
    readonly_fields = ["rule", "version", "created_at", "created_by"]
    ordering = ["name", "pk"]

    def has_add_permission(self, request) -> bool:
        return False


@admin.register(Visit)
class VisitAdmin(SpaceOwnedAdmin):
    """Corrected here when it was noted wrongly; noted at the desk."""

    list_display = ["at", "kind", "__str__", "how_done", "person", "venue", "space"]
    list_filter = ["space", "kind", "how_done", "urgency", "at"]
    list_select_related = ["demarche", "person", "venue", "space"]
    search_fields = ["purpose", "demarche__name", "person__search_key"]
    autocomplete_fields = ["person", "demarche", "venue"]
    readonly_fields = ["kind", "stop", "at", "noted_by", "version"]
    ordering = ["-at", "-pk"]

    def has_add_permission(self, request) -> bool:
        return False


class SupportInline(OfParentsSpace, admin.TabularInline):
    model = Support
    extra = 0
    fields = readonly_fields = ["person", "how_done", "autonomy", "age_bracket", "status", "gender", "is_first"]


class ActivityCountInline(OfParentsSpace, admin.TabularInline):
    model = ActivityCount
    extra = 0
    fields = readonly_fields = ["dimension", "value", "count"]


@admin.register(ActivityReport)
class ActivityReportAdmin(ReadOnlyAdmin):
    """Corrected where it was noted: a revision of it is written, and the one before stays."""

    inlines = [SupportInline, ActivityCountInline]
    list_display = ["on", "kind", "__str__", "participants_count", "minutes", "revision", "voided_at", "space"]
    list_filter = ["space", "kind", "place_kind", "on"]
    list_select_related = ["space"]
    search_fields = ["title", "place", "city", "=source_ref"]
    ordering = ["-on", "-pk"]


@admin.register(Support)
class SupportAdmin(ReadOnlyAdmin):
    list_display = ["person", "report", "how_done", "age_bracket", "status", "is_first", "space"]
    list_filter = ["space", "how_done", "autonomy", "age_bracket", "status"]
    list_select_related = ["person", "report", "space"]
    search_fields = ["person__search_key"]
    ordering = ["-pk"]


@admin.register(ActivityCount)
class ActivityCountAdmin(ReadOnlyAdmin):
    list_display = ["report", "dimension", "value", "count", "space"]
    list_filter = ["space", "dimension"]
    list_select_related = ["report", "space"]
    search_fields = ["value", "report__title"]
    ordering = ["-pk"]


@admin.register(DailyCount)
class DailyCountAdmin(ReadOnlyAdmin):
    list_display = ["on", "dimension", "value", "count", "space"]
    list_filter = ["space", "dimension", "on"]
    list_select_related = ["space"]
    search_fields = ["value"]
    ordering = ["-on", "dimension", "value", "pk"]


@admin.register(Consent)
class ConsentAdmin(ReadOnlyAdmin):
    """Proof: read, never written here."""

    list_display = ["at", "person", "purpose", "channel", "is_given", "how", "by", "space"]
    list_filter = ["space", "purpose", "channel", "is_given", "how", "at"]
    list_select_related = ["person", "by", "space"]
    search_fields = ["person__search_key", "address"]
    ordering = ["-at", "-pk"]


@admin.register(Authorisation)
class AuthorisationAdmin(ReadOnlyAdmin):
    """Given and withdrawn on the person's page."""

    list_display = ["person", "kind", "medium", "name_shown", "signed_on", "ends_on", "withdrawn_on", "space"]
    list_filter = ["space", "kind", "medium", "ends_on"]
    list_select_related = ["person", "space"]
    search_fields = ["person__search_key", "scope"]
    ordering = ["-signed_on", "-pk"]


@admin.register(RightsRequest)
class RightsRequestAdmin(ReadOnlyAdmin):
    """Answered in the register of the team."""

    list_display = ["who", "kind", "received_on", "due_on", "outcome", "space"]
    list_filter = ["space", "kind", "outcome", "due_on"]
    list_select_related = ["person", "space"]
    search_fields = ["person__search_key", "name", "words"]
    ordering = ["due_on", "pk"]


@admin.register(Organisation)
class OrganisationAdmin(KeptAdmin, SpaceOwnedAdmin):
    list_display = ["name", "kind", "city", "phone", "space"]
    list_filter = ["space", "kind"]
    list_select_related = ["space"]
    search_fields = ["search_key", "city", "siret", "code"]
    readonly_fields = ["code", "version"]
    ordering = ["search_key", "pk"]


@admin.register(Merge)
class MergeAdmin(ReadOnlyAdmin):
    """Merged and undone where people are listed; what was there before is for undoing only."""

    list_display = ["merged", "kept", "at", "by", "undone_at", "space"]
    list_filter = ["space", "at", "undone_at"]
    list_select_related = ["merged", "kept", "by", "space"]
    search_fields = ["merged__search_key", "kept__search_key", "by__name"]
    exclude = ["before"]
    ordering = ["-at", "-pk"]


@admin.register(PeopleImport)
class PeopleImportAdmin(ReadOnlyAdmin):
    """Read and confirmed where people are listed; what was read of the file is for confirming only."""

    list_display = ["file_name", "created_at", "created_by", "imported_at", "new_count", "completed_count", "space"]
    list_filter = ["space", "created_at"]
    list_select_related = ["created_by", "space"]
    search_fields = ["file_name", "created_by__name"]
    exclude = ["lines"]
    ordering = ["-created_at", "pk"]


@admin.register(Export)
class ExportAdmin(ReadOnlyAdmin):
    """Noted when a list leaves, and never changed."""

    list_display = ["at", "by", "what", "filters", "rows_count", "format_name", "space"]
    list_filter = ["space", "at"]
    list_select_related = ["by", "space"]
    search_fields = ["by__name", "what", "filters"]
    ordering = ["-at", "-pk"]


@admin.register(DistinctPair)
class DistinctPairAdmin(SpaceOwnedAdmin):
    """Said where they are compared; deleted, the two are proposed again."""

    list_display = ["__str__", "at", "by", "space"]
    list_filter = ["space", "at"]
    list_select_related = ["first", "second", "by", "space"]
    search_fields = ["first__search_key", "second__search_key"]
    readonly_fields = ["first", "second", "at", "by"]
    ordering = ["-at", "-pk"]

    def has_add_permission(self, request) -> bool:
        return False


@admin.register(Interest)
class InterestAdmin(KeptAdmin, TransferAdmin):
    """Shared by every space: withdrawn (« proposée »), never deleted."""

    resource_classes = [InterestResource]
    list_display = ["name", "parent", "position", "is_active"]
    list_filter = ["is_active", "parent"]
    list_select_related = ["parent"]
    search_fields = ["name", "key", "parent__name"]
    autocomplete_fields = ["parent"]
    ordering = ["parent__position", "position", "name", "pk"]


@admin.register(Demarche)
class DemarcheAdmin(KeptAdmin, TransferAdmin):
    resource_classes = [DemarcheResource]
    list_display = ["name", "imposed_by", "official_site", "theme", "is_active"]
    list_filter = ["is_active", "imposed_by"]
    search_fields = ["name", "key", "imposed_by"]
    ordering = ["name", "pk"]


@admin.register(Topic)
class TopicAdmin(KeptAdmin):
    """Shared by every space: withdrawn (« proposé »), never deleted."""

    list_display = ["name", "is_ours", "redirect", "target_minutes", "position", "is_active"]
    list_filter = ["is_active", "is_ours"]
    search_fields = ["name", "key", "redirect"]
    ordering = ["position", "name", "pk"]


@admin.register(BlockingPoint)
class BlockingPointAdmin(KeptAdmin):
    """Shared by every space: withdrawn (« proposé »), never deleted. Its key is in what was counted: it stays."""

    list_display = ["name", "letter", "position", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["name", "key"]
    ordering = ["position", "name", "pk"]

    def get_readonly_fields(self, request, obj=None):
        return ["key"] if obj else []


@admin.register(Lack)
class LackAdmin(KeptAdmin, SpaceOwnedAdmin):
    """Noted and answered on « De quoi bâtir l’offre »; its words are corrected here."""

    list_display = ["words", "kind", "city", "told_by", "noted_at", "answer", "space"]
    list_filter = ["space", "kind", "told_by", "noted_at"]
    list_select_related = ["space"]
    search_fields = ["words", "answer", "city"]
    readonly_fields = ["noted_at", "noted_by", "answer", "answered_at", "answered_by"]
    ordering = ["-noted_at", "-pk"]

    def has_add_permission(self, request) -> bool:
        return False


@admin.register(Enquiry)
class EnquiryAdmin(KeptAdmin, SpaceOwnedAdmin):
    """What came in is noted, answered and closed on its own page."""

    list_display = ["__str__", "channel", "topic", "state", "received_at", "due_at", "space"]
    list_filter = ["space", "state", "kind", "channel", "topic"]
    list_select_related = ["topic", "person", "space"]
    search_fields = ["name", "phone", "email", "code", "person__search_key"]
    autocomplete_fields = ["topic", "person"]
    readonly_fields = [
        *("code", "channel", "kind", "state", "subject_ref", "has_agreed", "received_at", "due_at", "noted_by"),
        *("assigned_to", "answer", "redirected_to", "handled_at", "handled_by", "waited_minutes"),
        *("reopened_at", "reopened_by", "reopened_why"),
    ]
    ordering = ["-received_at", "pk"]

    def has_add_permission(self, request) -> bool:
        return False


@admin.register(Disclosure)
class DisclosureAdmin(ReadOnlyAdmin):
    """What was said stays as it was said."""

    list_display = ["at", "caller_name", "structure_name", "about", "by", "space"]
    list_filter = ["space", "at"]
    list_select_related = ["by", "space"]
    search_fields = ["caller_name", "structure_name", "about"]
    ordering = ["-at", "-pk"]


@admin.register(Facet)
class FacetAdmin(KeptAdmin):
    """Shared by every space: withdrawn (« proposée »), never deleted."""

    list_display = ["name", "kind", "group", "position", "is_active"]
    list_filter = ["kind", "is_active"]
    search_fields = ["name", "key"]
    ordering = ["kind", "position", "name", "pk"]


class SaidAdmin(SpaceOwnedAdmin):
    """Noted with somebody, on her page: corrected here, never begun here."""

    list_select_related = ["person", "space"]

    def has_add_permission(self, request) -> bool:
        return False


@admin.register(PersonFacet)
class PersonFacetAdmin(SaidAdmin):
    list_display = ["person", "facet", "words", "state", "said_at", "space"]
    list_filter = ["space", "facet__kind", "state"]
    list_select_related = ["person", "facet", "space"]
    search_fields = ["person__search_key", "facet__name", "words"]
    readonly_fields = ["person", "facet", "said_at", "noted_by"]
    ordering = ["-said_at", "pk"]


@admin.register(SupposedInterest)
class SupposedInterestAdmin(SaidAdmin):
    """May be deleted: it is a guess."""

    list_display = ["person", "interest", "supposed_by", "noted_at", "ends_at", "space"]
    list_filter = ["space", "noted_at"]
    list_select_related = ["person", "interest", "space"]
    search_fields = ["person__search_key", "interest__name", "supposed_by"]
    readonly_fields = ["person", "interest", "noted_at", "ends_at", "noted_by"]
    ordering = ["ends_at", "pk"]


@admin.register(Guardianship)
class GuardianshipAdmin(SpaceOwnedAdmin):
    list_display = ["child", "adult", "authorisation_seen_on", "collected_by", "space"]
    list_filter = ["space", "authorisation_seen_on"]
    list_select_related = ["child", "adult", "space"]
    search_fields = ["child__search_key", "adult__search_key", "collected_by"]
    autocomplete_fields = ["child", "adult"]
    readonly_fields = ["version"]
    ordering = ["child__sort_key", "pk"]


@admin.register(Mandate)
class MandateAdmin(KeptAdmin, SaidAdmin):
    list_display = ["person", "kind", "signed_on", "ends_on", "revoked_on", "space"]
    list_filter = ["space", "kind", "ends_on"]
    search_fields = ["person__search_key", "formalities", "kept_at"]
    readonly_fields = ["person", "noted_at", "noted_by"]
    ordering = ["-signed_on", "pk"]


@admin.register(LearningCheck)
class LearningCheckAdmin(KeptAdmin, SaidAdmin):
    list_display = ["person", "demarche", "due_on", "answer", "space"]
    list_filter = ["space", "answer", "due_on"]
    list_select_related = ["person", "demarche", "space"]
    search_fields = ["person__search_key", "demarche__name"]
    readonly_fields = ["person", "demarche", "begun_at", "answer", "answered_at", "noted_by"]
    ordering = ["-due_on", "pk"]


@admin.register(Belonging)
class BelongingAdmin(SaidAdmin):
    list_display = ["person", "organisation", "role", "space"]
    list_filter = ["space", "organisation__kind"]
    list_select_related = ["person", "organisation", "space"]
    search_fields = ["person__search_key", "organisation__search_key", "role"]
    readonly_fields = ["person", "organisation", "noted_at", "noted_by"]
    ordering = ["organisation__search_key", "pk"]


@admin.register(OrganisationInterest)
class OrganisationInterestAdmin(SpaceOwnedAdmin):
    """Said on the page of the structure."""

    list_display = ["organisation", "interest", "words", "said_at", "space"]
    list_filter = ["space", "interest__parent"]
    list_select_related = ["organisation", "interest", "space"]
    search_fields = ["organisation__search_key", "interest__name", "words"]
    readonly_fields = ["organisation", "said_at", "noted_by"]
    ordering = ["-said_at", "pk"]

    def has_add_permission(self, request) -> bool:
        return False


@admin.register(Persona)
class PersonaAdmin(SpaceOwnedAdmin):
    list_display = ["name", "position", "is_ours", "space"]
    list_filter = ["space", "is_ours"]
    list_select_related = ["space"]
    search_fields = ["name", "traits"]
    readonly_fields = ["key", "is_ours", "rule", "version"]
    ordering = ["space", "position", "name", "pk"]

    def has_add_permission(self, request) -> bool:
        return False
