"""The team's day, as the administration sees it. What is done, closed or taken over is said on the team's pages."""

from django.contrib import admin

from mediation.common.admin import KeptAdmin, ReadOnlyAdmin, SpaceOwnedAdmin

from .models import Closure, Handover, HouseNote, LogEntry, LogReading, Task


@admin.register(LogEntry)
class LogEntryAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "at", "by", "is_pinned", "space"]
    list_filter = ["space", "is_pinned"]
    list_select_related = ["by", "space"]
    search_fields = ["words"]
    ordering = ["-at", "-pk"]


@admin.register(LogReading)
class LogReadingAdmin(ReadOnlyAdmin):
    list_display = ["user", "until", "space"]
    list_filter = ["space"]
    list_select_related = ["user", "space"]
    search_fields = ["user__name", "user__email"]
    ordering = ["-until", "pk"]


@admin.register(Task)
class TaskAdmin(KeptAdmin, SpaceOwnedAdmin):
    list_display = ["title", "due_on", "assigned_to", "done_at", "space"]
    list_filter = ["space", "reason", "due_on"]
    list_select_related = ["assigned_to", "space"]
    search_fields = ["title", "person__search_key"]
    autocomplete_fields = ["person", "assigned_to"]
    readonly_fields = ["reason", "created_at", "created_by", "done_at", "done_by"]
    ordering = ["due_on", "pk"]

    def has_add_permission(self, request) -> bool:
        return False


@admin.register(Closure)
class ClosureAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "reopens_on", "reason", "withdrawn_at", "space"]
    list_filter = ["space"]
    list_select_related = ["venue", "space"]
    search_fields = ["reason", "venue__name"]
    ordering = ["-starts_on", "pk"]


@admin.register(Handover)
class HandoverAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "starts_on", "until_on", "words", "ended_at", "space"]
    list_filter = ["space"]
    list_select_related = ["from_user", "to_user", "space"]
    search_fields = ["from_user__name", "to_user__name", "words"]
    ordering = ["-starts_on", "pk"]


@admin.register(HouseNote)
class HouseNoteAdmin(SpaceOwnedAdmin):
    list_display = ["title", "kind", "is_current", "updated_at", "space"]
    list_filter = ["space", "kind", "is_current"]
    list_select_related = ["space"]
    search_fields = ["title", "text"]
    readonly_fields = ["version", "updated_at", "updated_by"]
    ordering = ["title", "pk"]

    def has_add_permission(self, request) -> bool:
        return False
