"""Secret addresses of our calendars, and the calendars of elsewhere that are read in."""

from datetime import datetime, timedelta

from django.db import transaction

from mediation.accounts.enums import LinkPurpose
from mediation.accounts.models import AccessLink, Space, User
from mediation.common.refusals import speaks

from ..calendars.feeds import Feed
from ..calendars.fetching import NotFetched, fetch
from ..calendars.reading import Span, Unreadable, busy_hours
from ..models import BusyHours, OtherCalendar

NOT_FINISHED = "Sa lecture n’a pas été jusqu’au bout."
LASTS = timedelta(days=400)
KEPT_FOR = timedelta(days=300)  # an address that is read goes on: it is renewed once it has less than this


@transaction.atomic
def open_feed(*, feed: Feed, at: datetime, by: User | None) -> AccessLink:
    """The secret address of this calendar; opened twice, it is the same."""
    return AccessLink.objects.issue(
        space=feed.space, purpose=LinkPurpose.CALENDAR, subject_ref=feed.ref, expires_at=at + LASTS
    )


@transaction.atomic
def close_feed(*, feed: Feed, at: datetime, by: User | None) -> None:
    """Its address gives nothing any more, whoever holds it."""
    links = AccessLink.objects.of(feed.space).filter(purpose=LinkPurpose.CALENDAR, subject_ref=feed.ref)
    links.filter(revoked_at=None).update(revoked_at=at)


@transaction.atomic
def change_feed(*, feed: Feed, at: datetime, by: User | None) -> AccessLink:
    """Another address: the former one gives nothing any more."""
    close_feed(feed=feed, at=at, by=by)
    return open_feed(feed=feed, at=at, by=by)


@transaction.atomic
def keep_feed(*, link: AccessLink, at: datetime) -> None:
    """It was read: it lasts."""
    if link.expires_at - at < KEPT_FOR:
        AccessLink.objects.filter(pk=link.pk).update(expires_at=at + LASTS)


@speaks
@transaction.atomic
def add_calendar(*, calendar: OtherCalendar, space: Space, at: datetime, by: User | None) -> OtherCalendar:
    """It is read within minutes, then again and again. Refused when it is read already."""
    calendar.space, calendar.created_at, calendar.created_by = space, at, by
    calendar.full_clean(exclude=["created_by"])
    calendar.save()
    return calendar


@transaction.atomic
def remove_calendar(*, calendar: OtherCalendar, at: datetime, by: User | None) -> None:
    """What it took is free again. Removed twice, it is removed once."""
    OtherCalendar.objects.of(calendar.space).filter(pk=calendar.pk).delete()


def read_calendar(*, calendar: OtherCalendar, at: datetime) -> None:
    """Ask for it, then write when it is busy. While it cannot be read, what it last said stays.

    Nothing is held while the other server is waited for; what stops us meanwhile is said on the calendar.
    """
    rows = OtherCalendar.objects.filter(pk=calendar.pk)
    rows.update(tried_at=at, error=NOT_FINISHED)
    try:
        spans = busy_hours(fetch(calendar.address), zone=calendar.space.zone, at=at)
    except (NotFetched, Unreadable) as refusal:
        rows.update(error=str(refusal))
    else:
        write_busy_hours(calendar=calendar, spans=spans, at=at)


@transaction.atomic
def write_busy_hours(*, calendar: OtherCalendar, spans: list[Span], at: datetime) -> None:
    """These, and no others; what did not change is left as it is."""
    if not OtherCalendar.objects.filter(pk=calendar.pk).update(read_at=at, error=""):
        return  # removed meanwhile
    known = {(row.starts_at, row.ends_at): row.pk for row in calendar.busy_hours.all()}
    BusyHours.objects.filter(pk__in=[pk for span, pk in known.items() if span not in set(spans)]).delete()
    new = [span for span in spans if span not in known]
    BusyHours.objects.bulk_create(
        BusyHours(space=calendar.space, calendar=calendar, starts_at=start, ends_at=end) for start, end in new
    )
