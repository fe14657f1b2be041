"""Who may do what with partners and with their slips, by role in the current space."""

from mediation.accounts.enums import Role
from mediation.accounts.models import Membership
from mediation.accounts.permissions import WELCOMES, has_role, may_see_people, may_steer
from workshops.permissions import may_follow_pathways


def may_see_partners(membership: Membership | None) -> bool:
    """Whoever welcomes people knows who else does."""
    return has_role(membership, WELCOMES)


def may_edit_partners(membership: Membership | None) -> bool:
    return has_role(membership, {Role.MEDIATOR, Role.COORDINATOR})


def may_transfer_partners(membership: Membership | None) -> bool:
    """Files in, files out."""
    return may_steer(membership)


def may_handle_referrals(membership: Membership | None) -> bool:
    """A slip names somebody: only who sees people."""
    return may_see_people(membership)


def may_follow_referrals(membership: Membership | None) -> bool:
    """A structure with an account reads what became of its own slips, and nothing else."""
    return may_see_people(membership) or is_prescriber(membership)


def is_prescriber(membership: Membership | None) -> bool:
    return has_role(membership, {Role.PRESCRIBER})


def may_tell_steps(membership: Membership | None) -> bool:
    """What became of a step at a structure: the structure says it, or who accompanies the person."""
    return may_follow_pathways(membership) or is_prescriber(membership)
