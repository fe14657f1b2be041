"""States, counters and seats are written by services and the database: they are read here; actions call services."""

from collections.abc import Callable

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.utils import timezone

from mediation.common.admin import KeptAdmin, ReadOnlyAdmin, SpaceOwnedAdmin, TransferAdmin

from . import services
from .enums import OfferState
from .models import (
    AccessHours,
    Appointment,
    AppointmentHours,
    Attendance,
    Cohort,
    CoOrganiser,
    Cycle,
    Debrief,
    Enrolment,
    Experiment,
    FeedbackCount,
    HalfDay,
    Invitation,
    Item,
    ItemUse,
    Loan,
    Material,
    MaterialUse,
    OtherCalendar,
    OutsideSession,
    Pathway,
    PathwayTemplate,
    PeerHelper,
    Permanence,
    Registration,
    Review,
    Round,
    SeatHold,
    SeatOffer,
    Series,
    Session,
    Sitting,
    Step,
    TemplateStep,
    Testimonial,
    Tool,
    Wish,
    Workshop,
)
from .resources import ItemResource, WorkshopResource


def act_on_each(model_admin, request, rows, act: Callable, done: str) -> None:
    """Run a service on each row; what it refuses is said, row by row, and stops no other."""
    count = 0
    for row in rows:
        try:
            act(row)
            count += 1
        except ValidationError as refusal:
            model_admin.message_user(request, f"{row} : {' '.join(refusal.messages)}", messages.WARNING)
    if count:
        model_admin.message_user(request, f"{done} : {count}.", messages.SUCCESS)


class ActingAdmin(ReadOnlyAdmin):
    """Rows are read; who may change them acts on them through services."""

    def has_act_permission(self, request) -> bool:
        return request.user.has_perm(f"{self.opts.app_label}.change_{self.opts.model_name}")


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


@admin.register(Item)
class ItemAdmin(KeptAdmin, TransferAdmin, SpaceOwnedAdmin):
    """What is given or broken is kept, « Retiré »: sessions had it. Its state is said on its own page."""

    resource_classes = [ItemResource]
    list_display = ["name", "number", "kind", "venue", "room", "state", "may_be_lent", "space"]
    list_filter = ["kind", "state", "may_be_lent", "venue", "space"]
    list_select_related = ["venue", "room__venue", "space"]
    search_fields = ["name", "number", "=code"]
    readonly_fields = ["state", "version"]
    ordering = ["kind", "name", "pk"]


@admin.register(ItemUse)
class ItemUseAdmin(ReadOnlyAdmin):
    """Chosen on the session's page."""

    list_display = ["item", "session", "space"]
    list_filter = ["item__kind", "space"]
    list_select_related = ["item", "session__workshop", "space"]
    search_fields = ["item__name", "item__number", "session__workshop__title"]
    ordering = ["-pk"]


@admin.register(Loan)
class LoanAdmin(ReadOnlyAdmin):
    """Lent, kept longer and brought back on its own pages."""

    list_display = ["item", "person", "organisation", "lent_at", "due_at", "returned_at", "space"]
    list_filter = [("returned_at", admin.EmptyFieldListFilter), "item__kind", "space"]
    list_select_related = ["item", "person", "organisation", "space"]
    search_fields = ["=code", "item__name", "item__number", "person__search_key", "organisation__name"]
    date_hierarchy = "lent_at"
    ordering = ["-lent_at", "pk"]


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


@admin.register(PeerHelper)
class PeerHelperAdmin(ReadOnlyAdmin):
    """Noted on the session's page."""

    list_display = ["person", "session", "noted_at", "noted_by", "space"]
    list_filter = ["space"]
    list_select_related = ["person", "session__workshop", "noted_by", "space"]
    search_fields = ["person__search_key", "session__workshop__title"]
    ordering = ["-noted_at", "pk"]


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


@admin.register(Round)
class RoundAdmin(ReadOnlyAdmin):
    list_display = ["stop", "on", "half", "kept_by", "left_at", "people_count", "returned_at", "space"]
    list_filter = [("returned_at", admin.EmptyFieldListFilter), "space"]
    list_select_related = ["stop", "kept_by", "space"]
    search_fields = ["stop__city", "stop__place", "kept_by__name"]
    date_hierarchy = "left_at"
    ordering = ["-left_at", "pk"]


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


@admin.register(AccessHours)
class AccessHoursAdmin(SpaceOwnedAdmin):
    list_display = ["venue", "weekday", "starts", "ends", "limit_minutes", "valid_from", "valid_until", "space"]
    list_filter = ["weekday", "venue", "space"]
    list_select_related = ["venue", "space"]
    search_fields = ["venue__name"]
    readonly_fields = ["version"]
    ordering = ["weekday", "starts", "pk"]


@admin.register(Sitting)
class SittingAdmin(ReadOnlyAdmin):
    """Of the day: it becomes a number tonight."""

    list_display = ["item", "name", "starts_at", "ends_at", "freed_at", "space"]
    list_filter = [("freed_at", admin.EmptyFieldListFilter), "space"]
    list_select_related = ["item", "space"]
    search_fields = ["item__name", "item__number"]
    ordering = ["-starts_at", "pk"]
