from datetime import datetime

from django.db import transaction

from mediation.accounts.models import Space, User
from mediation.common.refusals import speaks

from .. import segments
from ..models import Segment


@speaks
@transaction.atomic
def create_segment(*, space: Space, name: str, rule: dict, at: datetime, by: User | None) -> Segment:
    """Keep a rule under a name. Refused when it is not understood."""
    segments.read(rule, space=space)
    segment = Segment(space=space, name=name, rule=rule, created_at=at, created_by=by)
    segment.full_clean(exclude=["space", "created_by"])
    segment.save()
    return segment
