"""By which channel somebody is told something."""

from django.conf import settings

from mediation.courier.enums import Channel
from mediation.courier.registry import Addressee
from mediation.courier.services import Recipient

from .enums import ContactChannel
from .models import Person


def recipient_of(person: Person) -> Recipient | None:
    """Her own choice first, then what is left. None when nothing reaches her: she comes by, or calls.

    A helper's telephone is called, never written to: the message would speak of her to somebody else's screen.
    """
    addresses = {
        Channel.SMS: person.phone if person.has_mobile and settings.SMS_URL else "",
        Channel.EMAIL: person.email,
        Channel.PHONE: person.call_number,
        Channel.LETTER: ", ".join(filter(None, [person.address, f"{person.postal_code} {person.city}".strip()]))
        if person.address
        else "",
    }
    if person.preferred_channel == ContactChannel.NONE:
        return None
    if person.preferred_channel in (ContactChannel.SOMEONE, ContactChannel.MESSAGING):
        order = [Channel.PHONE, Channel.LETTER, Channel.EMAIL]
    else:
        order = [Channel(person.preferred_channel), Channel.SMS, Channel.EMAIL, Channel.PHONE, Channel.LETTER]
    channel = next((channel for channel in order if addresses[channel]), None)
    return channel and Recipient(ref=f"person:{person.pk}", channel=channel, address=addresses[channel])


def addressees(ids: list[int]) -> dict[int, Addressee]:
    """People as the pages of the team name who a message speaks to."""
    return {pk: addressee(person) for pk, person in Person.objects.in_bulk(ids).items()}


def addressee(person: Person) -> Addressee:
    is_helped = person.preferred_channel == ContactChannel.SOMEONE
    return Addressee(str(person), person.get_absolute_url(), person.helper_name if is_helped else "")
