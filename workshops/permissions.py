"""Who may do what with workshops, by role in the current space."""

from mediation.accounts.models import Membership
from mediation.accounts.permissions import may_run_workshops, may_see_people, may_see_programme, may_steer

__all__ = [
    "may_export_items",
    "may_export_sessions",
    "may_register",
    "may_run_workshops",
    "may_see_people",
    "may_see_programme",
]


def may_register(membership: Membership | None) -> bool:
    """Whoever welcomes people registers them, answers offers and notes who came; reception too."""
    return may_see_people(membership)


def may_export_items(membership: Membership | None) -> bool:
    """The inventory names nobody: who runs workshops takes it to the insurance, or to who pays."""
    return may_run_workshops(membership)


def may_export_sessions(membership: Membership | None) -> bool:
    """A list that leaves the application: the coordination only."""
    return may_steer(membership)


def may_set_reminders(membership: Membership | None) -> bool:
    """When people are told speaks for the whole space."""
    return may_steer(membership)


def may_follow_pathways(membership: Membership | None) -> bool:
    """Where somebody wants to go is between her and who accompanies her: mediators and the coordination."""
    return may_run_workshops(membership)
