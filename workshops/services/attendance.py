from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q

from mediation.accounts.models import User
from mediation.common import dates
from publics.models import Person, Visit
from publics.services.merges import hold_person
from publics.services.retention import held

from ..enums import Presence, SessionState
from ..models import Attendance, Session
from .reports import report_session
from .sessions import move

CAME = {Presence.CAME, Presence.WALKED_IN}


@transaction.atomic
def note_presence(*, session: Session, person: Person, presence: Presence, at: datetime, by: User | None) -> Attendance:
    """Note, or correct, whether somebody came. Refused once the figures of the session are frozen.

    What was seen earlier, on a device or on paper, does not overwrite what was noted since.
    """
    hold_person(person)
    session = Session.objects.locked(session.pk)
    if session.state != SessionState.PUBLISHED:
        raise ValidationError("Les présences de cette séance ne se modifient plus.")
    refuse_older(session, person, presence, at=at)
    attendance, _ = Attendance.objects.update_or_create(
        space=session.space,
        session=session,
        person=person,
        defaults={
            "presence": presence,
            "is_first_time": presence in CAME and is_first_time(person, session=session),
            "noted_at": at,
            "noted_by": by,
        },
    )
    return attendance


def refuse_older(session: Session, person: Person, presence: Presence, *, at: datetime) -> None:
    since = session.attendances.filter(person=person, noted_at__gt=at).exclude(presence=presence).first()
    if since:
        when = since.noted_at.astimezone(session.zone)
        said = f"«\u00a0{since.get_presence_display()}\u00a0» à {dates.hour(when)}"
        raise ValidationError(f"Sa présence a été notée depuis\u00a0: {said}.", code="since")


def is_first_time(person: Person, *, session: Session) -> bool:
    """Never came before this session, neither to another nor to the desk."""
    came = Attendance.objects.of(session.space).came().filter(person=person, session__starts_at__lt=session.starts_at)
    passed = Visit.objects.of(session.space).filter(person=person, at__lt=session.starts_at)
    return not came.exists() and not passed.exists()


@transaction.atomic
def add_anonymous(*, session: Session, count: int, by: User | None, at: datetime) -> None:
    """Somebody who came without giving a name, one more or one less; never below none."""
    session = Session.objects.locked(session.pk)
    if session.state != SessionState.PUBLISHED:
        raise ValidationError("Les présences de cette séance ne se modifient plus.")
    Session.objects.filter(pk=session.pk, anonymous_count__gte=-count).update(
        anonymous_count=F("anonymous_count") + count
    )


@transaction.atomic
def close_session(*, session: Session, by: User | None, at: datetime) -> Session:
    """Freeze the figures, and report the activity. Refused before it starts, or while a presence is to be noted."""
    held(Q(attendances__session=session))
    session = Session.objects.locked(session.pk)
    if session.starts_at > at:
        raise ValidationError("Cette séance n'a pas encore commencé.")
    noted = session.attendances.values("person")
    forgotten = session.registrations.confirmed().exclude(person__in=noted).count()
    if forgotten:
        raise ValidationError(f"Il reste {forgotten} présence{'s' if forgotten > 1 else ''} à noter.")
    move(session, SessionState.DONE)
    session.save(update_fields=["state"])
    report_session(session, at=at, by=by)
    return session
