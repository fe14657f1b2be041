"""Who asked for another date of a workshop is told once there is one."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from mediation.accounts.models import User
from mediation.common import dates
from mediation.common.refusals import speaks
from publics.notifications import recipient_of_enquirer
from publics.services import answer_enquiry

from .. import notifications
from ..models import Session
from .opening import refuse_once_begun, refuse_once_closed, refuse_unless_open


@speaks
@transaction.atomic
def tell_who_waits(*, session: Session, at: datetime, by: User) -> int:
    """Who asked for another date is told of this one, each as she asked, and her wish is answered; how many.

    Who has a place there already is not told again. Who nothing reaches still waits: the desk tells her when she comes.
    Refused unless it is still to begin, with a seat to come to.
    """
    session = Session.objects.locked(session.pk)
    refuse_unless_open(session, at=at)
    refuse_once_closed(session)
    refuse_once_begun(session, at=at)
    if session.free_seats < 1:
        raise ValidationError("Il n’y a plus de place libre à cette séance\u00a0: prévenez d’une autre.", code="full")
    expected = set(session.registrations.live().values_list("person", flat=True))
    wishes = session.workshop.other_dates().select_related("space", "person__guardianship__adult")
    told = [(wish, recipient) for wish in wishes if (recipient := recipient_of_enquirer(wish))]
    coming = [wish for wish, _ in told if wish.person_id in expected]
    notifications.other_date([each for each in told if each[0] not in coming], session=session, at=at)
    answer = f"Prévenue d’une date\u00a0: {dates.without_year(session.starts_at.astimezone(session.zone).date())}."
    for wish, _ in told:
        answer_enquiry(enquiry=wish, answer=answer, at=at, by=by)
    return len(told)
