from django.contrib import admin

from mediation.common.admin import KeptAdmin, ReadOnlyAdmin, SpaceOwnedAdmin

from .models import Campaign, CampaignVariant, Digest, DigestIssue, DigestStop, Medium, Publication


@admin.register(Medium)
class MediumAdmin(SpaceOwnedAdmin, KeptAdmin):
    list_display = ["name", "format", "longest", "closing_rule", "closing_value", "space"]
    list_filter = ["closing_rule", "space"]
    list_select_related = ["space"]
    search_fields = ["name", "format", "contact"]
    ordering = ["name", "pk"]


@admin.register(Publication)
class PublicationAdmin(ReadOnlyAdmin):
    list_display = ["medium", "subject_ref", "sent_at", "sent_by", "space"]
    list_filter = ["space"]
    list_select_related = ["space", "medium", "sent_by"]
    search_fields = ["medium__name", "subject_ref"]
    ordering = ["-sent_at", "pk"]


@admin.register(Campaign)
class CampaignAdmin(ReadOnlyAdmin):
    list_display = ["title", "state", "subject_ref", "segment", "due_at", "created_by", "approved_by", "space"]
    list_filter = ["state", "space"]
    list_select_related = ["space", "segment", "created_by", "approved_by"]
    search_fields = ["title", "=code", "=subject_ref"]
    ordering = ["-created_at", "pk"]


@admin.register(CampaignVariant)
class CampaignVariantAdmin(ReadOnlyAdmin):
    list_display = ["campaign", "position", "segment", "channels", "space"]
    list_filter = ["space"]
    list_select_related = ["space", "campaign", "segment"]
    search_fields = ["campaign__title", "=campaign__code"]
    ordering = ["-campaign__created_at", "position", "pk"]


@admin.register(Digest)
class DigestAdmin(ReadOnlyAdmin):
    list_display = ["space", "is_active", "rhythm", "weekday", "hour", "since"]
    list_filter = ["is_active", "rhythm"]
    list_select_related = ["space"]
    search_fields = ["space__name"]
    ordering = ["space__name", "pk"]


@admin.register(DigestIssue)
class DigestIssueAdmin(ReadOnlyAdmin):
    list_display = ["heading", "local_date", "told_count", "sent_by", "space"]
    list_filter = ["space"]
    list_select_related = ["space", "sent_by"]
    search_fields = ["heading"]
    ordering = ["-local_date", "pk"]


@admin.register(DigestStop)
class DigestStopAdmin(ReadOnlyAdmin):
    list_display = ["recipient_ref", "at", "space"]
    list_filter = ["space"]
    list_select_related = ["space"]
    search_fields = ["=recipient_ref"]
    ordering = ["-at", "pk"]
