from datetime import datetime

from django.db import transaction

from mediation.accounts.models import User
from mediation.common.refusals import speaks
from publics.models import Organisation

from ..models import SeatHold, Session
from .offers import offer_freed_seats
from .opening import refuse_unless_open


@speaks
@transaction.atomic
def hold_seats(
    *, session: Session, organisation: Organisation, seats: int, until: datetime, by: User | None, at: datetime
) -> SeatHold:
    """Keep seats for a structure's group. Refused beyond those that are free."""
    session = Session.objects.locked(session.pk)
    refuse_unless_open(session, at=at)
    return SeatHold.objects.create(
        space=session.space, session=session, organisation=organisation, seats=seats, until=until, created_at=at
    )


@transaction.atomic
def release_hold(*, hold: SeatHold, at: datetime) -> SeatHold:
    """Give the seats back; who waits is offered them at once."""
    session = Session.objects.locked(hold.session_id)
    hold = SeatHold.objects.get(pk=hold.pk)
    if hold.released_at is None:
        hold.released_at = at
        hold.save(update_fields=["released_at"])
        offer_freed_seats(session=session, at=at)
    return hold


def release_due_holds(*, at: datetime) -> int:
    """Give back the seats kept until now for names that did not come; how many holds."""
    due = list(SeatHold.objects.filter(released_at=None, until__lte=at))
    for hold in due:
        release_hold(hold=hold, at=at)
    return len(due)
