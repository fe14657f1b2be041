"""The programme for machines: schema.org events, RSS, iCalendar. Nobody who comes is in any of them."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.feedgenerator import Rss201rev2Feed

from mediation.accounts.models import Space
from mediation.common.printing import public_address

from ..answers import sentences, when
from ..calendars.access import access_entries
from ..calendars.feeds import AHEAD
from ..calendars.writing import calendar_of, page_of, session_entries
from ..models import Session


def home_of(space: Space) -> str:
    return public_address(reverse("public:programme", args=[space.slug]))


def event(session: Session) -> dict:
    """As https://schema.org/Event describes it."""
    space = session.space
    state = "EventCancelled" if session.cancelled_at else "EventScheduled"
    return {
        "@type": "Event",
        "@id": page_of(session),
        "url": page_of(session),
        "name": session.workshop.title,
        "description": sentences(session.workshop.takeaway),
        "about": session.workshop.branch.name,
        "startDate": session.starts_at.astimezone(session.zone).isoformat(),
        "endDate": session.ends_at.astimezone(session.zone).isoformat(),
        "eventStatus": f"https://schema.org/{state}",
        "eventAttendanceMode": f"https://schema.org/{'On' if session.is_remote else 'Off'}lineEventAttendanceMode",
        "location": location(session),
        "organizer": {
            "@type": "Organization",
            "name": space.name,
            "telephone": str(space.phone),
            "url": home_of(space),
        },
        "contributor": [{"@type": "Organization", "name": name} for name in others_of(session)],
        "maximumAttendeeCapacity": session.capacity,
        "remainingAttendeeCapacity": session.free_seats,
    }


def others_of(session: Session) -> list[str]:
    """The structures that make it with us."""
    return [one.organisation.name for one in session.co_organisers.all()]


def location(session: Session) -> dict:
    """At a distance, our own page: the way in is for those who come. Of a home, its commune alone."""
    if session.is_remote:
        return {"@type": "VirtualLocation", "url": page_of(session)}
    address = {
        "@type": "PostalAddress", "streetAddress": session.street,
        "postalCode": "" if session.stop else session.postal_code, "addressLocality": session.city,
        "addressCountry": "FR",
    }  # fmt: skip
    there = [{"@type": "LocationFeatureSpecification", "name": name, "value": True} for name in session.access_names]
    return {"@type": "Place", "name": session.place, "address": address, "amenityFeature": there}


def linked(sessions: Iterable[Session]) -> dict:
    return {"@context": "https://schema.org", "@graph": [event(session) for session in sessions]}


def rss(space: Space, sessions: Iterable[Session]) -> str:
    feed = Rss201rev2Feed(
        title=f"Les ateliers à venir, {space.name}", link=home_of(space), language="fr",
        description=space.tagline or "Vous avez une envie\u00a0? On s’y met ensemble.",
    )  # fmt: skip
    for session in sessions:
        others = ", ".join(others_of(session))
        where = ", ".join(filter(None, [when(session), session.place, session.city]))
        told = sentences(where, others and f"Avec {others}", session.workshop.takeaway)
        feed.add_item(
            title=session.workshop.title, link=page_of(session), unique_id=page_of(session), description=told,
            pubdate=session.created_at, categories=[session.workshop.branch.name],
        )  # fmt: skip
    return feed.writeString("utf-8")


def calendar(space: Space, sessions: Iterable[Session], *, at: datetime, has_access: bool) -> bytes:
    """`has_access`: with the hours of open access, for who asked for everything."""
    entries = session_entries(space, sessions)
    access = access_entries(space, at=at, until=at + AHEAD) if has_access else ()
    return calendar_of(space.name, [*entries, *access])
