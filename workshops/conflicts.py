"""A room, or somebody who welcomes, is in one place at a time. The database refuses; here is with which session."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from mediation.common import dates

from .models import Session
from .models.sessions import TAKES_PLACE


def taken_beside(session: Session, since: datetime, until: datetime):
    """Sessions that hold its room or its host at some time of these, in order."""
    same = Q(room=session.room_id, room__isnull=False) | Q(host=session.host_id, host__isnull=False)
    others = Session.objects.of(session.space).filter(same, state__in=TAKES_PLACE).exclude(pk=session.pk)
    return others.filter(starts_at__lt=until, ends_at__gt=since).select_related("workshop").by_date()


def conflicts(session: Session, start: datetime, end: datetime, others: Iterable[Session]) -> dict[str, str]:
    """By `room` and `host`: what holds it between these times, among sessions that hold one of the two."""
    meanwhile = [other for other in others if other.starts_at < end and other.ends_at > start]
    return {
        field: f"{taken}\u00a0: {named(other)}"
        for field, taken in (("room", "Cette salle est déjà prise"), ("host", "Cette personne accueille déjà ailleurs"))
        for other in reversed(meanwhile)
        if getattr(session, f"{field}_id") and getattr(session, f"{field}_id") == getattr(other, f"{field}_id")
    }


def named(session: Session) -> str:
    """« Vendre ses gâteaux », de 14 heures à 16 heures."""
    start, end = session.starts_at.astimezone(session.zone), session.ends_at.astimezone(session.zone)
    return f"«\u00a0{session.workshop}\u00a0», {dates.hours(start, end)}"
