"""What is noted for several people at once."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from mediation.accounts.models import User
from mediation.common.refusals import speaks

from ..models import Interest, Person, PersonInterest
from .interests import refuse_branch
from .retention import held


@speaks
@transaction.atomic
def note_interest_together(*, people: Sequence[Person], interest: Interest, at: datetime, by: User | None) -> int:
    """What each of them would love to do; how many had not said it yet. Said again, it keeps its first date."""
    refuse_branch(interest)
    ids = held_of(people)
    said = PersonInterest.objects.filter(person__in=ids, interest=interest).values_list("person", flat=True)
    new = [person for person in people if person.pk in set(ids) - set(said)]
    PersonInterest.objects.bulk_create(
        [
            PersonInterest(space_id=person.space_id, person=person, interest=interest, said_at=at, noted_by=by)
            for person in new
        ],
        ignore_conflicts=True,
    )
    return len(new)


@speaks
@transaction.atomic
def keep_together(*, people: Sequence[Person], at: datetime, by: User | None) -> int:
    """« On garde »: the months of each begin again; how many they are."""
    return Person.objects.filter(pk__in=held_of(people)).update(returned_at=at)


def held_of(people: Sequence[Person]) -> list[int]:
    """Those still known under their own row, until the transaction ends."""
    return held(Q(pk__in=[person.pk for person in people], reconciled_with=None))
