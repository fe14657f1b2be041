"""Rows that are read, and acted on through services."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError

from mediation.common.admin import ReadOnlyAdmin


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
