"""The address that one of us gave to her telephone, what a calendar of elsewhere takes, and who is away."""

from datetime import datetime

from mediation.team.services import note_absence
from workshops import services
from workshops.calendars.feeds import Feed
from workshops.models import OtherCalendar
from workshops.services.calendars import write_busy_hours

from .loading import Loading, read


def write_calendars(loading: Loading) -> None:
    said, by = read("calendars"), loading.users["helene"]
    told = {"space": loading.space, "at": loading.at, "by": by}
    services.open_feed(feed=Feed(loading.space, host=by), at=loading.at, by=by)
    for row in said["others"]:
        other = OtherCalendar(name=row["name"], address=row["address"], host=loading.users[row["host"]])
        services.add_calendar(calendar=other, **told)
        write_busy_hours(calendar=other, spans=[span(loading, taken) for taken in row["taken"]], at=loading.at)
        OtherCalendar.objects.filter(pk=other.pk).update(tried_at=loading.at)
    for row in said["absences"]:
        first, last = (loading.days.from_launch(row[name]) for name in ("from", "until"))
        note_absence(user=loading.users[row["who"]], starts_on=first, until_on=last, words=row["words"], **told)


def span(loading: Loading, taken: dict) -> tuple[datetime, datetime]:
    day = loading.days.of_week(taken["week"], taken["weekday"])
    return loading.days.at(day, taken["from"]), loading.days.at(day, taken["until"])
