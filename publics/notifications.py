"""By which channel somebody is told something."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet

from mediation.common.phones import may_receive_sms
from mediation.courier.enums import Channel, MessageState, Priority
from mediation.courier.models import SILENCED, Message
from mediation.courier.registry import Addressee
from mediation.courier.scripts import only_said
from mediation.courier.services import UNREACHED, Note, Recipient, queue

from .enums import ContactChannel, Purpose
from .models import Enquiry, Person
from .reach import IN_ORDER, THROUGH_SOMEBODY
from .traces import Trace

REACHED_BY = {"preferred_channel", "phone", "email", "address", "postal_code", "city", "helper_name", "helper_phone"}
CALL_ENQUIRER, ANSWER_ENQUIRER = "enquiry.call", "enquiry.answer"
AGREES_NO_MORE = "ne veut pas d'annonces par ce canal"
CALLED_WITHIN = ANSWERED_WITHIN = timedelta(days=30)


def recipient_of(person: Person, *, is_urgent: bool = False) -> Recipient | None:
    """Her own choice first, then what is left. None when nothing reaches her: she comes by, or calls.

    What is said about a child goes to the adult who answers for her.
    A helper's telephone is called, never written to: the message would speak of her to somebody else's screen.
    What is urgent goes by post only when nothing else reaches her. A channel she asked us to stop is not used,
    nor an address where nothing arrives.
    `reach.way_to_tell` says the same to the database.
    """
    ref, person = f"person:{person.pk}", told_for(person)
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
        order = THROUGH_SOMEBODY
    else:
        order = [Channel(person.preferred_channel), *IN_ORDER]
    closed = {*person.stopped_channels, *person.dead_channels}
    order = [channel for channel in order if channel not in closed]
    if is_urgent:
        order.sort(key=lambda channel: channel == Channel.LETTER)
    channel = next((channel for channel in order if addresses[channel]), None)
    return channel and Recipient(ref=ref, channel=channel, address=addresses[channel])


def recipient_to_call(person: Person) -> Recipient | None:
    """Whom to call about her, whatever she prefers; None when no number may be called."""
    adult = told_for(person)
    may_be_called = Channel.PHONE not in adult.stopped_channels and adult.preferred_channel != ContactChannel.NONE
    number = adult.call_number if may_be_called else ""
    return Recipient(f"person:{person.pk}", Channel.PHONE, number) if number else None


def recipient_by_id(pk: int) -> Recipient | None:
    """Of whoever she is known as today; none of somebody forgotten."""
    person = Person.objects.select_related("reconciled_with").filter(pk=pk, anonymised_at=None).first()
    return person and recipient_of(person.reconciled_with or person)


def told_for(person: Person) -> Person:
    """Herself; for a child, the adult. Read with `guardianship__adult` where there are many."""
    guardianship = getattr(person, "guardianship", None)
    return guardianship.adult if guardianship else person


def readdress(person: Person, *, at: datetime) -> None:
    """She is reached otherwise than before: what is still to be said goes there, or is not said when nothing does.

    An announcement goes nowhere else than where she agreed to it; a call to make stays one. What is said about her
    children too: they are told through her, and nobody through them.
    """
    for told in [person, *Person.objects.of(person.space).filter(guardianship__adult=person)]:
        readdress_messages(told, at=at)


def readdress_messages(person: Person, *, at: datetime) -> None:
    hers = Message.objects.of(person.space).to_recipient(f"person:{person.pk}").filter(expires_at__gt=at)
    closed = Q(state=MessageState.SKIPPED, reason__in=[UNREACHED, SILENCED])
    waiting = hers.filter(Q(state=MessageState.QUEUED) | closed)
    announced, called = Q(priority=Priority.ANNOUNCEMENT), Q(kind__in=only_said())
    redirect(waiting.exclude(announced | called), recipient_of(person))
    redirect(waiting.filter(called | announced & Q(channel=Channel.PHONE)), recipient_to_call(person))
    told = told_for(person)
    hers_still = Q(address__in=[told.phone, told.email]) | Q(channel=Channel.LETTER)
    hers_still &= ~Q(channel__in={*told.stopped_channels, *told.dead_channels})
    redirect(waiting.filter(announced).exclude(channel=Channel.PHONE).exclude(hers_still), None)


def redirect(waiting: QuerySet[Message], recipient: Recipient | None) -> None:
    if recipient is None:
        waiting.update(state=MessageState.SKIPPED, reason=UNREACHED)
    else:
        said = {"channel": recipient.channel, "address": recipient.address}
        waiting.update(state=MessageState.QUEUED, reason="", **said)


def drop_announcements(person: Person) -> None:
    """Those still to leave by a way she says no to, or no longer yes: nobody asked for them, none goes otherwise.

    A call to somebody who was never asked about calls stays: one of us makes it.
    """
    hers = Message.objects.of(person.space).to_recipient(f"person:{person.pk}")
    waiting = hers.filter(state=MessageState.QUEUED, priority=Priority.ANNOUNCEMENT)
    last_words = person.consents.filter(purpose=Purpose.ANNOUNCEMENTS).last_words()
    here = [one for one in last_words if one.address == person.address_for(Channel(one.channel))]
    said = {one.channel: one.is_given for one in here}
    for channel in set(waiting.values_list("channel", flat=True)):
        if not said.get(channel, channel == Channel.PHONE):
            waiting.filter(channel=channel).update(state=MessageState.SKIPPED, reason=AGREES_NO_MORE)


def follow_person(trace: Trace, *, kept: Person, merged: Person) -> None:
    """All that was said to one was said to the other; what is still to be said keeps the address she gave."""
    was, to = f"person:{merged.pk}", f"person:{kept.pk}"
    trace.move(Message.objects.of(kept.space).to_recipient(was), "recipient_ref", was=was, to=to)


def addressees(ids: list[int]) -> dict[int, Addressee]:
    """People as the pages of the team name who a message speaks to."""
    people = Person.objects.select_related("guardianship__adult")
    return {pk: addressee(person) for pk, person in people.in_bulk(ids).items()}


def addressee(person: Person) -> Addressee:
    told = told_for(person)
    if told != person:
        return Addressee(str(person), person.get_absolute_url(), str(told), told.best_time)
    is_helped = person.preferred_channel == ContactChannel.SOMEONE
    return Addressee(str(person), person.get_absolute_url(), person.helper_name if is_helped else "", person.best_time)


# --- what came in ------------------------------------------------------------------------------------------------


def call_enquirer(enquiry: Enquiry, *, due_at: datetime, at: datetime) -> None:
    """One call at a time: asked again, it moves to that hour."""
    calls = Message.objects.of(enquiry.space).filter(kind=CALL_ENQUIRER, subject_id=enquiry.pk)
    lasting = {"due_at": due_at, "expires_at": due_at + CALLED_WITHIN}
    if calls.filter(state=MessageState.QUEUED).update(address=enquiry.call_number, **lasting):
        return
    recipient = Recipient(f"enquiry:{enquiry.pk}", Channel.PHONE, enquiry.call_number)
    queue(
        Note(CALL_ENQUIRER, enquiry.pk, recipient, f"{enquiry.pk}:{calls.count()}", **lasting),
        space=enquiry.space,
        at=at,
    )


def recipient_of_enquirer(enquiry: Enquiry) -> Recipient | None:
    """As her page says, once we know who she is; else by what she gave this time."""
    if enquiry.person:
        return recipient_of(enquiry.person)
    return recipient_at(f"enquiry:{enquiry.pk}", phone=enquiry.phone, email=enquiry.email)


def recipient_at(ref: str, *, phone: str, email: str) -> Recipient | None:
    """Somebody we do not know yet, by what she gave."""
    writes = may_receive_sms(phone) and settings.SMS_URL
    ways = [(Channel.SMS, phone if writes else ""), (Channel.EMAIL, email), (Channel.PHONE, phone)]
    return next((Recipient(ref, channel, address) for channel, address in ways if address), None)


def answer_enquirer(enquiry: Enquiry, *, at: datetime) -> None:
    """One message an answer: reopened, she is answered again."""
    recipient = Recipient(f"enquiry:{enquiry.pk}", Channel.EMAIL, enquiry.email)
    key = f"{enquiry.pk}:{enquiry.reopened_count}"
    note = Note(ANSWER_ENQUIRER, enquiry.pk, recipient, key, expires_at=at + ANSWERED_WITHIN)
    queue(note, space=enquiry.space, at=at)
