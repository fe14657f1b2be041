"""The programme for machines: schema.org events, RSS, iCalendar. Nobody who comes is in any of them."""

from collections.abc import Iterable
from datetime import UTC, datetime

from django.urls import reverse
from django.utils.feedgenerator import Rss201rev2Feed

from mediation.accounts.models import Space
from mediation.common.printing import public_address

from ..answers import sentences, when
from ..models import Session

LONGEST_LINE = 75  # octets of a line of iCalendar
ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": ""})
STAMP = "%Y%m%dT%H%M%SZ"


def page_of(session: Session) -> str:
    return public_address(reverse("public:session", args=[session.space.slug, session.code]))


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
        "maximumAttendeeCapacity": session.capacity,
        "remainingAttendeeCapacity": session.free_seats,
    }


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
        told = sentences(
            ", ".join(filter(None, [when(session), session.place, session.city])), session.workshop.takeaway
        )
        feed.add_item(
            title=session.workshop.title, link=page_of(session), unique_id=page_of(session), description=told,
            pubdate=session.created_at, categories=[session.workshop.branch.name],
        )  # fmt: skip
    return feed.writeString("utf-8")


def calendar(space: Space, sessions: Iterable[Session], *, at: datetime) -> str:
    """RFC 5545. Instants are given in universal time: no clock of a telephone may misread them."""
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//mediation//programme//FR", "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(space.name)}",
    ]  # fmt: skip
    for session in sessions:
        lines += entry(session, at=at)
    return "".join(f"{folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def entry(session: Session, *, at: datetime) -> list[str]:
    place = ", ".join(filter(None, [session.place, session.address]))
    return [
        "BEGIN:VEVENT",
        f"UID:{session.code}@{session.space.slug}",
        f"SEQUENCE:{session.version}",
        f"DTSTAMP:{at.astimezone(UTC):{STAMP}}",
        f"DTSTART:{session.starts_at.astimezone(UTC):{STAMP}}",
        f"DTEND:{session.ends_at.astimezone(UTC):{STAMP}}",
        f"SUMMARY:{escaped(session.workshop.title)}",
        f"DESCRIPTION:{escaped(sentences(session.workshop.takeaway))}",
        f"LOCATION:{escaped(place)}",
        f"URL:{page_of(session)}",
        "END:VEVENT",
    ]


def escaped(text: str) -> str:
    return text.translate(ESCAPED)


def folded(line: str) -> str:
    """Cut every 75 octets, never inside a letter; what follows begins with a space."""
    parts, current = [], ""
    for letter in line:
        if len((current + letter).encode()) > LONGEST_LINE:
            parts.append(current)
            current = " "
        current += letter
    return "\r\n".join([*parts, current])
