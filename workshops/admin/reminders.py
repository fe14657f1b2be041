"""When people are reminded: decided on its own page, which says whom it concerns; what was written of it."""

from django.contrib import admin

from mediation.common.admin import ReadOnlyAdmin

from ..models import ReminderOccurrence, ReminderRule


@admin.register(ReminderRule)
class ReminderRuleAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "workshop", "cycle", "channels", "is_active", "since", "space"]
    list_filter = ["is_active", "space"]
    list_select_related = ["workshop", "cycle", "space"]
    search_fields = ["workshop__title", "cycle__title"]
    ordering = ["space", "pk"]


@admin.register(ReminderOccurrence)
class ReminderOccurrenceAdmin(ReadOnlyAdmin):
    list_display = ["rule", "session", "appointment", "local_date", "due_at", "space"]
    list_filter = ["space"]
    list_select_related = ["rule", "session__workshop", "appointment__person", "space"]
    search_fields = ["=session__code", "session__workshop__title", "=appointment__code"]
    date_hierarchy = "due_at"
    ordering = ["-due_at", "pk"]
