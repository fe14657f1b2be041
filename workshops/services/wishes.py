"""« Et si on faisait… »: what is wished for is sorted among the envies; those who wished shape the workshop."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from mediation.accounts.models import Space, User
from mediation.common.refusals import speaks
from publics.models import Interest, Person
from publics.services import note_interest
from publics.services.people import hold_as_known

from .. import shaping_notes as notes
from ..enums import Answer, WishChannel, WishState
from ..models import Invitation, Wish, Workshop

LONGEST_WORDS = 200  # of an envie noted for somebody


@speaks
@transaction.atomic
def submit_wish(*, space: Space, at: datetime, **said) -> Wish:
    """Somebody wrote on the public page; she may not say who she is."""
    return written(Wish(space=space, channel=WishChannel.WEB, received_at=at, **said))


@speaks
@transaction.atomic
def note_wish(
    *, space: Space, channel: WishChannel, person: Person | None = None, at: datetime, by: User | None, **said
) -> Wish:
    """Said at the desk, or left on paper."""
    person = hold_as_known(person) if person else None
    return written(Wish(space=space, channel=channel, person=person, received_at=at, noted_by=by, **said))


def written(wish: Wish) -> Wish:
    wish.full_clean(exclude=["space"])
    wish.save(force_insert=True)
    return wish


@transaction.atomic
def sort_wish(*, wish: Wish, interest: Interest, at: datetime, by: User) -> Wish:
    """Among the envies; it is also noted as hers when we know who said it. Sorted again, it moves."""
    if wish.person:
        words = wish.words[:LONGEST_WORDS]
        note_interest(person=wish.person, interest=interest, words=words, at=wish.received_at, by=by)
    return moved(wish, WishState.SORTED, interest, at=at, by=by)


@transaction.atomic
def set_wish_aside(*, wish: Wish, at: datetime, by: User) -> Wish:
    """It is no envie: a question, a joke, the same thing twice."""
    return moved(wish, WishState.ASIDE, None, at=at, by=by)


def moved(wish: Wish, state: WishState, interest: Interest | None, *, at: datetime, by: User) -> Wish:
    wish = Wish.objects.locked(wish.pk)
    wish.state, wish.interest, wish.sorted_at, wish.sorted_by = state, interest, at, by
    wish.full_clean(exclude=["space"])
    wish.save(update_fields=["state", "interest", "sorted_at", "sorted_by"])
    return wish


@speaks
@transaction.atomic
def invite(
    *, workshop: Workshop, person: Person | None = None, wish: Wish | None = None, answer: Answer | str = "",
    at: datetime, by: User | None,
) -> Invitation:  # fmt: skip
    """Somebody is asked to shape the workshop with us; her answer, now or later, is the last she gave.

    Without an answer yet she is written to, as she agreed, or is to be called.
    Refused for a wish whose author did not say she would.
    """
    if wish and not wish.wants_to_shape:
        raise ValidationError("Cette personne n’a pas demandé à être rappelée.")
    whose = {"person": hold_as_known(person)} if person else {"wish": wish}
    invitation, is_new = Invitation.objects.update_or_create(
        space=workshop.space, workshop=workshop, **whose,
        defaults={"answer": answer}, create_defaults={"answer": answer, "invited_at": at, "invited_by": by},
    )  # fmt: skip
    if is_new and not answer:
        notes.invited(invitation, at=at)
    return invitation
