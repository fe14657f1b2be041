"""Sessions as other pages name them in a line: those that list messages, calls and what the media are to receive."""

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from mediation.accounts.models import Space
from mediation.common import dates
from mediation.communications.registry import Announcement
from mediation.courier.registry import Subject
from publics.registry import Named

from .models import Registration, SeatOffer, Session, Workshop

ANNOUNCED_AHEAD = timedelta(days=92)


def of_session(session: Session) -> Subject:
    """« Vendre ses gâteaux, vendredi 18 décembre »."""
    start = session.starts_at.astimezone(session.zone)
    title = f"{session.workshop.title}, {dates.without_year(start.date())}"
    return Subject(title, reverse("workshops:session", args=[session.code]))


def of_registrations(ids: list[int]) -> dict[int, Subject]:
    registrations = Registration.objects.select_related("session__workshop").in_bulk(ids)
    return {pk: of_session(registration.session) for pk, registration in registrations.items()}


def of_offers(ids: list[int]) -> dict[int, Subject]:
    offers = SeatOffer.objects.select_related("session__workshop").in_bulk(ids)
    return {pk: of_session(offer.session) for pk, offer in offers.items()}


def of_sessions(ids: list[int]) -> dict[int, Subject]:
    sessions = Session.objects.select_related("workshop").in_bulk(ids)
    return {pk: of_session(session) for pk, session in sessions.items()}


def sessions_of(space: Space, code: str) -> QuerySet:
    return Session.objects.of(space).filter(code=code).values("pk")


def registrations_of(space: Space, code: str) -> QuerySet:
    return Registration.objects.of(space).filter(session__code=code).values("pk")


def offers_of(space: Space, code: str) -> QuerySet:
    return SeatOffer.objects.of(space).filter(session__code=code).values("pk")


def to_announce(*, space: Space, at: datetime) -> list[Announcement]:
    """Published sessions of the coming quarter."""
    coming = Session.objects.of(space).public().filter(starts_at__gt=at, starts_at__lt=at + ANNOUNCED_AHEAD)
    return [
        Announcement(f"session:{session.pk}", session.workshop.title, session.local_date, of_session(session).address)
        for session in coming.select_related("workshop").by_date()
    ]


def named(ids: list[int]) -> dict[int, Named]:
    """Workshops that people wait for, and their next date with a seat when there is one now."""
    at = timezone.now()
    coming = Session.objects.taking(at=at).with_room().filter(workshop__in=ids, starts_at__gt=at)
    dates_of = {each.workshop_id: next_date(each) for each in coming.with_details().order_by("-starts_at", "-pk")}
    return {
        pk: Named(workshop.title, reverse("workshops:workshop", args=[pk]), dates_of.get(pk, ""))
        for pk, workshop in Workshop.objects.in_bulk(ids).items()
    }


def next_date(session: Session) -> str:
    return f"une date est fixée\u00a0: {dates.without_year(session.starts_at.astimezone(session.zone).date())}"
