"""What a secret address gives to another calendar: what one of us does, or what takes place at a venue."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from icalendar import Event

from mediation.accounts.enums import LinkPurpose
from mediation.accounts.models import AccessLink, Membership, Space, User, Venue

from ..models import Appointment, Session
from ..permissions import may_see_people
from .writing import appointment_event, calendar_of, session_event

KEPT, AHEAD = timedelta(days=60), timedelta(days=400)
MOST = 1000  # of sessions, and of appointments
HOST, VENUE = "host", "venue"


@dataclass(frozen=True)
class Feed:
    """Of one of the two."""

    space: Space
    host: User | None = None
    venue: Venue | None = None

    @property
    def ref(self) -> str:
        """As its link names it."""
        return f"{HOST}:{self.host.pk}" if self.host else f"{VENUE}:{self.venue.pk}"

    @property
    def title(self) -> str:
        return f"{self.host or self.venue}, {self.space.short_name}"

    def write(self, *, at: datetime) -> bytes:
        return calendar_of(self.title, self.events(at=at))

    def events(self, *, at: datetime) -> Iterator[Event]:
        theirs = Q(host=self.host) if self.host else Q(venue=self.venue)
        span = Q(starts_at__range=(at - KEPT, at + AHEAD))
        for session in Session.objects.of(self.space).announced().filter(theirs, span).with_details().by_date()[:MOST]:
            yield session_event(session)
        expected = Appointment.objects.of(self.space).filter(theirs, span).with_details().by_date()
        for appointment in expected[:MOST]:
            yield appointment_event(appointment, is_named=self.host is not None)


def links_of(space: Space, *, at: datetime) -> dict[str, AccessLink]:
    """Those in use, by what they are of."""
    rows = AccessLink.objects.of(space).usable(at=at).filter(purpose=LinkPurpose.CALENDAR)
    return {link.subject_ref: link for link in rows.select_related("space")}


def feed_of(link: AccessLink, *, at: datetime) -> Feed | None:
    """None once she is no longer of the team, or the venue is no more."""
    kind, _, key = link.subject_ref.partition(":")
    if kind == VENUE:
        venue = Venue.objects.of(link.space).filter(pk=key).first()
        return venue and Feed(link.space, venue=venue)
    rows = Membership.objects.filter(space=link.space, user=key, user__is_active=True).select_related("user")
    return next((Feed(link.space, host=row.user) for row in rows.in_force(at=at) if may_see_people(row)), None)
