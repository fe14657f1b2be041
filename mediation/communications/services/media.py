"""Media, and what was sent to each."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from mediation.accounts.models import Space, User
from mediation.common.refusals import speaks

from ..models import Medium, Publication
from ..registry import announcements
from ..sendings import expected


@speaks
@transaction.atomic
def create_medium(*, medium: Medium, space: Space, at: datetime, by: User | None) -> Medium:
    medium.space = space
    medium.full_clean(exclude=["space"])
    medium.save()
    return medium


@transaction.atomic
def publish(*, medium: Medium, subjects: Iterable[str], at: datetime, by: User | None) -> int:
    """Note that a medium received these announcements (`Expected.key`); how many it had not. What is not to come, nor
    asked of this medium, is left out."""
    told = announcements(space=medium.space, at=at)
    asked = {each.key: each for each in expected(medium, told, set(), today=date.min)}
    rows = [
        Publication(
            space=medium.space, medium=medium, subject_ref=asked[key].announcement.ref, turn=asked[key].turn,
            sent_at=at, sent_by=by,
        )
        for key in sorted(asked.keys() & set(subjects))
    ]  # fmt: skip
    before = Publication.objects.of(medium.space).filter(medium=medium).count()
    Publication.objects.bulk_create(rows, ignore_conflicts=True)
    return Publication.objects.of(medium.space).filter(medium=medium).count() - before
