from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from mediation.accounts.models import User
from mediation.common.refusals import speaks
from publics.enums import ContactChannel, Origin
from publics.models import Person
from publics.services import provisional_person

from ..enums import Comfort
from ..models import Registration, SeatHold, Session
from .holds import Named
from .registrations import register

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
    named = [
        provisional_person(
            space=session.space, first_name=each.first_name, last_name=each.last_name, origin=origin, at=at,
            **reached_through(person),
        )
        for each in relatives
    ]  # fmt: skip
    return register(
        session=session, person=person, relatives=named, party_size=max(party_size - len(named), 1), origin=origin,
        hold=hold, comfort=comfort, at=at, by=by,
    )  # fmt: skip


def reached_through(person: Person) -> dict:
    if person.preferred_channel == ContactChannel.NONE:
        return {"preferred_channel": ContactChannel.NONE}
    if person.call_number:
        helper = {"helper_name": str(person)[:LONGEST_HELPER], "helper_phone": person.call_number}
        return {"preferred_channel": ContactChannel.SOMEONE} | helper
    channel = ContactChannel.EMAIL if person.email else ContactChannel.NONE
    return {"preferred_channel": channel, "email": person.email}
