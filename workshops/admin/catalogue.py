"""What is proposed: workshops, what they are made of, what people would like."""

from django.contrib import admin

from mediation.common.admin import KeptAdmin, ReadOnlyAdmin, SpaceOwnedAdmin, TransferAdmin

from ..models import Experiment, Invitation, Material, MaterialUse, Tool, Wish, Workshop
from ..resources import WorkshopResource


@admin.register(Workshop)
class WorkshopAdmin(KeptAdmin, TransferAdmin, SpaceOwnedAdmin):
    """A workshop no longer proposed is kept: its sessions are."""

    resource_classes = [WorkshopResource]
    list_display = ["title", "short_title", "branch", "interest", "level", "seats", "is_active", "space"]
    list_filter = ["is_active", "level", "aim", "is_mixed", "branch", "space"]
    list_select_related = ["branch", "interest", "space"]
    search_fields = ["title", "short_title", "means"]
    readonly_fields = ["version", "forked_from"]
    ordering = ["title", "pk"]


@admin.register(Tool)
class ToolAdmin(KeptAdmin, SpaceOwnedAdmin):
    """Workshops name it by its key: it is withdrawn (« proposé »), never deleted."""

    list_display = ["name", "key", "is_active", "space"]
    list_filter = ["is_active", "space"]
    list_select_related = ["space"]
    search_fields = ["name", "key"]
    readonly_fields = ["key", "version"]
    ordering = ["name", "pk"]

    def has_add_permission(self, request) -> bool:
        return False


@admin.register(Experiment)
class ExperimentAdmin(ReadOnlyAdmin):
    """Started and decided on the workshop's page."""

    list_display = ["workshop", "question", "review_on", "decision", "decided_at", "decided_by", "space"]
    list_filter = ["decision", "space"]
    list_select_related = ["workshop", "decided_by", "space"]
    search_fields = ["workshop__title", "question"]
    ordering = ["-started_at", "pk"]


@admin.register(Material)
class MaterialAdmin(KeptAdmin, SpaceOwnedAdmin):
    """A resource no longer proposed is kept: workshops used it. Files are sent on its own page."""

    list_display = ["title", "branch", "level", "author", "url", "is_public", "is_active", "space"]
    list_filter = ["is_public", "is_active", "level", "branch", "space"]
    list_select_related = ["branch", "space"]
    search_fields = ["title", "author", "url"]
    readonly_fields = ["file", "version", "code", "created_at", "created_by"]
    ordering = ["title", "pk"]

    def has_add_permission(self, request) -> bool:
        return False


@admin.register(MaterialUse)
class MaterialUseAdmin(ReadOnlyAdmin):
    """Chosen on the workshop's page."""

    list_display = ["workshop", "material", "space"]
    list_filter = ["space"]
    list_select_related = ["workshop", "material", "space"]
    search_fields = ["workshop__title", "material__title"]
    ordering = ["-pk"]


@admin.register(Wish)
class WishAdmin(ReadOnlyAdmin):
    """Noted and sorted on the page of wishes."""

    list_display = ["__str__", "channel", "state", "interest", "received_at", "space"]
    list_filter = ["state", "channel", "space"]
    list_select_related = ["person", "interest", "space"]
    search_fields = ["words", "=code", "person__search_key"]
    date_hierarchy = "received_at"
    ordering = ["-received_at", "pk"]


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    """Who was asked to shape a workshop, on its page."""

    list_display = ["__str__", "answer", "invited_at", "invited_by", "space"]
    list_filter = ["answer", "space"]
    list_select_related = ["workshop", "person", "wish__person", "invited_by", "space"]
    search_fields = ["workshop__title", "person__search_key"]
    ordering = ["-invited_at", "pk"]
