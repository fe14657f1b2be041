from collections.abc import Collection, Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from mediation.accounts.models import User
from mediation.common.refusals import speaks
from publics.enums import ContactChannel, Origin
from publics.models import Person
from publics.services import provisional_person
from publics.services.merges import hold_person

from ..enums import Comfort, RegistrationState
from ..models import Registration, SeatHold, Session
from .holds import Named
from .offers import seats_for
from .registrations import refuse_more_than_a_family, register

LONGEST_HELPER = Person._meta.get_field("helper_name").max_length


@speaks
@transaction.atomic
def register_together(
    *,
    session: Session,
    person: Person,
    relatives: Sequence[Named],
    party_size: int,
    at: datetime,
    by: User | None = None,
    origin: Origin = Origin.DESK,
    hold: SeatHold | None = None,
    comfort: Collection[Comfort] = (),
) -> Registration:
    """She and those of her family that she names, each with a seat of her own: all together, or all on the list.

    `party_size` counts everybody who comes, named or not. Who the others are is settled by the desk; until then they
    are reached through her.
    """
    named = provisional(relatives, of=person, origin=origin, at=at)
    return register(
        session=session, person=person, relatives=named, party_size=max(party_size - len(named), 1), origin=origin,
        hold=hold, comfort=comfort, at=at, by=by,
    )  # fmt: skip


@speaks
@transaction.atomic
def join_booking(
    *, registration: Registration, relatives: Sequence[Named], at: datetime, by: User | None
) -> Registration:
    """Those of her family whom she names once she is registered, each with a seat of her own: all of them, or all wait.

    The seats and the ranks of those who came before stay as they were told: when there is no room, who was named later
    waits alone, at the end of the list. She becomes one of their booking, unless one of them waits: then she would be
    offered her seat at their rank, before others who were told theirs.
    Refused beyond a family, and when whoever they join no longer comes.
    """
    person = hold_person(registration.person)
    session = Session.objects.locked(registration.session_id)
    together = list(Registration.objects.live().booked_with(registration).with_people())
    if registration not in together:
        raise ValidationError("Elle n’est plus inscrite à cette séance\u00a0: inscrivez-la de nouveau, avec les siens.")
    refuse_more_than_a_family(seats_for(together) + len(relatives))
    first, *others = provisional(relatives, of=person, origin=Origin.DESK, at=at)
    is_awaited = any(each.state == RegistrationState.WAITING for each in together)
    return register(
        session=session, person=first, relatives=others, beside=[] if is_awaited else together, at=at, by=by
    )  # fmt: skip


def provisional(relatives: Sequence[Named], *, of: Person, origin: Origin, at: datetime) -> list[Person]:
    return [
        provisional_person(
            space=of.space, first_name=each.first_name, last_name=each.last_name, origin=origin, at=at,
            **reached_through(of),
        )
        for each in relatives
    ]  # fmt: skip


def reached_through(person: Person) -> dict:
    if person.preferred_channel == ContactChannel.NONE:
        return {"preferred_channel": ContactChannel.NONE}
    if person.call_number:
        helper = {"helper_name": str(person)[:LONGEST_HELPER], "helper_phone": person.call_number}
        return {"preferred_channel": ContactChannel.SOMEONE} | helper
    channel = ContactChannel.EMAIL if person.email else ContactChannel.NONE
    return {"preferred_channel": channel, "email": person.email}
