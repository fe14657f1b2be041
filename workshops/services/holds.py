from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from mediation.accounts.models import Space, Stop, User
from mediation.common.phones import may_receive_sms
from mediation.common.refusals import speaks
from publics.enums import ContactChannel, Origin
from publics.models import Organisation, Person
from publics.services import provisional_person

from ..models import Registration, SeatHold, Session
from .offers import offer_freed_seats
from .opening import refuse_unless_open
from .registrations import register

GIVEN_BACK_AT = time(9)  # of that day: who is asked has the day to answer


@dataclass(frozen=True)
class Named:
    """Somebody as others say her: her structure, or who met her without the register at hand. Telephone in E.164."""

    first_name: str
    last_name: str = ""
    phone: str = ""
    email: str = ""

    @property
    def preferred_channel(self) -> ContactChannel:
        if self.phone:
            return ContactChannel.SMS if may_receive_sms(self.phone) else ContactChannel.PHONE
        return ContactChannel.EMAIL if self.email else ContactChannel.NONE


def given_back_at(session: Session, *, days_before: int) -> datetime:
    day = session.starts_at.astimezone(session.zone).date() - timedelta(days=days_before)
    return datetime.combine(day, GIVEN_BACK_AT, tzinfo=session.zone)


@speaks
@transaction.atomic
def hold_seats(
    *,
    session: Session,
    organisation: Organisation | None = None,
    stop: Stop | None = None,
    seats: int,
    until: datetime,
    by: User | None,
    at: datetime,
) -> SeatHold:
    """Keep seats for a structure's group, or for who comes to a stop. Refused beyond those that are free, or once that
    time is past."""
    session = Session.objects.locked(session.pk)
    refuse_unless_open(session, at=at)
    refuse_outside(session, until, at=at)
    if seats < 1:
        raise ValidationError("Gardez au moins une place.")
    return SeatHold.objects.create(
        space=session.space, session=session, organisation=organisation, stop=stop, seats=seats, until=until,
        created_at=at,
    )  # fmt: skip


def refuse_outside(session: Session, until: datetime, *, at: datetime) -> None:
    if not at < until <= session.starts_at:
        raise ValidationError("Ce jour-là est déjà passé\u00a0: gardez-les jusqu’à un jour plus proche de la séance.")


def locked_hold(hold: SeatHold) -> tuple[SeatHold, Session]:
    session = Session.objects.locked(hold.session_id)
    return SeatHold.objects.get(pk=hold.pk), session


@transaction.atomic
def extend_hold(*, hold: SeatHold, until: datetime, by: User | None, at: datetime) -> SeatHold:
    """Kept until another day. Refused once they were given back."""
    hold, session = locked_hold(hold)
    if hold.released_at:
        raise ValidationError("Ces places ont déjà été rendues\u00a0: gardez-en d’autres s’il en reste.")
    refuse_outside(session, until, at=at)
    hold.until = until
    hold.save(update_fields=["until"])
    return hold


@speaks
@transaction.atomic
def name_group(*, hold: SeatHold, names: Sequence[Named], by: User | None, at: datetime) -> list[Registration]:
    """The list of a group: each has one of its seats and is told, all or none. Who they are is settled by the desk."""
    hold, session = locked_hold(hold)
    if len(names) > hold.seats:
        raise ValidationError(
            f"Il reste {hold.seats} places gardées, et vous donnez {len(names)} noms\u00a0: retirez-en, ou gardez"
            " d’abord plus de places."
        )
    return [
        register(
            session=session, person=newcomer(each, space=session.space, origin=Origin.PARTNER, at=at), hold=hold,
            origin=Origin.PARTNER, is_told=False, at=at, by=by,
        )
        for each in names
    ]  # fmt: skip


def newcomer(named: Named, *, space: Space, origin: Origin, at: datetime) -> Person:
    return provisional_person(
        space=space, first_name=named.first_name, last_name=named.last_name, phone=named.phone, email=named.email,
        preferred_channel=named.preferred_channel, origin=origin, at=at,
    )  # fmt: skip


@transaction.atomic
def release_hold(*, hold: SeatHold, at: datetime, by: User | None = None) -> SeatHold:
    """Give back the seats that have no name; who waits is offered them at once. Done twice, it is done once."""
    hold, session = locked_hold(hold)
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
