"""Seats: taken, offered, kept; who came, and what was said of it."""

from django.contrib import admin
from django.utils import timezone

from mediation.common.admin import ReadOnlyAdmin

from .. import services
from ..enums import OfferState
from ..models import Attendance, Debrief, FeedbackCount, Registration, SeatHold, SeatOffer, Testimonial
from .acting import ActingAdmin, act_on_each


@admin.register(Registration)
class RegistrationAdmin(ActingAdmin):
    list_display = ["person", "session", "state", "party_size", "origin", "created_at", "cancelled_at", "space"]
    list_filter = ["state", "origin", "space"]
    list_select_related = ["person", "session__workshop", "space"]
    search_fields = ["=code", "person__first_name", "person__last_name", "session__workshop__title"]
    date_hierarchy = "created_at"
    ordering = ["-created_at", "pk"]
    actions = ["cancel"]

    @admin.action(permissions=["act"], description="Annuler, et proposer la place à qui attend")
    def cancel(self, request, queryset):
        def act(registration):
            services.cancel_registration(registration=registration, by=request.user, at=timezone.now())

        act_on_each(self, request, queryset, act, "Inscriptions annulées")


@admin.register(SeatOffer)
class SeatOfferAdmin(ActingAdmin):
    list_display = ["registration", "session", "seats", "state", "offered_at", "expires_at", "closed_at", "space"]
    list_filter = ["state", "space"]
    list_select_related = ["registration__person", "registration__session__workshop", "session__workshop", "space"]
    search_fields = ["registration__person__first_name", "registration__person__last_name", "session__workshop__title"]
    ordering = ["-offered_at", "pk"]
    actions = ["decline"]

    @admin.action(permissions=["act"], description="Rendre la place, et la proposer à qui suit")
    def decline(self, request, queryset):
        def act(offer):
            services.decline_offer(offer=offer, by=request.user, at=timezone.now())

        act_on_each(self, request, queryset.filter(state=OfferState.OPEN), act, "Places rendues")


@admin.register(SeatHold)
class SeatHoldAdmin(ActingAdmin):
    list_display = ["kept_for", "session", "seats", "until", "released_at", "space"]
    list_filter = [("released_at", admin.EmptyFieldListFilter), "space"]
    list_select_related = ["organisation", "stop", "session__workshop", "space"]
    search_fields = ["organisation__name", "stop__city", "session__workshop__title"]
    ordering = ["-until", "pk"]
    actions = ["release"]

    @admin.display(description="Pour")
    def kept_for(self, hold):
        return hold.kept_for

    @admin.action(permissions=["act"], description="Rendre les places gardées")
    def release(self, request, queryset):
        def act(hold):
            services.release_hold(hold=hold, at=timezone.now())

        act_on_each(self, request, queryset, act, "Places rendues")


@admin.register(Attendance)
class AttendanceAdmin(ReadOnlyAdmin):
    list_display = ["person", "session", "presence", "is_first_time", "noted_at", "noted_by", "space"]
    list_filter = ["presence", "is_first_time", "space"]
    list_select_related = ["person", "session__workshop", "noted_by", "space"]
    search_fields = ["person__first_name", "person__last_name", "session__workshop__title"]
    date_hierarchy = "noted_at"
    ordering = ["-noted_at", "pk"]


@admin.register(FeedbackCount)
class FeedbackCountAdmin(ReadOnlyAdmin):
    """Counted on the screen of the room, by link, or from slips: nobody's name."""

    list_display = ["session", "question", "answer", "source", "count", "space"]
    list_filter = ["question", "source", "space"]
    list_select_related = ["session__workshop", "space"]
    search_fields = ["=session__code", "session__workshop__title"]
    ordering = ["-session__starts_at", "question", "pk"]


@admin.register(Debrief)
class DebriefAdmin(ReadOnlyAdmin):
    """Written on the page « Après la séance »."""

    list_display = ["session", "worked", "to_change", "noted_at", "noted_by", "space"]
    list_filter = ["space"]
    list_select_related = ["session__workshop", "noted_by", "space"]
    search_fields = ["session__workshop__title", "worked", "to_change"]
    date_hierarchy = "noted_at"
    ordering = ["-noted_at", "pk"]


@admin.register(Testimonial)
class TestimonialAdmin(ReadOnlyAdmin):
    """Noted on the session's page; shown while the sheet she signed says so."""

    list_display = ["person", "session", "scope", "noted_at", "noted_by", "space"]
    list_filter = ["space"]
    list_select_related = ["person", "session__workshop", "noted_by", "space"]
    search_fields = ["person__search_key", "session__workshop__title", "words"]
    date_hierarchy = "noted_at"
    ordering = ["-noted_at", "pk"]
