"""« Là où l’on bloque »: the taps of the day, and what comes back the most. A number a day and theme, nobody behind."""

import uuid
from datetime import date, timedelta

from mediation.accounts.models import Space

from .models import BlockingPoint

LATELY = timedelta(days=91)  # three months of weeks


def taps(day: date, *, space: Space) -> dict:
    """What `publics/_blocking.html` reads. The keys make two clicks on one page count once."""
    points = BlockingPoint.objects.proposed().counted(space=space, first=day, end=day + timedelta(days=1))
    return {"blocking_points": points, "blocking_keys": {"tap": uuid.uuid4(), "undo": uuid.uuid4()}}


def most_met(day: date, *, space: Space) -> list[BlockingPoint]:
    """Those met over three months, the most frequent first; withdrawn ones too, since they were met."""
    counted = BlockingPoint.objects.counted(space=space, first=day - LATELY, end=day + timedelta(days=1))
    return list(counted.filter(count__gt=0).order_by("-count", "position", "pk"))
