"""Who may do what with the media and the messages."""

from mediation.accounts.enums import Role
from mediation.accounts.models import Membership
from mediation.accounts.permissions import WELCOMES, has_role, may_see_people, may_steer


def may_see_media(membership: Membership | None) -> bool:
    """A colleague of another service carries posters too."""
    return has_role(membership, WELCOMES | {Role.COLLEAGUE})


def may_publish(membership: Membership | None) -> bool:
    """Note that a medium received an announcement."""
    return has_role(membership, WELCOMES)


def may_set_media(membership: Membership | None) -> bool:
    return may_steer(membership)


def may_read_messages(membership: Membership | None) -> bool:
    """The log of messages names people."""
    return may_see_people(membership)


def may_write_campaigns(membership: Membership | None) -> bool:
    """It names people, and speaks for the space."""
    return has_role(membership, {Role.MEDIATOR, Role.COORDINATOR})


def may_read_texts(membership: Membership | None) -> bool:
    """Who welcomes people knows what they were told; nobody is named there."""
    return has_role(membership, WELCOMES)


def may_write_texts(membership: Membership | None) -> bool:
    """They speak for the space to everybody."""
    return may_steer(membership)
