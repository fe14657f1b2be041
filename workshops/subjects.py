"""Sessions as other pages name them in a line: those that list messages, calls and what the media are to receive."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from mediation.accounts.models import Space
from mediation.common import dates
from mediation.common.phones import spaced
from mediation.common.printing import public_address
from mediation.communications.registry import Announcement
from mediation.courier.registry import Subject
from publics.registry import Named

from .answers import how_to_come, seats, sentences
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
    return [announcement_of(session) for session in coming.with_details().by_date()]


def announcement_of(session: Session) -> Announcement:
    ref, address = f"session:{session.pk}", of_session(session).address
    texts, words = partial(texts_of, session), words_of(session)
    return Announcement(
        ref, session.workshop.title, session.local_date, address, texts, words=words, until=session.starts_at
    )


def words_of(session: Session) -> dict[str, str]:
    start, end = session.starts_at.astimezone(session.zone), session.ends_at.astimezone(session.zone)
    page = public_address(reverse("public:session", args=[session.space.slug, session.code]))
    when = f"{dates.without_year(start)}, {dates.hours(start, end)}"
    return {"quoi": session.workshop.title, "quand": when, "où": session.place_and_city, "lien": page}


def still_announced(at: datetime) -> QuerySet:
    return Session.objects.public().filter(starts_at__gt=at, closed_at=None)


def to_be_announced(space: Space, pk: int, *, at: datetime) -> Announcement | None:
    session = still_announced(at).of(space).filter(pk=pk).with_details().first()
    return session and announcement_of(session)


def who_answered(pk: int) -> QuerySet:
    """Who comes, or waits."""
    return Registration.objects.live().filter(session=pk).values("person")


def texts_of(session: Session) -> Iterator[str]:
    """For a bulletin, the radio, an electronic board: the longest first, each without the last sentence of the one
    before. What it is, when, where and whom to call stay."""
    workshop = session.workshop
    details = [workshop.takeaway, workshop.audience, sentences(workshop.conditions, seats(session))]
    opening = sentences(workshop.title, when_and_where(session))
    for count in range(len(details), -1, -1):
        yield sentences(opening, *details[:count], how_to_come(session))
    start = session.starts_at.astimezone(session.zone)
    yield f"{workshop.short_title}, {dates.for_sms(start)}, {session.short_place}. {spaced(session.space.phone)}"
    yield f"{workshop.short_title}, {dates.for_sms(start)}. {spaced(session.space.phone)}"


def when_and_where(session: Session) -> str:
    """« Vendredi 18 décembre, de 14 heures à 16 heures, salle du Lavoir, Saint-Aubrelin »."""
    start, end = session.starts_at.astimezone(session.zone), session.ends_at.astimezone(session.zone)
    return ", ".join([dates.without_year(start), dates.hours(start, end), session.place_and_city])


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
