"""Who is invited to shape a workshop: written to by a way she agreed to, else somebody calls her."""

from datetime import datetime, timedelta

from django.conf import settings

from mediation.courier.enums import Channel
from mediation.courier.services import Note, Recipient, queue
from publics.enums import ContactChannel
from publics.models import Person
from publics.notifications import recipient_at, recipient_to_call, told_for

from .models import Invitation, Wish
from .notifications import HELD, LEAVES_BY_ITSELF

INVITED = "workshop.shape"
TOLD_WITHIN = timedelta(days=30)


def invited(invitation: Invitation, *, at: datetime) -> None:
    """Once. Nothing when nothing reaches her: she is asked when she comes by."""
    recipient = recipient_of_invited(invitation.person, invitation.wish)
    if recipient:
        due_at = at + HELD if recipient.channel in LEAVES_BY_ITSELF else at
        told = Note(INVITED, invitation.pk, recipient, f"{invitation.pk}", due_at=due_at, expires_at=at + TOLD_WITHIN)
        queue(told, space=invitation.space, at=at)


def recipient_of_invited(person: Person | None, wish: Wish | None) -> Recipient | None:
    """Who left a wish to be called back about it said yes by that; of anybody else, what she said of announcements."""
    person = person or wish.person
    if person is None:
        return recipient_at(f"wish:{wish.pk}", phone=wish.phone, email=wish.email)
    if ways := ways_agreed_to(person):
        return Recipient(f"person:{person.pk}", ways[0], person.address_for(ways[0]))
    return recipient_to_call(person)


def ways_agreed_to(person: Person) -> list[Channel]:
    """To be told of workshops in writing, the one she prefers first. For a child, somebody speaks to the adult."""
    if person.preferred_channel == ContactChannel.NONE or told_for(person) != person:
        return []
    leaves = {Channel.SMS: person.has_mobile and settings.SMS_URL, Channel.EMAIL: person.email}
    agreed = [way for way, there in leaves.items() if there and person.may_be_told_news_by(way)]
    return sorted(agreed, key=lambda way: way != person.preferred_channel)
