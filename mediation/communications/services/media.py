"""Media, and what was sent to each."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from mediation.accounts.models import Space, User
from mediation.common.refusals import speaks

from ..models import Medium, Publication
from ..registry import announcements


@speaks
@transaction.atomic
def create_medium(*, medium: Medium, space: Space, at: datetime, by: User | None) -> Medium:
    medium.space = space
    medium.full_clean(exclude=["space"])
    medium.save()
    return medium


@transaction.atomic
def publish(*, medium: Medium, subjects: Iterable[str], at: datetime, by: User | None) -> int:
    """Note that a medium received these announcements; how many it had not. What is not to come is left out."""
    known = {announcement.ref for announcement in announcements(space=medium.space, at=at)}
    rows = [
        Publication(space=medium.space, medium=medium, subject_ref=ref, sent_at=at, sent_by=by)
        for ref in sorted(set(subjects) & known)
    ]
    before = Publication.objects.of(medium.space).filter(medium=medium).count()
    Publication.objects.bulk_create(rows, ignore_conflicts=True)
    return Publication.objects.of(medium.space).filter(medium=medium).count() - before
