"""What sessions hold of people, for the app that knows who they are (`publics.registry`)."""

from datetime import datetime

from django.db.models import Count, F, QuerySet, Sum

from mediation.accounts.models import Space, User
from publics.models import Person
from publics.registry import Planned
from publics.traces import Trace

from ..enums import OfferState, RegistrationState
from ..models import Attendance, Invitation, PeerHelper, Registration, Session
from .attendance import CAME, is_first_time
from .offers import close_offer, offer_freed_seats


def follow_person(trace: Trace, *, kept: Person, merged: Person, at: datetime, by: User | None) -> None:
    """Settle what both hold at one session. Called in the transaction of their merge, once the rest has followed.

    Registered twice to a session, she keeps the better place (confirmed, for more people, else first in order) and the
    other is freed for who is next, without a message: nothing changes for her.
    """
    both = [kept, merged]
    left = Registration.objects.of(kept.space).live().filter(person=merged).order_by("session")
    for session in left.values_list("session", flat=True):
        keep_better(trace, Session.objects.locked(session), both, at=at)
    rows = Registration.objects.of(kept.space).filter(person=merged)
    trace.move(rows, "person_id", was=merged.pk, to=kept.pk)
    for attendance in Attendance.objects.of(kept.space).filter(person=merged):
        keep_presence(trace, attendance, kept)
    came_once(trace, kept)
    for row in [*PeerHelper.objects.filter(person=merged), *Invitation.objects.filter(person=merged)]:
        trace.remove(row)  # both said the same: hers stays


def keep_better(trace: Trace, session: Session, both: list[Person], *, at: datetime) -> None:
    """The session is locked: nobody takes or frees a seat meanwhile. An offer still open, and the rank, are kept."""
    better, other = sorted(session.registrations.live().filter(person__in=both), key=worth)
    for offer in other.offers.filter(state=OfferState.OPEN):
        close_offer(offer, OfferState.DECLINED, at=at)
    other.state, other.cancelled_at = RegistrationState.CANCELLED, at
    other.save(update_fields=["state", "cancelled_at"])
    if better.state == RegistrationState.WAITING and other.queued_at < better.queued_at:
        trace.change(better, queued_at=other.queued_at)
    offer_freed_seats(session=session, at=at)
    said = f"Elle était inscrite deux fois à « {session.workshop} » : elle garde la meilleure des deux places."
    trace.lasting.append(
        f"La place rendue à «\u00a0{session.workshop}\u00a0» ne se reprend pas\u00a0: voyez s’il en reste une."
    )
    if better.party_size != other.party_size:
        said = (
            f"{said} Places demandées : {better.party_size} ici, {other.party_size} de l'autre côté ; voyez avec elle."
        )
    trace.told.append(said)


def worth(registration: Registration) -> tuple:
    """The better comes first: a seat, or several; then one that is offered; then the rank."""
    is_waiting = registration.state != RegistrationState.CONFIRMED
    is_offered = registration.offers.filter(state=OfferState.OPEN).exists()
    seats = 0 if is_waiting else registration.party_size
    return is_waiting, not is_offered, -seats, registration.queued_at, registration.pk


def keep_presence(trace: Trace, attendance: Attendance, kept: Person) -> None:
    """Noted twice at one session, she came if one of the two says so."""
    same = Attendance.objects.of(kept.space).get(person=kept, session=attendance.session_id)
    if attendance.presence in CAME and same.presence not in CAME:
        trace.change(same, presence=attendance.presence)
    trace.remove(attendance)


def came_once(trace: Trace, person: Person) -> None:
    """Only her first coming is one, now that all of them are hers."""
    for attendance in Attendance.objects.filter(person=person).came().select_related("session__space"):
        is_first = is_first_time(person, session=attendance.session)
        if attendance.is_first_time != is_first:
            trace.change(attendance, is_first_time=is_first)


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
