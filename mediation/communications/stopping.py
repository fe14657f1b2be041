"""The page where somebody stops what we tell her: the same link in each message, for a year after the last."""

from collections.abc import Collection
from datetime import datetime, timedelta

from mediation.accounts.enums import LinkPurpose
from mediation.accounts.models import AccessLink, Space
from mediation.accounts.public import link_paths
from mediation.common.printing import public_address

LINK_LIFE = timedelta(days=365)


def pages_to_stop(space: Space, purpose: LinkPurpose, refs: Collection[str], *, at: datetime) -> dict[str, str]:
    """In full, by the reference of each; empty for who has no page, whose link was withdrawn."""
    links = AccessLink.objects.issue_all(space=space, purpose=purpose, subject_refs=refs, expires_at=at + LINK_LIFE)
    return {ref: public_address(path) if path else "" for ref, path in link_paths(links).items()}
