"""Who may see what was done, by role in the current space. One rule a function."""

from mediation.accounts.models import Membership
from mediation.accounts.permissions import may_run_workshops, may_see_figures, may_steer

__all__ = ["may_export_activities", "may_see_activities", "may_see_figures"]


def may_see_activities(membership: Membership | None) -> bool:
    """Whoever reports what was done. The network reads figures, never an activity."""
    return may_run_workshops(membership)


def may_export_activities(membership: Membership | None) -> bool:
    """A list that leaves the application: the coordination only."""
    return may_steer(membership)
