"""Whatever comes in is noted, taken by somebody, and ends in words: an answer, where to go, or nothing."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from mediation.accounts.models import Membership, Space, User
from mediation.accounts.permissions import WELCOMES
from mediation.common.refusals import speaks

from .. import notifications
from ..enums import EnquiryChannel, EnquiryKind, EnquiryState, Origin
from ..models import Enquiry, Person, Topic
from ..retention import ERASED
from ..staffing import answer_due, staffed_hours, waited
from .people import create_person, hold_as_known

ENDS = {EnquiryState.ANSWERED, EnquiryState.REDIRECTED, EnquiryState.CLOSED}
TRANSITIONS = {
    EnquiryState.NEW: {EnquiryState.TAKEN, *ENDS},
    EnquiryState.TAKEN: {EnquiryState.TAKEN, *ENDS},
    **{end: {EnquiryState.TAKEN} for end in ENDS},  # reopened
}
ORIGINS = {EnquiryChannel.DESK: Origin.DESK, EnquiryChannel.WEB: Origin.WEB, EnquiryChannel.SMS: Origin.SMS,
           EnquiryChannel.EMAIL: Origin.EMAIL, EnquiryChannel.LETTER: Origin.LETTER}  # fmt: skip


@speaks
@transaction.atomic
def submit_enquiry(*, space: Space, kind: EnquiryKind, at: datetime, **said) -> Enquiry:
    """Somebody wrote on a public page. Another date asked twice is one row; a word left with a number is a call."""
    if kind == EnquiryKind.OTHER_DATE:
        ways = {name: said.get(name, "") for name in ("subject_ref", "phone", "email")}
        if already := Enquiry.objects.of(space).open().filter(kind=kind, **ways).first():
            return already
    enquiry = written(space=space, kind=kind, channel=EnquiryChannel.WEB, at=at, by=None, **said)
    if kind == EnquiryKind.WORD and enquiry.call_number:
        notifications.call_enquirer(enquiry, due_at=at, at=at)
    return enquiry


@speaks
@transaction.atomic
def note_enquiry(*, space: Space, channel: EnquiryChannel, at: datetime, by: User | None, **said) -> Enquiry:
    """What came by telephone, at the desk, by messaging, in a comment or on paper. `said`: columns of Enquiry."""
    return written(space=space, channel=channel, at=at, by=by, **said)


def written(*, space: Space, at: datetime, by: User | None, **said) -> Enquiry:
    if person := said.get("person"):
        said["person"] = hold_as_known(person)
    enquiry = Enquiry(space=space, received_at=at, noted_by=by, **said)
    enquiry.due_at = due_of(enquiry)
    enquiry.full_clean(exclude=["space"])
    enquiry.save(force_insert=True)
    return enquiry


def due_of(enquiry: Enquiry) -> datetime | None:
    """Whoever waits for another date is told once there is one: no hour is promised."""
    if enquiry.kind == EnquiryKind.OTHER_DATE:
        return None
    space = enquiry.space
    return answer_due(
        staffed_hours(space), space=space, received_at=enquiry.waits_since, minutes=enquiry.target_minutes
    )


def opened(enquiry: Enquiry) -> Enquiry:
    """Held, and still to be answered."""
    enquiry = Enquiry.objects.locked(enquiry.pk)
    if not enquiry.is_open:
        raise ValidationError(f"C’est déjà fait\u00a0: {enquiry.get_state_display().lower()}.", code="closed")
    return enquiry


def move(enquiry: Enquiry, state: EnquiryState, *, at: datetime, by: User | None, **said) -> Enquiry:
    """Only along TRANSITIONS; the row is already held. What ends it says when, who, and how long she waited."""
    if state not in TRANSITIONS[enquiry.state]:
        raise ValidationError("Ce message ne peut plus changer ainsi.", code="closed")
    enquiry.state = state
    for name, value in said.items():
        setattr(enquiry, name, value)
    if state in ENDS:
        enquiry.handled_at, enquiry.handled_by = at, by
        enquiry.waited_minutes = waited(enquiry, staffed_hours(enquiry.space), at=at)
    enquiry.full_clean(exclude=["space"])
    enquiry.save()
    return enquiry


@speaks
@transaction.atomic
def assign_enquiry(*, enquiry: Enquiry, to: User, at: datetime, by: User) -> Enquiry:
    """Somebody of the team answers for it. Refused for who has no role in the space."""
    if not Membership.objects.filter(space=enquiry.space, user=to, role__in=WELCOMES).exists():
        raise ValidationError("Cette personne n’est pas de l’équipe.", code="stranger")
    return move(opened(enquiry), EnquiryState.TAKEN, at=at, by=by, assigned_to=to)


@speaks
@transaction.atomic
def answer_enquiry(
    *, enquiry: Enquiry, answer: str, was_avoidable: bool = False, is_sent: bool = False, at: datetime, by: User
) -> Enquiry:
    """What was said to her. `is_sent`: it leaves by e-mail now, to the address she gave."""
    enquiry = move(opened(enquiry), EnquiryState.ANSWERED, at=at, by=by, answer=answer, was_avoidable=was_avoidable)
    if is_sent and enquiry.email:
        notifications.answer_enquirer(enquiry, at=at)
    return enquiry


@speaks
@transaction.atomic
def redirect_enquiry(
    *, enquiry: Enquiry, redirected_to: str, was_avoidable: bool = False, at: datetime, by: User
) -> Enquiry:
    """It is not ours: she was told where to go."""
    said = {"redirected_to": redirected_to, "was_avoidable": was_avoidable}
    return move(opened(enquiry), EnquiryState.REDIRECTED, at=at, by=by, **said)


@speaks
@transaction.atomic
def close_enquiry(*, enquiry: Enquiry, at: datetime, by: User) -> Enquiry:
    """Nothing is to be answered: an advertisement, the same thing sent twice."""
    return move(opened(enquiry), EnquiryState.CLOSED, at=at, by=by)


@speaks
@transaction.atomic
def reopen_enquiry(*, enquiry: Enquiry, why: str, at: datetime, by: User) -> Enquiry:
    """It is not over: somebody takes it again, and its time to answer runs anew. The answer she had stays readable.

    One message still: what she waited before is added to what she waits now, and an answer that was late stays late.
    Refused while it is open, once its words were erased, and without saying why it is back.
    """
    if enquiry.person:
        hold_as_known(enquiry.person)
    enquiry = Enquiry.objects.locked(enquiry.pk)
    if enquiry.is_open:
        raise ValidationError("Ce message est déjà à traiter.", code="open")
    if enquiry.words == ERASED:
        raise ValidationError("Ses mots ont été effacés\u00a0: notez un nouveau message.", code="erased")
    came_back = {
        "was_late": enquiry.was_late or enquiry.was_answered_late,
        "waited_before": enquiry.waited_minutes,
        "reopened_at": at,
        "reopened_by": by,
        "reopened_why": why,
        "reopened_count": enquiry.reopened_count + 1,
    }
    running = {"handled_at": None, "handled_by": None, "waited_minutes": None, "redirected_to": "", "assigned_to": by}
    enquiry.reopened_at = at
    return move(enquiry, EnquiryState.TAKEN, at=at, by=by, due_at=due_of(enquiry), **came_back, **running)


@speaks
@transaction.atomic
def classify_enquiry(*, enquiry: Enquiry, kind: EnquiryKind, topic: Topic | None, at: datetime, by: User) -> Enquiry:
    """What it is, and what about: the time to answer follows the topic. Counted as such, even afterwards."""
    enquiry = Enquiry.objects.locked(enquiry.pk)
    enquiry.kind, enquiry.topic = kind, topic
    enquiry.due_at = due_of(enquiry)
    enquiry.full_clean(exclude=["space"])
    enquiry.save(update_fields=["kind", "topic", "due_at"])
    return enquiry


@speaks
@transaction.atomic
def call_back(*, enquiry: Enquiry, due_at: datetime, at: datetime, by: User) -> Enquiry:
    """She is to be called, at once or at the hour she chose; asked again, the call moves. Refused without a number."""
    enquiry = opened(enquiry)
    if not enquiry.call_number:
        raise ValidationError("Aucun numéro où l’appeler\u00a0: dites d’abord qui elle est.", code="no_number")
    notifications.call_enquirer(enquiry, due_at=max(due_at, at), at=at)
    return move(enquiry, EnquiryState.TAKEN, at=at, by=by, assigned_to=enquiry.assigned_to or by)


@speaks
@transaction.atomic
def name_enquirer(*, enquiry: Enquiry, person: Person | None, at: datetime, by: User) -> Enquiry:
    """Who it is, said by the desk. Without a person, somebody new, as she named herself.

    Refused when somebody else was named meanwhile.
    """
    known = hold_as_known(person) if person else None
    enquiry = Enquiry.objects.locked(enquiry.pk)
    if enquiry.person_id is None:
        enquiry.person = known or newcomer(enquiry, at=at, by=by)
        enquiry.save(update_fields=["person"])
    elif known and known.pk != enquiry.person_id:
        raise ValidationError(f"Quelqu’un vient de dire qui c’est\u00a0: {enquiry.person}.", code="already")
    return enquiry


def newcomer(enquiry: Enquiry, *, at: datetime, by: User) -> Person:
    if not enquiry.name:
        raise ValidationError("Écrivez d’abord son prénom.", code="no_name")
    return create_person(
        space=enquiry.space, first_name=enquiry.name[:60], phone=enquiry.phone, email=enquiry.email,
        preferred_channel="email" if enquiry.email and not enquiry.phone else "phone" if enquiry.phone else "none",
        origin=ORIGINS.get(enquiry.channel, Origin.PHONE), at=at, by=by,
    )  # fmt: skip
