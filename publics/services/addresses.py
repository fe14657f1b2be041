"""Numbers and addresses that are written to no more: somebody asked so, or nothing arrives there."""

from datetime import datetime

from django.db import transaction

from mediation.accounts.models import Space, User
from mediation.courier.enums import Channel, Silence
from mediation.courier.suppressions import allow

from .. import notifications
from ..models import Person
from .consents import stop_by_message
from .people import hold_as_known


@transaction.atomic
def silence(*, space: Space, channel: Channel, address: str, reason: Silence, at: datetime) -> None:
    """It holds for all who have that address, since a telephone does not say who typed.

    Who wrote STOP, or complained, refused the channel: her answer is kept as one. An address where nothing arrives is
    no answer of hers: it alone is set aside, and another that she gives is written to at once.
    """
    for each in Person.objects.of(space).current().written_to_at(channel, address).order_by("pk"):
        person = hold_as_known(each)
        if reason == Silence.REFUSED:
            set_aside(person, address, at=at)
        else:
            stop_by_message(person, channel=channel, address=address, at=at)


def set_aside(person: Person, address: str, *, at: datetime) -> None:
    if address not in person.dead_addresses:
        person.dead_addresses.append(address)
        person.save(update_fields=["dead_addresses"])
    notifications.readdress(person, at=at)


@transaction.atomic
def revive_address(*, person: Person, channel: Channel, at: datetime, by: User | None) -> int:
    """It receives again, the desk was told: for all for whom it was set aside, how many. What they refused stays so."""
    space, address = person.space, person.address_for(channel)
    allow(space=space, channel=channel, address=address, reasons=[Silence.REFUSED])
    theirs = Person.objects.of(space).current().filter(dead_addresses__contains=[address]).order_by("pk")
    dead = [held for each in theirs if address in (held := hold_as_known(each)).dead_addresses]
    for each in dead:
        each.dead_addresses.remove(address)
        each.save(update_fields=["dead_addresses"])
        notifications.readdress(each, at=at)
    return len(dead)
