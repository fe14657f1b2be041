from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from mediation.accounts.models import User
from mediation.common.refusals import speaks

from .. import recurrence
from ..models import Session
from .opening import refuse_unless_open
from .series import INHERITED, repeat_items
from .sessions import create_session


@speaks
@transaction.atomic
def open_another(*, session: Session, day: date, at: datetime, by: User | None) -> Session:
    """A draft like this session, another day at the same hours: those who wait are invited once it is published.

    Refused when nobody waits any more, and for a day that is past.
    """
    session = Session.objects.locked(session.pk)
    refuse_unless_open(session, at=at)
    if not session.waiting_count:
        raise ValidationError("Personne n’attend plus à cette séance\u00a0: ajoutez plutôt une séance à l’atelier.")
    start, end = (each.astimezone(session.zone).time() for each in (session.starts_at, session.ends_at))
    another = Session(
        **{name: getattr(session, name) for name in INHERITED},
        opened_for_id=session.opened_for_id or session.pk,
        starts_at=recurrence.instant(day, start, session.zone),
        ends_at=recurrence.instant(day, end, session.zone),
    )
    another = create_session(session=another, space=session.space, by=by, at=at)
    repeat_items(session, [another])
    return another
