from django.contrib import admin

from mediation.common.admin import ReadOnlyAdmin

from .models import BatchedLetter, Breaker, Inbound, Lease, LetterBatch, Message, MessageEvent, Suppression, Wording


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    list_display = [
        "kind",
        "channel",
        "state",
        "address",
        "due_at",
        "sent_at",
        "receipt",
        "attempts",
        "reason",
        "space",
    ]
    list_filter = ["state", "receipt", "channel", "kind", "priority", "space"]
    list_select_related = ["space"]
    search_fields = ["=address", "=recipient_ref", "=dedup_key", "kind"]
    ordering = ["-created_at", "pk"]
    date_hierarchy = "created_at"
    show_full_result_count = False


@admin.register(MessageEvent)
class MessageEventAdmin(ReadOnlyAdmin):
    list_display = ["at", "message", "what", "reason", "by", "space"]
    list_filter = ["what", "space"]
    list_select_related = ["message", "by", "space"]
    search_fields = ["=message__id", "=message__dedup_key"]
    ordering = ["-at", "pk"]


@admin.register(Inbound)
class InboundAdmin(ReadOnlyAdmin):
    list_display = ["received_at", "channel", "sender", "intent", "handled_at", "space"]
    list_filter = ["intent", "channel", "space"]
    list_select_related = ["space"]
    search_fields = ["=sender", "text"]
    ordering = ["-received_at", "pk"]


@admin.register(Suppression)
class SuppressionAdmin(ReadOnlyAdmin):
    list_display = ["channel", "reason", "since", "space"]
    list_filter = ["reason", "channel", "space"]
    list_select_related = ["space"]
    ordering = ["-since", "pk"]


@admin.register(Wording)
class WordingAdmin(ReadOnlyAdmin):
    list_display = ["kind", "form", "version", "subject", "written_at", "written_by", "space"]
    list_filter = ["form", "kind", "space"]
    list_select_related = ["space", "written_by"]
    search_fields = ["kind", "subject", "text"]
    ordering = ["-written_at", "pk"]


@admin.register(Breaker)
class BreakerAdmin(ReadOnlyAdmin):
    list_display = ["channel", "failures", "paused_until", "next_turn_at", "reason"]
    ordering = ["channel"]


@admin.register(Lease)
class LeaseAdmin(ReadOnlyAdmin):
    list_display = ["token", "until"]
    ordering = ["until", "pk"]


@admin.register(LetterBatch)
class LetterBatchAdmin(ReadOnlyAdmin):
    list_display = ["code", "printed_at", "printed_by", "posted_on", "posted_by", "file_hash", "space"]
    list_filter = ["posted_on", "space"]
    list_select_related = ["space", "printed_by", "posted_by"]
    search_fields = ["=code", "=file_hash"]
    ordering = ["-printed_at", "pk"]
    date_hierarchy = "printed_at"


@admin.register(BatchedLetter)
class BatchedLetterAdmin(ReadOnlyAdmin):
    list_display = ["batch", "page", "message", "fate", "space"]
    list_filter = ["fate", "space"]
    list_select_related = ["batch__space", "message", "space"]
    search_fields = ["=batch__code", "=message__id"]
    ordering = ["-batch", "page"]
