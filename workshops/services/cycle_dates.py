from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from mediation.accounts.models import User
from mediation.common.refusals import speaks
from publics.notifications import recipient_of
from publics.services.retention import held

from .. import cycle_notes as notes
from ..models import Cycle, Enrolment, Registration, Session
from .cycles import gather, take_date
from .opening import refuse_once_begun, refuse_once_closed, refuse_unless_open


@speaks
@transaction.atomic
def add_date(*, cycle: Cycle, session: Session, at: datetime, by: User) -> list[Registration]:
    """One more date of the cycle: who is enrolled takes a seat there, or a rank once it is full, as they enrolled.

    It is one more of her one registration; she is told of that date alone. Who nothing reaches takes none: nobody is
    expected on a day she was not told.
    Refused unless it is published and to come, when it is of another cycle, and when somebody enrolled meanwhile.
    """
    people = set(held(Q(enrolments__cycle=cycle, enrolments__cancelled_at=None)))
    cycle = Cycle.objects.locked(cycle.pk)
    enrolments = list(Enrolment.objects.expected_at(cycle))
    if not people.issuperset(one.person_id for one in enrolments):
        raise ValidationError("Quelqu’un vient de s’inscrire à ce cycle\u00a0: ajoutez cette date de nouveau.")
    gather(cycle, [session])
    session = Session.objects.locked(session.pk)
    refuse_unless_open(session, at=at)
    refuse_once_closed(session)
    refuse_once_begun(session, at=at)
    knew = set(session.registrations.live().values_list("person", flat=True))
    taken = [take_date(one, session, at=at, by=by) for one in enrolments if recipient_of(one.person)]
    notes.date_added([one for one in taken if one.person_id not in knew], session=session, at=at)
    return taken
