"""The small help of a day: its taps, and the last one, to be taken back."""

import uuid
from datetime import date, datetime, time, timedelta

from mediation.accounts.models import Space, User
from publics.enums import VisitKind
from publics.models import Visit

from .day import small_help_of


def shown(day: date, *, space: Space, by: User) -> dict:
    """What `desk/today/small_help.html` reads. The key makes two clicks on one page count once."""
    start = datetime.combine(day, time(), tzinfo=space.zone)
    mine = Visit.objects.of(space).between(start, start + timedelta(days=1)).filter(noted_by=by)
    last = mine.exclude(kind=VisitKind.SUPPORT).order_by("-at", "-pk").first()
    keys = {"submission": uuid.uuid4(), "submission_after": uuid.uuid4()}
    return {"taps": small_help_of(day, space=space), "last_help": last, **keys}
