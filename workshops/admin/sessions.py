"""Dates: one, several, of others, with others; and the half-days that leave on a round."""

from django.contrib import admin
from django.utils import timezone

from mediation.common.admin import ReadOnlyAdmin, SpaceOwnedAdmin

from .. import services
from ..models import CoOrganiser, HalfDay, OutsideSession, PeerHelper, Permanence, Round, Series, Session
from .acting import ActingAdmin, act_on_each


@admin.register(Session)
class SessionAdmin(ActingAdmin):
    """What it says is changed on its own page, which tells whom to warn."""

    list_display = [
        "workshop",
        "starts_at",
        "venue",
        "host",
        "state",
        "capacity",
        "seats_taken",
        "waiting_count",
        "space",
    ]
    list_filter = ["state", "venue", "workshop__branch", "space"]
    list_select_related = ["workshop", "venue", "host", "space"]
    search_fields = ["=code", "workshop__title"]
    date_hierarchy = "starts_at"
    ordering = ["-starts_at", "pk"]
    actions = ["publish", "cancel"]

    @admin.action(permissions=["act"], description="Publier")
    def publish(self, request, queryset):
        def act(session):
            services.publish(session=session, by=request.user, at=timezone.now())

        act_on_each(self, request, queryset, act, "Séances publiées")

    @admin.action(permissions=["act"], description="Annuler, et prévenir les personnes inscrites")
    def cancel(self, request, queryset):
        def act(session):
            services.cancel_session(session=session, by=request.user, at=timezone.now())

        act_on_each(self, request, queryset, act, "Séances annulées")


@admin.register(Series)
class SeriesAdmin(ReadOnlyAdmin):
    """Made from a session, changed with its sessions."""

    list_display = ["workshop", "words", "start_time", "starts_on", "space"]
    list_filter = ["workshop__branch", "space"]
    list_select_related = ["workshop", "space"]
    search_fields = ["workshop__title"]
    date_hierarchy = "starts_on"
    ordering = ["-starts_on", "pk"]


@admin.register(OutsideSession)
class OutsideSessionAdmin(SpaceOwnedAdmin):
    """What others propose, as far as we know: corrected and taken away freely."""

    list_display = ["title", "organisation", "on", "starts", "city", "branch", "space"]
    list_filter = ["branch", "space"]
    list_select_related = ["organisation", "branch", "space"]
    search_fields = ["title", "organisation__name", "city"]
    autocomplete_fields = ["organisation"]
    date_hierarchy = "on"
    ordering = ["-on", "pk"]


@admin.register(CoOrganiser)
class CoOrganiserAdmin(ReadOnlyAdmin):
    """Noted on the session's page."""

    list_display = ["organisation", "part", "session", "created_at", "space"]
    list_filter = ["part", "space"]
    list_select_related = ["organisation", "session__workshop", "space"]
    search_fields = ["organisation__name", "session__workshop__title"]
    ordering = ["-created_at", "pk"]


@admin.register(PeerHelper)
class PeerHelperAdmin(ReadOnlyAdmin):
    """Noted on the session's page."""

    list_display = ["person", "session", "noted_at", "noted_by", "space"]
    list_filter = ["space"]
    list_select_related = ["person", "session__workshop", "noted_by", "space"]
    search_fields = ["person__search_key", "session__workshop__title"]
    ordering = ["-noted_at", "pk"]


@admin.register(Permanence)
class PermanenceAdmin(ReadOnlyAdmin):
    """Opened, prolonged and called off on its own page."""

    list_display = ["title", "organisation", "host", "venue", "words", "starts_on", "is_by_appointment", "space"]
    list_filter = ["is_by_appointment", "venue", "space"]
    list_select_related = ["organisation", "host", "venue", "space"]
    search_fields = ["title", "organisation__name"]
    date_hierarchy = "starts_on"
    ordering = ["-starts_on", "pk"]


@admin.register(HalfDay)
class HalfDayAdmin(ReadOnlyAdmin):
    """Its dates, one by one."""

    list_display = ["permanence", "starts_at", "ends_at", "room", "host", "called_off_at", "space"]
    list_filter = [("called_off_at", admin.EmptyFieldListFilter), "space"]
    list_select_related = ["permanence", "room__venue", "host", "space"]
    search_fields = ["permanence__title"]
    date_hierarchy = "starts_at"
    ordering = ["-starts_at", "pk"]


@admin.register(Round)
class RoundAdmin(ReadOnlyAdmin):
    list_display = ["stop", "on", "half", "kept_by", "left_at", "people_count", "returned_at", "space"]
    list_filter = [("returned_at", admin.EmptyFieldListFilter), "space"]
    list_select_related = ["stop", "kept_by", "space"]
    search_fields = ["stop__city", "stop__place", "kept_by__name"]
    date_hierarchy = "left_at"
    ordering = ["-left_at", "pk"]
