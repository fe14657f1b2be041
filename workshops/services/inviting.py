"""Those who wait are invited, in their order, to another date opened for them; until they accept they wait at both."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from mediation.accounts.models import User
from mediation.common.refusals import speaks
from publics.models import Person

from ..enums import RegistrationState, SessionState
from ..models import Registration, Session
from .answering import hold_date
from .offers import offer_freed_seats
from .opening import refuse_once_closed, refuse_unless_open


def who_waits_beside(session: Session) -> QuerySet[Registration]:
    """Those who wait at the dates it was opened for and are not on its own list, nor ever were: who said « pas cette
    date » is not asked again."""
    beside = Session.objects.of(session.space_id).filter(state=SessionState.PUBLISHED).beside(session)
    asked = Registration.objects.of(session.space_id).filter(session=session)
    return Registration.objects.waiting().filter(session__in=beside).exclude(person__in=asked.values("person"))


def hold_who_waits(session: Session, *, at: datetime) -> set[int]:
    """The people to invite, held as a merge holds them, before any session is."""
    if not session.opened_for_id:
        return set()
    people = Person.objects.filter(pk__in=who_waits_beside(session).values("person")).order_by("pk")
    return set(people.select_for_update(no_key=True).values_list("pk", flat=True))


@speaks
@transaction.atomic
def invite_who_waits(*, session: Session, at: datetime, by: User | None) -> int:
    """Those who joined the other lists since it was published; how many. Done twice, it is done once."""
    people = hold_who_waits(session, at=at)
    session = hold_date(session.pk)
    refuse_unless_open(session, at=at)
    refuse_once_closed(session)
    return invite_held(people, session=session, at=at)


def invite_held(people: Collection[int], *, session: Session, at: datetime) -> int:
    """Each takes here the turn she had there, and is offered a seat as soon as there is one."""
    if not people:
        return 0
    by_person = {each.person_id: each for each in reversed(who_waits_beside(session).filter(person__in=people))}
    invited = sorted(by_person.values(), key=lambda each: (each.queued_at, each.pk))
    for each in invited:
        Registration.objects.create(
            space=session.space, session=session, person_id=each.person_id, state=RegistrationState.WAITING,
            party_size=each.party_size, comfort=each.comfort, booking=each.booking, origin=each.origin,
            queued_at=each.queued_at, invited_at=at, created_at=at,
        )  # fmt: skip
    offer_freed_seats(session=session, at=at)
    return len(invited)
