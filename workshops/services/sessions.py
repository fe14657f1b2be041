from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Least

from mediation.accounts.models import Space, User
from mediation.common.refusals import speaks

from .. import notifications
from ..answers import missing
from ..conflicts import refuse_if_taken
from ..enums import Change, SessionState
from ..models import Session
from .answering import hold_date
from .inviting import hold_who_waits, invite_held
from .offers import offer_freed_seats, shorten_offers
from .opening import refuse_once_over, refuse_unless_open
from .reminders import SESSIONS, mark_anew

TRANSITIONS = {
    SessionState.DRAFT: {SessionState.PUBLISHED, SessionState.CANCELLED},
    SessionState.PUBLISHED: {SessionState.DONE, SessionState.CANCELLED},
    SessionState.DONE: set(),
    SessionState.CANCELLED: set(),
}


def move(session: Session, state: SessionState) -> None:
    """Only along TRANSITIONS; the session is already locked."""
    if state not in TRANSITIONS[session.state]:
        raise ValidationError(f"Une séance « {session.get_state_display()} » ne peut pas devenir « {state.label} ».")
    session.state = state


@speaks
@transaction.atomic
def create_session(*, session: Session, space: Space, by: User | None, at: datetime) -> Session:
    """A draft, in the zone of the space unless it says another. Never in the past."""
    session.space = space
    session.time_zone = session.time_zone or space.time_zone
    session.created_at = at
    if session.starts_at <= at:
        raise ValidationError({"starts_at": "Cette date est passée."})
    session.full_clean(exclude=["space"])
    session.save()
    return session


@speaks
@transaction.atomic
def publish(*, session: Session, by: User | None, at: datetime) -> Session:
    """Open to registrations and shown to everybody.

    Opened for those who wait at another date, it is offered to them first, in their order.
    Refused while one of the eight answers is missing, naming it, and when the room or the host is taken, by what.
    """
    people = hold_who_waits(session, at=at)
    session = hold_date(session.pk)
    if session.starts_at <= at:
        raise ValidationError("Cette séance a déjà commencé : on ne peut plus la publier.")
    lacking = missing(session)
    if lacking:
        raise ValidationError(
            [
                f"Il manque la réponse à « {answer.question} ». Elle vient de {answer.inherited_from}."
                for answer in lacking
            ]
        )
    refuse_if_taken(session)
    move(session, SessionState.PUBLISHED)
    session.save(update_fields=["state"])
    invite_held(people, session=session, at=at)
    return session


@transaction.atomic
def close_registrations(*, session: Session, by: User | None, at: datetime) -> Session:
    """Nobody registers any more; the session takes place, and who waits is still offered what frees."""
    return open_or_close(session, closed_at=at, at=at)


@transaction.atomic
def reopen_registrations(*, session: Session, by: User | None, at: datetime) -> Session:
    return open_or_close(session, closed_at=None, at=at)


def open_or_close(session: Session, *, closed_at: datetime | None, at: datetime) -> Session:
    """Closed twice, it keeps its first time."""
    session = Session.objects.locked(session.pk)
    refuse_unless_open(session, at=at)
    session.closed_at = closed_at and (session.closed_at or closed_at)
    session.save(update_fields=["closed_at"])
    return session


@speaks
@transaction.atomic
def set_capacity(*, session: Session, capacity: int, by: User | None, at: datetime) -> Session:
    """Refused below the seats taken, or once it is over. More seats go at once to who waits."""
    session = Session.objects.locked(session.pk)
    refuse_once_over(session, at=at)
    session.capacity = capacity
    session.save(update_fields=["capacity"])
    offer_freed_seats(session=session, at=at)
    return session


@transaction.atomic
def cancel_session(*, session: Session, by: User | None, at: datetime) -> Session:
    """It will not take place: everybody registered or waiting is told, once. Registrations stay as they were."""
    session = Session.objects.locked(session.pk)
    move(session, SessionState.CANCELLED)
    session.cancelled_at = at
    session.save(update_fields=["state", "cancelled_at"])
    live = session.registrations.live().aware().with_people().order_by("pk")
    notifications.session_cancelled(live, session=session, at=at)
    return session


@speaks
@transaction.atomic
def move_session(*, session: Session, starts_at: datetime, ends_at: datetime, by: User | None, at: datetime) -> Session:
    """Another date, or another hour. Never one that is past, nor once the session is over."""
    session = Session.objects.locked(session.pk)
    refuse_once_over(session, at=at)
    if starts_at <= at:
        raise ValidationError("Cette date est passée.")
    session.starts_at, session.ends_at = starts_at, ends_at
    session.save(update_fields=["starts_at", "ends_at"])
    session.refresh_from_db(fields=["local_date"])
    follow_change(session=session, change=Change.DATE, by=by, at=at)
    return session


@transaction.atomic
def follow_change(*, session: Session, change: Change, by: User | None, at: datetime) -> None:
    """It is another day, another hour or elsewhere: who is concerned is told, once. Whoever cancelled is not.

    What is kept for somebody, an offer or the seats of a group, is kept no longer than the new date allows.
    """
    session = Session.objects.locked(session.pk)
    if session.state != SessionState.PUBLISHED or session.starts_at <= at:
        return
    notifications.session_changed(session, change, at=at)
    if change == Change.DATE:
        remind_anew(session=session, by=by, at=at)
        shorten_offers(session, at=at)
        session.holds.in_force().update(until=Least(F("until"), session.starts_at))


@transaction.atomic
def remind_anew(*, session: Session, by: User | None, at: datetime) -> None:
    """The session changed its date: what was to remind of the former one is dropped, reminders follow the new one.
    Those whose hour would be past are not caught up: the change was told."""
    session = Session.objects.locked(session.pk)
    if session.state == SessionState.PUBLISHED:
        notifications.session_moved(session)
        mark_anew(SESSIONS, session, written=notifications.reminders_of(session), at=at)
