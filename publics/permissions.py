"""Who may do what with people, by role in the current space."""

from mediation.accounts.models import Membership
from mediation.accounts.permissions import may_run_workshops, may_see_people, may_steer

__all__ = ["may_define_segments", "may_export_people", "may_see_people"]


def may_export_people(membership: Membership | None) -> bool:
    """A list that leaves the application: the coordination only."""
    return may_steer(membership)


def may_define_segments(membership: Membership | None) -> bool:
    """Whoever sets the programme says whom it could interest; reception reads the groups."""
    return may_run_workshops(membership)
