from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import takewhile

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q

from mediation.accounts.models import User
from mediation.common import dates
from mediation.common.refusals import speaks
from mediation.team.enums import TaskReason
from mediation.team.models import Task
from mediation.team.services import plan_follow_up
from publics.enums import ContactChannel
from publics.models import Person, Visit
from publics.services import create_person
from publics.services.merges import hold_person
from publics.services.retention import held

from .. import feedback_notes
from ..enums import Presence, SessionState
from ..models import Attendance, Session
from .feedback import is_asked
from .offers import waking
from .reports import report_session
from .sessions import move

CAME = {Presence.CAME, Presence.WALKED_IN}
ABSENCES = 3  # in a row, without a word: somebody calls. Nobody is kept from registering.
CALLED_WITHIN = timedelta(days=3)


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


@speaks
@transaction.atomic
def note_sheet(
    *, session: Session, said: Mapping[Person, Presence], anonymous: int = 0, rest_came: bool = False,
    at: datetime, by: User | None,
) -> None:  # fmt: skip
    """What the signed sheet says, keyed in at once: `anonymous` more, or less, came without a name.

    `rest_came`: whoever is registered and was noted by nobody signed. What somebody noted meanwhile is left.
    """
    held(Q(registrations__session=session))
    session = Session.objects.locked(session.pk)
    noted = session.attendances.values("person")
    left = session.registrations.confirmed().exclude(person__in=noted).select_related("person") if rest_came else []
    every = {one.person: Presence.CAME for one in left} | dict(said)
    for person, presence in sorted(every.items(), key=lambda pair: pair[0].pk):
        note_presence(session=session, person=person, presence=presence, at=at, by=by)
    if anonymous:
        add_anonymous(session=session, count=anonymous, at=at, by=by)


@speaks
@transaction.atomic
def note_walk_in(
    *, session: Session, first_name: str, last_name: str = "", phone: str = "", at: datetime, by: User | None
) -> Attendance:
    """Somebody we did not know came without being registered: noted among the people, and there."""
    person = create_person(
        space=session.space, first_name=first_name, last_name=last_name, phone=phone, at=at, by=by,
        preferred_channel=ContactChannel.PHONE if phone else ContactChannel.NONE,
    )  # fmt: skip
    return note_presence(session=session, person=person, presence=Presence.WALKED_IN, at=at, by=by)


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
    """Freeze the figures, report the activity, and ask who came how it was, unless the space would rather not.

    Refused before it starts, or while a presence is to be noted.
    """
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
    plan_calls(session, at=at, by=by)
    asked_at = waking(session, at=at)
    if session.space.asks_feedback and is_asked(session, at=asked_at):
        feedback_notes.how_it_was(session, due_at=asked_at, at=at)
    return session


def plan_calls(session: Session, *, at: datetime, by: User | None) -> None:
    """Whoever was expected three times in a row, did not come and said nothing is called: something may have happened.

    A task is written, never a refusal; and again at the sixth, the ninth time.
    """
    day = at.astimezone(session.space.zone).date() + CALLED_WITHIN
    absences = session.attendances.filter(presence=Presence.ABSENT, person__anonymised_at=None)
    for absence in absences.select_related("person").order_by("person"):
        if absences_in_a_row(absence.person) % ABSENCES == 0 and not is_to_be_called(absence.person):
            plan_follow_up(person=absence.person, reason=TaskReason.ABSENCES, due_on=day, at=at, by=by)


def absences_in_a_row(person: Person) -> int:
    """Since she last came, or told us that she would not."""
    noted = Attendance.objects.of(person.space).filter(person=person).order_by("-session__starts_at", "-pk")
    presences = noted.values_list("presence", flat=True)
    return sum(1 for _ in takewhile(lambda presence: presence == Presence.ABSENT, presences))


def is_to_be_called(person: Person) -> bool:
    return Task.objects.of(person.space).open().filter(person=person, reason=TaskReason.ABSENCES).exists()
