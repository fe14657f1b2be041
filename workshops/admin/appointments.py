"""Hours kept for somebody."""

from django.contrib import admin
from django.utils import timezone

from mediation.common.admin import SpaceOwnedAdmin

from .. import services
from ..models import Appointment, AppointmentHours, OtherCalendar
from .acting import ActingAdmin, act_on_each


@admin.register(AppointmentHours)
class AppointmentHoursAdmin(SpaceOwnedAdmin):
    """The weeks of who receives: changed freely, what was booked in them stays."""

    list_display = ["host", "weekday", "starts", "ends", "venue", "room", "valid_from", "valid_until", "space"]
    list_filter = ["weekday", "venue", "space"]
    list_select_related = ["host", "venue", "room__venue", "space"]
    search_fields = ["host__name", "venue__name"]
    autocomplete_fields = ["host"]
    ordering = ["weekday", "starts", "pk"]


@admin.register(OtherCalendar)
class OtherCalendarAdmin(SpaceOwnedAdmin):
    """Removed, what it took is free again. Its address is a secret that is not shown."""

    list_display = ["name", "server", "host", "venue", "read_at", "error", "space"]
    list_filter = ["venue", "space"]
    list_select_related = ["host", "venue", "space"]
    search_fields = ["name", "host__name", "venue__name"]
    fields = ["space", "name", "host", "venue", "tried_at", "read_at", "error"]
    readonly_fields = ["tried_at", "read_at", "error"]
    autocomplete_fields = ["host"]
    ordering = ["name", "pk"]

    def has_add_permission(self, request) -> bool:
        return False


@admin.register(Appointment)
class AppointmentAdmin(ActingAdmin):
    """What it says is changed on its own page, which says how she is told."""

    list_display = ["person", "starts_at", "host", "venue", "state", "created_at", "settled_at", "space"]
    list_filter = ["state", "venue", "is_by_phone", "space"]
    list_select_related = ["person", "host", "venue", "space"]
    search_fields = ["=code", "person__first_name", "person__last_name", "host__name"]
    date_hierarchy = "starts_at"
    ordering = ["-starts_at", "pk"]
    actions = ["cancel"]

    @admin.action(permissions=["act"], description="Annuler, et prévenir la personne")
    def cancel(self, request, queryset):
        def act(appointment):
            services.cancel_appointment(appointment=appointment, by=request.user, at=timezone.now())

        act_on_each(self, request, queryset, act, "Rendez-vous annulés")
