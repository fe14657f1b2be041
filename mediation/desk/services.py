"""Acts that go through several apps at once."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from mediation.accounts.models import User
from mediation.common import dates
from mediation.common.refusals import speaks
from mediation.communications import wording as announced
from mediation.communications.audience import ANNOUNCED
from mediation.courier import services as courier
from mediation.courier.enums import CallOutcome, MessageState
from mediation.courier.models import Message
from partners import notifications as slips
from publics.notifications import CALL_ENQUIRER
from publics.services.people import hold_as_known
from workshops import appointment_notes as noted
from workshops import cycle_notes as cycles
from workshops import notifications as said
from workshops import services as workshops
from workshops.enums import OfferState
from workshops.models import Appointment, Registration, SeatOffer
from workshops.services.answering import hold_date

ANSWERS_TO_AN_OFFER = [
    CallOutcome.ACCEPTED,
    CallOutcome.DECLINED,
    CallOutcome.LEFT_LIST,
    CallOutcome.NO_ANSWER,
    CallOutcome.LEFT_WORD,
]
ANSWERS_OF_WHO_WAITS = [
    CallOutcome.ACCEPTED,
    CallOutcome.REACHED,
    CallOutcome.LEFT_LIST,
    CallOutcome.NO_ANSWER,
    CallOutcome.LEFT_WORD,
]
ANSWERS_TO_AN_ANNOUNCEMENT = [
    CallOutcome.ACCEPTED,
    CallOutcome.REACHED,
    CallOutcome.NO_ANSWER,
    CallOutcome.LEFT_WORD,
]
OFFERS = {said.OFFER, said.INVITED}
NOT_ANSWERED = [CallOutcome.NO_ANSWER, CallOutcome.LEFT_WORD]
ANSWERED_ELSEWHERE = {slips.CALL, CALL_ENQUIRER}  # what she answers is noted on her slip, or with her words
CALLED_BACK_AFTER = timedelta(days=1)
TOLD = [CallOutcome.REACHED, CallOutcome.LEFT_WORD, CallOutcome.NO_ANSWER]
EXPECTED_TO_COME = {said.CONFIRMED, said.REMINDER, said.ACCEPTED, cycles.DATE_ADDED}
EXPECTED_ALONE = {noted.BOOKED, noted.REMINDER, noted.MOVED}


def outcomes_of(message: Message) -> list[CallOutcome]:
    """What a call may lead to. An offer that was closed meanwhile has nothing left to be answered."""
    if message.kind in OFFERS:
        is_open = SeatOffer.objects.filter(pk=message.subject_id, state=OfferState.OPEN).exists()
        return ANSWERS_TO_AN_OFFER if is_open else TOLD
    if message.kind == said.TO_CALL:
        return ANSWERS_OF_WHO_WAITS
    if message.kind == ANNOUNCED:
        return ANSWERS_TO_AN_ANNOUNCEMENT
    if message.kind in ANSWERED_ELSEWHERE:
        return NOT_ANSWERED
    if message.kind in EXPECTED_TO_COME | EXPECTED_ALONE:
        return [*TOLD, CallOutcome.CANCELLED]
    return TOLD


@speaks
@transaction.atomic
def close_call(*, message: Message, outcome: CallOutcome, at: datetime, by: User | None) -> Message:
    """Write what became of a call and do what was answered. Refused, saying by what, once it is written.

    An offer accepted after its hour is hers as long as the seat was not given to somebody else. A word left for
    somebody who wrote, or whom a structure spoke of, does not close the call: her answer is still waited for.
    """
    hold_subject_of(message)
    message = Message.objects.locked(message.pk)
    if message.state != MessageState.QUEUED:
        raise ValidationError(already(message), code="already")
    if outcome not in outcomes_of(message):
        raise ValidationError("Cette réponse ne va plus avec cet appel.", code="outcome")
    follow(message, outcome, at=at, by=by)
    is_owed = message.kind in ANSWERED_ELSEWHERE and outcome == CallOutcome.LEFT_WORD
    again_after = CALLED_BACK_AFTER if is_owed else None
    return courier.record_call(message=message, outcome=outcome, at=at, again_after=again_after)


def hold_subject_of(message: Message) -> None:
    """The session, the appointment, or who is told. Held before the message, in the order of whoever moves or cancels
    it: neither waits for the other."""
    if message.kind == ANNOUNCED:
        hold_as_known(announced.person_of(message))
    if message.kind in EXPECTED_ALONE:
        Appointment.objects.locked(message.subject_id)
    of_registrations = dict.fromkeys([*EXPECTED_TO_COME, said.TO_CALL], Registration)
    owners = dict.fromkeys(OFFERS, SeatOffer) | of_registrations
    if owner := owners.get(message.kind):
        hold_date(owner.objects.values_list("session", flat=True).get(pk=message.subject_id))


def already(message: Message) -> str:
    """« C'est déjà noté à 10 heures 12 : Elle vient. »"""
    when = f" à {dates.hour(timezone.localtime(message.sent_at))}" if message.sent_at else ""
    return f"C'est déjà noté{when} : {message.get_outcome_display() or message.get_state_display()}."


def follow(message: Message, outcome: CallOutcome, *, at: datetime, by: User | None) -> None:
    match outcome:
        case CallOutcome.ACCEPTED if message.kind == ANNOUNCED:
            if not announced.accepted(message, at=at, by=by):
                raise ValidationError("Cette séance ne l'accueille plus : ouvrez sa page.", code="refused")
        case CallOutcome.ACCEPTED if message.kind == said.TO_CALL:
            workshops.give_seat(registration=registration_of(message), at=at, by=by)
        case CallOutcome.ACCEPTED:
            workshops.accept_offer(offer=offer_of(message), at=at, by=by)
        case CallOutcome.DECLINED:
            workshops.decline_offer(offer=offer_of(message), at=at, by=by)
        case CallOutcome.CANCELLED if message.kind in EXPECTED_ALONE:
            workshops.excuse(appointment=Appointment.objects.get(pk=message.subject_id), at=at, by=by)
        case CallOutcome.LEFT_LIST | CallOutcome.CANCELLED:
            workshops.cancel_booking(registration=registration_of(message), at=at, by=by)


def offer_of(message: Message) -> SeatOffer:
    return SeatOffer.objects.select_related("registration").get(pk=message.subject_id)


def registration_of(message: Message) -> Registration:
    return offer_of(message).registration if message.kind in OFFERS else Registration.objects.get(pk=message.subject_id)
