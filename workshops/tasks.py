from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from mediation.accounts.models import Space
from mediation.common.isolation import everything

from . import services
from .models import OtherCalendar, Registration, Session

AT_ONCE = 100  # calendars of elsewhere; the others wait for the next turn
COMFORT_KEPT = timedelta(days=30)  # after the session


@shared_task
def forget_comfort() -> int:
    """What somebody asked to be at ease served on the day; how many were emptied."""
    with everything():
        over = Registration.objects.filter(session__ends_at__lte=timezone.now() - COMFORT_KEPT).exclude(comfort=[])
        return over.update(comfort=[])


@shared_task
def forget_supplies() -> int:
    """Who was to bring what served on the day; how many lists were emptied."""
    with everything():
        return (
            Session.objects.filter(ends_at__lte=timezone.now() - COMFORT_KEPT).exclude(supplies="").update(supplies="")
        )


@shared_task
def offer_freed_seats() -> None:
    """Close what is over, then look once more at every session where somebody waits beside a free seat."""
    with everything():
        at = timezone.now()
        services.expire_offers(at=at)
        services.release_due_holds(at=at)
        for session in Session.objects.public().with_room().filter(starts_at__gt=at, waiting_count__gt=0):
            services.offer_freed_seats(session=session, at=at)


@shared_task
def remind() -> int:
    """Write the reminders whose hour has come; how many."""
    with everything():
        return services.remind_due(at=timezone.now())


@shared_task
def remind_loans() -> None:
    """Each hour, in each space: a word for what comes back tomorrow, a call to make for what should have come back."""
    with everything():
        at = timezone.now()
        for space in Space.objects.order_by("pk"):
            services.remind_due_loans(space=space, at=at)
            services.remind_late_loans(space=space, at=at)


@shared_task
def count_sittings() -> None:
    """Each hour, in each space: once the day is over, who was at a post is a number of its hour."""
    with everything():
        at = timezone.now()
        for space in Space.objects.order_by("pk"):
            services.count_sittings(space=space, at=at)


@shared_task(soft_time_limit=240)
def read_other_calendars() -> None:
    """Those that wait longest; one that never ends waits behind the others the next time."""
    with everything():
        for calendar in OtherCalendar.objects.due(at=timezone.now()).with_whose()[:AT_ONCE]:
            services.read_calendar(calendar=calendar, at=timezone.now())
