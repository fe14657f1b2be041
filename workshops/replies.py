"""What somebody's answer to one of our messages does."""

from datetime import datetime

from django.core.exceptions import ValidationError

from mediation.accounts.models import User
from mediation.courier.enums import Channel, Intent
from mediation.courier.models import Message
from publics.enums import Origin
from publics.models import Person

from . import services
from .enums import OfferState
from .models import Registration, SeatOffer, Session


def about_registration(message: Message, intent: Intent, *, at: datetime) -> bool:
    """« Non » frees her seat, and those of her booking. « Oui » changes nothing: she was expected. Once it is over,
    somebody reads the answer."""
    if intent == Intent.NO:
        try:
            services.cancel_booking(registration=Registration.objects.get(pk=message.subject_id), at=at)
        except ValidationError:
            return False
    return intent in (Intent.YES, Intent.NO)


def about_announcement(pk: int, person: Person, *, channel: Channel, at: datetime, by: User | None) -> bool:
    """« Oui » to the announcement of a session takes a seat, or a rank; she is told which. Refused, somebody calls."""
    try:
        services.register(session=Session.objects.get(pk=pk), person=person, origin=Origin(channel.value), at=at, by=by)
    except ValidationError:
        return False
    return True


def about_offer(message: Message, intent: Intent, *, at: datetime) -> bool:
    """« Oui » takes the seat, « non » leaves it to the next. Too late, or « non » after « oui », somebody reads the
    answer and calls."""
    offer = SeatOffer.objects.get(pk=message.subject_id)
    try:
        if intent == Intent.YES:
            services.accept_offer(offer=offer, at=at)
        elif intent == Intent.NO:
            services.decline_offer(offer=offer, at=at)
            return not SeatOffer.objects.filter(pk=offer.pk, state=OfferState.ACCEPTED).exists()
    except ValidationError:
        return False
    return intent == Intent.YES
