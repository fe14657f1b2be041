"""What sessions hold of people, for the app that knows who they are (`publics.registry`)."""

from datetime import datetime

from django.db.models import Count, F, QuerySet, Sum

from mediation.accounts.models import Space, User
from publics.models import Person
from publics.registry import Planned

from ..enums import OfferState, RegistrationState
from ..models import Attendance, Registration, Session
from .attendance import CAME, is_first_time
from .offers import close_offer, offer_freed_seats


def follow_person(*, provisional: Person, known: Person, at: datetime, by: User | None) -> list[str]:
    """Give the known person what the provisional one holds. Called in the transaction of the reconciliation.

    Registered twice to a session, she keeps the better place (confirmed, for more people, else first in order) and the
    other is freed for who is next, without a message: nothing changes for her.
    """
    live = Registration.objects.live().filter(person__in=[provisional, known])
    doubled = live.values("session").annotate(times=Count("pk")).filter(times=2).order_by("session")
    said = [keep_better(Session.objects.locked(row["session"]), provisional, known, at=at) for row in doubled]
    Registration.objects.filter(person=provisional).update(person=known)
    move_attendances(provisional, known)
    return said


def keep_better(session: Session, provisional: Person, known: Person, *, at: datetime) -> str:
    """The session is locked: nobody takes or frees a seat meanwhile."""
    both = session.registrations.live().filter(person__in=[provisional, known])
    kept, other = sorted(both, key=worth)
    for offer in other.offers.filter(state=OfferState.OPEN):
        close_offer(offer, OfferState.DECLINED, at=at)
    other.state, other.cancelled_at = RegistrationState.CANCELLED, at
    other.save(update_fields=["state", "cancelled_at"])
    offer_freed_seats(session=session, at=at)
    said = f"Elle était inscrite deux fois à « {session.workshop} » : elle garde la meilleure des deux places."
    if kept.party_size == other.party_size:
        return said
    return f"{said} Places demandées : {kept.party_size} ici, {other.party_size} de l'autre côté ; voyez avec elle."


def worth(registration: Registration) -> tuple:
    """The better comes first: a seat, or several; then the rank."""
    is_waiting = registration.state != RegistrationState.CONFIRMED
    return is_waiting, 0 if is_waiting else -registration.party_size, registration.queued_at, registration.pk


def move_attendances(provisional: Person, known: Person) -> None:
    """Noted twice at one session, she came if one of the two says so."""
    theirs = {attendance.session_id: attendance for attendance in Attendance.objects.filter(person=known)}
    for attendance in Attendance.objects.filter(person=provisional):
        same = theirs.get(attendance.session_id)
        if same is None:
            attendance.person = known
            attendance.save(update_fields=["person"])
            continue
        if attendance.presence in CAME and same.presence not in CAME:
            same.presence = attendance.presence
            same.save(update_fields=["presence"])
        attendance.delete()
    came_once(known)


def came_once(person: Person) -> None:
    """Only her first coming is one, now that all of them are hers."""
    for attendance in Attendance.objects.filter(person=person).came().select_related("session__space"):
        is_first = is_first_time(person, session=attendance.session)
        if attendance.is_first_time != is_first:
            attendance.is_first_time = is_first
            attendance.save(update_fields=["is_first_time"])


def planned_for_interests(*, space: Space, at: datetime) -> dict[int, Planned]:
    """By envie: sessions to come, their free seats, and who already waits."""
    sessions = Session.objects.of(space).public().upcoming(at=at).exclude(workshop__interest=None)
    rows = sessions.values("workshop__interest").annotate(
        sessions_count=Count("pk"),
        free_seats=Sum(F("capacity") - F("seats_taken")),
        waiting=Sum("waiting_count"),
    )
    return {
        row["workshop__interest"]: Planned(row["sessions_count"], row["free_seats"], row["waiting"]) for row in rows
    }


def registered(space: Space) -> QuerySet[Registration]:
    """Each time somebody registered, as `publics.retention` reads when she was last in touch."""
    return Registration.objects.of(space).annotate(seen_at=F("created_at"))
