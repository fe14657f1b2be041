"""What a secret address gives to another calendar: what one of us does, or what takes place at a venue."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Model, Q, QuerySet

from mediation.accounts.enums import LinkPurpose
from mediation.accounts.models import AccessLink, Membership, Space, User, Venue

from ..models import Appointment, Session
from ..permissions import may_see_people
from .access import access_entries
from .writing import Entry, appointment_entries, calendar_of, session_entries

KEPT, AHEAD = timedelta(days=14), timedelta(days=183)
MOST_KEPT, MOST_AHEAD = 50, 200  # of sessions, and of appointments: the nearest to now
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
        return calendar_of(self.title, self.entries(at=at))

    def entries(self, *, at: datetime) -> Iterator[Entry]:
        """Open access is of a venue: nobody in particular receives there."""
        theirs = Q(host=self.host) if self.host else Q(venue=self.venue)
        sessions = Session.objects.of(self.space).announced().filter(theirs).for_calendars()
        appointments = Appointment.objects.of(self.space).filter(theirs).for_calendars()
        yield from session_entries(self.space, self.nearest(sessions, at=at))
        yield from appointment_entries(self.space, self.nearest(appointments, at=at), is_named=self.host is not None)
        if self.venue:
            yield from access_entries(self.space, at=at, until=at + AHEAD, venue=self.venue)

    def nearest(self, rows: QuerySet, *, at: datetime) -> Iterator[Model]:
        """Those of two weeks, and of six months to come, however many: no more than is read at each asking."""
        kept = rows.filter(starts_at__range=(at - KEPT, at)).order_by("-starts_at", "pk")[:MOST_KEPT]
        ahead = rows.filter(starts_at__gt=at, starts_at__lte=at + AHEAD).by_date()[:MOST_AHEAD]
        for row in kept.union(ahead, all=True):
            if self.venue:
                row.venue = self.venue
            yield row


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
