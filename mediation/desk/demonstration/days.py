"""Open days around the day of launch: nothing in the demonstration is dated but from there."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import holidays

SUNDAY = 6
SUMMER_BREAK = ((8, 8), (8, 21))  # month, day
WINTER_BREAK = ((12, 25), (1, 1))


class Days:
    """`first` is the day of launch, called J: the next open one when it is a Sunday or a public holiday."""

    def __init__(self, launch: date, zone: ZoneInfo):
        self.launch, self.zone = launch, zone
        self.closed = holidays.France(years=range(launch.year - 3, launch.year + 2))
        self.first = self.on_or_after(launch)
        self.monday = self.first - timedelta(days=self.first.weekday())

    def is_open(self, day: date) -> bool:
        return day.weekday() != SUNDAY and day not in self.closed

    def on_or_after(self, day: date) -> date:
        while not self.is_open(day):
            day += timedelta(days=1)
        return day

    def on_or_before(self, day: date) -> date:
        while not self.is_open(day):
            day -= timedelta(days=1)
        return day

    def from_launch(self, days: int) -> date:
        """So many days from J; what falls on a closed day slides away from J."""
        day = self.first + timedelta(days=days)
        return self.on_or_before(day) if days < 0 else self.on_or_after(day)

    def of_week(self, week: int, weekday: int) -> date:
        """That weekday of the week of J (0) or of a later one; a public holiday puts it off to the next open day."""
        return self.on_or_after(self.monday + timedelta(weeks=week, days=weekday))

    def worked_between(self, start: date, end: date) -> list[date]:
        """Open days from `start` to the day before `end`, without the two breaks of the year."""
        days = (start + timedelta(days=number) for number in range((end - start).days))
        return [day for day in days if self.is_open(day) and not is_break(day)]

    def at(self, day: date, hour: str) -> datetime:
        """« 14:30 » of that day, on the clocks of the space."""
        return datetime.combine(day, time.fromisoformat(hour), tzinfo=self.zone)

    @property
    def midnight(self) -> datetime:
        """The day of launch begins: what is before is history."""
        return self.at(self.launch, "00:00")


def is_break(day: date) -> bool:
    said = (day.month, day.day)
    return SUMMER_BREAK[0] <= said <= SUMMER_BREAK[1] or said >= WINTER_BREAK[0] or said <= WINTER_BREAK[1]
