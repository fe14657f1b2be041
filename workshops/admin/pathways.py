"""Several dates that follow each other: cycles, and what somebody wants."""

from django.contrib import admin

from mediation.common.admin import KeptAdmin, ReadOnlyAdmin, SpaceOwnedAdmin

from ..models import Cohort, Cycle, Enrolment, Pathway, PathwayTemplate, Review, Step, TemplateStep


@admin.register(Cycle)
class CycleAdmin(ReadOnlyAdmin):
    """Made from its dates, and edited, on its own pages."""

    list_display = ["title", "short_title", "code", "created_at", "space"]
    list_filter = ["space"]
    list_select_related = ["space"]
    search_fields = ["=code", "title"]
    date_hierarchy = "created_at"
    ordering = ["-created_at", "pk"]


@admin.register(Enrolment)
class EnrolmentAdmin(ReadOnlyAdmin):
    """Taken, and left, on the page of the cycle."""

    list_display = ["person", "cycle", "origin", "created_at", "cancelled_at", "space"]
    list_filter = ["origin", "space"]
    list_select_related = ["person", "cycle", "space"]
    search_fields = ["=code", "person__search_key", "cycle__title"]
    date_hierarchy = "created_at"
    ordering = ["-created_at", "pk"]


@admin.register(PathwayTemplate)
class PathwayTemplateAdmin(KeptAdmin, SpaceOwnedAdmin):
    """A template no longer proposed is kept: pathways began from it. Its steps are written on its own page."""

    list_display = ["title", "audience_names", "is_active", "space"]
    list_filter = ["is_active", "space"]
    list_select_related = ["space"]
    search_fields = ["title"]
    readonly_fields = ["version", "created_at", "created_by"]
    ordering = ["title", "pk"]

    def has_add_permission(self, request) -> bool:
        return False


@admin.register(TemplateStep)
class TemplateStepAdmin(ReadOnlyAdmin):
    list_display = ["template", "rank", "kind", "words", "space"]
    list_filter = ["kind", "space"]
    list_select_related = ["template", "workshop", "organisation", "space"]
    search_fields = ["template__title", "title"]
    ordering = ["template", "rank", "pk"]


@admin.register(Cohort)
class CohortAdmin(ReadOnlyAdmin):
    list_display = ["title", "template", "created_at", "space"]
    list_filter = ["template", "space"]
    list_select_related = ["template", "space"]
    search_fields = ["=code", "title"]
    ordering = ["-created_at", "pk"]


@admin.register(Pathway)
class PathwayAdmin(ReadOnlyAdmin):
    """Her words are read and written on her own page."""

    list_display = ["person", "template", "cohort", "started_on", "ended_on", "space"]
    list_filter = ["template", "space"]
    list_select_related = ["person", "template", "cohort", "space"]
    search_fields = ["=code", "person__search_key"]
    date_hierarchy = "started_on"
    ordering = ["-started_on", "pk"]


@admin.register(Step)
class StepAdmin(ReadOnlyAdmin):
    list_display = ["pathway", "rank", "kind", "words", "is_shared", "outcome", "space"]
    list_filter = ["kind", "is_shared", "outcome", "space"]
    list_select_related = ["pathway__person", "pathway__template", "workshop", "organisation", "space"]
    search_fields = ["title", "pathway__person__search_key"]
    ordering = ["-pathway", "rank", "pk"]


@admin.register(Review)
class ReviewAdmin(ReadOnlyAdmin):
    """Dated and kept: nobody rewrites what was said."""

    list_display = ["pathway", "phase", "on", "noted_by", "space"]
    list_filter = ["phase", "space"]
    list_select_related = ["pathway__person", "pathway__template", "noted_by", "space"]
    search_fields = ["pathway__person__search_key"]
    date_hierarchy = "on"
    ordering = ["-on", "pk"]
