"""Who may do what with people, by role in the current space."""

from mediation.accounts.enums import Role
from mediation.accounts.models import Membership
from mediation.accounts.permissions import WELCOMES, has_role, may_run_workshops, may_see_people, may_steer

__all__ = [
    "may_define_segments",
    "may_edit_organisations",
    "may_export_people",
    "may_import_people",
    "may_see_people",
]


def may_export_people(membership: Membership | None) -> bool:
    """A list that leaves the application: the coordination only."""
    return may_steer(membership)


def may_import_people(membership: Membership | None) -> bool:
    """Many people noted at once: the coordination only."""
    return may_steer(membership)


def may_define_segments(membership: Membership | None) -> bool:
    """Whoever sets the programme says whom it could interest; reception reads the groups."""
    return may_run_workshops(membership)


def may_edit_organisations(membership: Membership | None) -> bool:
    """A structure may be a partner: who corrects a partner corrects it; reception adds one, and its people."""
    return may_run_workshops(membership)


def may_write_personas(membership: Membership | None) -> bool:
    """Whoever writes to the public: the team, and a colleague of another service. No persona is somebody."""
    return has_role(membership, WELCOMES | {Role.COLLEAGUE})
