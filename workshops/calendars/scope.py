"""Of whom and of where the calendar is: everybody and everywhere, or a venue, a room, one of us."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q

from mediation.accounts.models import Room, Space, User, Venue


@dataclass(frozen=True)
class Scope:
    """`sees_people`: appointments are part of it, and whose they are."""

    space: Space
    venue: Venue | None = None
    room: Room | None = None
    host: User | None = None
    sees_people: bool = True

    @property
    def rows(self) -> Q:
        """What a session or an appointment of it answers to."""
        return self.answering("venue")

    @property
    def half_days(self) -> Q:
        """The same of a half-day, which is where its permanence is."""
        return self.answering("permanence__venue")

    def answering(self, venue: str) -> Q:
        chosen = {venue: self.venue, "room": self.room, "host": self.host}
        return Q(space=self.space, **{name: value for name, value in chosen.items() if value})

    @property
    def place(self) -> Venue | None:
        """The venue it is about: that of its room too."""
        return self.venue or (self.room and self.room.venue)

    @property
    def calendars(self) -> Q:
        """The calendars of elsewhere that it is about."""
        whose = Q(calendar__host=self.host) if self.host else Q()
        return whose | Q(calendar__venue=self.place) if self.place else whose

    @property
    def query(self) -> str:
        """The same in an address."""
        named = {"lieu": self.venue, "salle": self.room, "avec": self.host}
        return urlencode({name: value.pk for name, value in named.items() if value})

    @property
    def title(self) -> str:
        """« Hélène Viorne, Salle du Lavoir »; nothing when it is of everybody."""
        return ", ".join(str(value) for value in (self.host, self.room or self.venue) if value)
