"""What the space owns: where it is, who has it, who sits at it."""

from django.contrib import admin

from mediation.common.admin import KeptAdmin, ReadOnlyAdmin, SpaceOwnedAdmin, TransferAdmin

from ..models import AccessHours, Item, ItemUse, Loan, Sitting
from ..resources import ItemResource


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
