"""Who may do what, by role in the current space. One rule a function."""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied

from .enums import Role
from .models import Membership

WELCOMES = {Role.RECEPTION, Role.MEDIATOR, Role.COORDINATOR}

Rule = Callable[[Membership | None], bool]


def has_role(membership: Membership | None, roles: set[Role]) -> bool:
    return membership is not None and membership.role in roles


def may_see_people(membership: Membership | None) -> bool:
    """Who welcomes people sees them; a colleague of another service and the network never do."""
    return has_role(membership, WELCOMES)


def may_see_programme(membership: Membership | None) -> bool:
    """A colleague of another service sees the programme and its posters too."""
    return has_role(membership, WELCOMES | {Role.COLLEAGUE})


def may_run_workshops(membership: Membership | None) -> bool:
    """Reception registers people; it does not set the programme."""
    return has_role(membership, {Role.MEDIATOR, Role.COORDINATOR})


def may_steer(membership: Membership | None) -> bool:
    """Imports, exports, settings of the space."""
    return has_role(membership, {Role.COORDINATOR})


def may_see_figures(membership: Membership | None) -> bool:
    return has_role(membership, {Role.MEDIATOR, Role.COORDINATOR, Role.NETWORK})


def allowed(rule: Rule):
    """Decorates a view of the current space: who does not satisfy the rule is refused."""

    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not rule(request.membership):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.rule = rule
        return guarded

    return decorate
