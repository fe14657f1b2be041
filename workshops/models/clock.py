"""What takes place at an hour, on the clocks of where it takes place."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models import Func
from django.db.models.functions import Cast

from mediation.accounts.models import Room, Venue


class TsTzRange(Func):
    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


def local_day() -> models.GeneratedField:
    """The day of `starts_at` in `time_zone`, kept by the database: lists of a day need no arithmetic."""
    return models.GeneratedField(
        expression=Cast(Func("time_zone", "starts_at", function="timezone"), models.DateField()),
        output_field=models.DateField(),
        db_persist=True,
        verbose_name="jour",
    )


def place_of(venue: Venue, room: Room | None) -> str:
    """The venue and its room, unless the one already names the other: « Salle du Lavoir », not « …, salle »."""
    name = room.name if room else ""
    return f"{venue}, {name}" if name and name.lower() not in venue.name.lower() else venue.name


def place_and_city(name: str, city: str) -> str:
    """« Médiathèque, Vernelune »: the commune is not said twice."""
    return name if not city or city in name else f"{name}, {city}"


class OnTheClock:
    """Read from `starts_at`, `ends_at` and `time_zone`."""

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def duration(self) -> timedelta:
        return self.ends_at - self.starts_at

    @property
    def minutes(self) -> int:
        return int(self.duration.total_seconds() // 60)
