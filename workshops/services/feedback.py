"""How a session was: counted answers, what the mediator keeps of it, words that a signed sheet lets us show."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from mediation.accounts.models import User
from mediation.common.refusals import speaks
from publics.models import Person
from publics.services.people import hold_as_known

from ..enums import FeedbackQuestion, FeedbackSource, Rating, RegistrationState, WishChannel
from ..models import Debrief, FeedbackCount, Registration, Session, Testimonial
from ..models.feedback import ASKED_FOR
from ..models.sessions import TAKES_PLACE
from .wishes import note_wish

Answers = Mapping[FeedbackQuestion, Rating]
Counts = Mapping[tuple[FeedbackQuestion, Rating], int]


def is_asked(session: Session, *, at: datetime) -> bool:
    """From its beginning, for a month."""
    return session.state in TAKES_PLACE and session.starts_at <= at <= session.ends_at + ASKED_FOR


def refuse_unless_asked(session: Session, *, at: datetime) -> None:
    if not is_asked(session, at=at):
        raise ValidationError("On ne donne plus son avis sur cette séance, ou pas encore.", code="closed")


@speaks
@transaction.atomic
def give_feedback(
    *, session: Session, answers: Answers, wish: str = "", person: Person | None = None, at: datetime, by: User | None
) -> None:
    """One answer more to each question. « Et ensuite ? » is a wish: hers when she is known, else nobody's."""
    refuse_unless_asked(session, at=at)
    if wish:
        note_wish(space=session.space, channel=WishChannel.WEB, person=person, words=wish, at=at, by=by)
    count(session, FeedbackSource.SCREEN, answers)


def count(session: Session, source: FeedbackSource, answers: Answers) -> None:
    """Every possible answer has its row from the first one: the journal tells no more than that somebody answered."""
    open_counts(session, source)
    rows = FeedbackCount.objects.of(session.space).filter(session=session, source=source)
    for question, answer in answers.items():
        rows.filter(question=question, answer=answer).update(count=F("count") + 1)


def open_counts(session: Session, source: FeedbackSource) -> None:
    pairs = [(question, answer) for question in FeedbackQuestion for answer in Rating]
    FeedbackCount.objects.bulk_create(
        (
            FeedbackCount(space=session.space, session=session, source=source, question=question, answer=answer)
            for question, answer in pairs
        ),
        ignore_conflicts=True,
    )


@speaks
@transaction.atomic
def answer_feedback(
    *, registration: Registration, answers: Answers, wish: str = "", at: datetime, by: User | None = None
) -> None:
    """By her own link, once: her answers are counted, and only that she gave them is kept beside her name."""
    person = hold_as_known(registration.person)
    registration = Registration.objects.locked(registration.pk)
    if registration.gave_feedback:
        return
    if registration.state != RegistrationState.CONFIRMED:
        raise ValidationError("Seules les personnes qui avaient une place donnent leur avis ici.", code="closed")
    session = Session.objects.with_details().get(pk=registration.session_id)
    give_feedback(session=session, answers=answers, wish=wish, person=person, at=at, by=by)
    registration.gave_feedback = True
    registration.save(update_fields=["gave_feedback"])


def refuse_before(session: Session, *, at: datetime) -> None:
    if session.state not in TAKES_PLACE or session.starts_at > at:
        raise ValidationError("Cette séance n’a pas encore eu lieu.")


@speaks
@transaction.atomic
def key_in_feedback(*, session: Session, counts: Counts, at: datetime, by: User | None) -> None:
    """What the paper slips add up to. Keyed in again, the last count is the one that holds."""
    session = Session.objects.locked(session.pk)
    refuse_before(session, at=at)
    open_counts(session, FeedbackSource.PAPER)
    rows = FeedbackCount.objects.of(session.space).filter(session=session, source=FeedbackSource.PAPER)
    for (question, answer), number in counts.items():
        rows.filter(question=question, answer=answer).update(count=number)


@speaks
@transaction.atomic
def note_debrief(*, session: Session, worked: str, to_change: str, at: datetime, by: User | None) -> Debrief:
    """One a session; it is edited afterwards. Refused before it begins."""
    session = Session.objects.locked(session.pk)
    refuse_before(session, at=at)
    debrief = Debrief(
        space=session.space, session=session, worked=worked, to_change=to_change, noted_at=at, noted_by=by
    )
    debrief.full_clean(exclude=["space"])
    debrief.save(force_insert=True)
    return debrief


@speaks
@transaction.atomic
def note_testimonial(*, session: Session, person: Person, words: str, at: datetime, by: User | None) -> Testimonial:
    """Word for word, of somebody who was there. It is shown nowhere yet."""
    person = hold_as_known(person)
    if not session.attendances.came().filter(person=person).exists():
        raise ValidationError({"person": "Elle n’est pas notée parmi celles et ceux qui sont venus."})
    testimonial = Testimonial(
        space=session.space, session=session, person=person, words=words, noted_at=at, noted_by=by
    )
    testimonial.full_clean(exclude=["space"])
    testimonial.save(force_insert=True)
    return testimonial


@speaks
@transaction.atomic
def cover_testimonial(*, testimonial: Testimonial, scope: str, at: datetime, by: User | None) -> Testimonial:
    """Which sheet of hers covers these words, said as the sheet says it; none: they are shown nowhere any more."""
    person = hold_as_known(testimonial.person)
    testimonial = Testimonial.objects.locked(testimonial.pk)
    if scope and not person.authorisations.testimonies().filter(scope=scope).exists():
        raise ValidationError("Cette feuille n’est pas parmi les siennes\u00a0: regardez de nouveau.", code="scope")
    testimonial.scope = scope
    testimonial.save(update_fields=["scope"])
    return testimonial


@transaction.atomic
def remove_testimonial(*, testimonial: Testimonial, at: datetime, by: User | None) -> None:
    """She would rather not have said it. Done twice, it is done."""
    hold_as_known(testimonial.person)
    Testimonial.objects.filter(pk=testimonial.pk).delete()
