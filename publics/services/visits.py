from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from mediation.accounts.models import Space, User, Venue
from mediation.common.refusals import speaks

from ..enums import HowDone, Urgency, VisitKind
from ..models import Demarche, Interest, Person, Visit
from .interests import note_interest


@speaks
@transaction.atomic
def note_visit(
    *,
    space: Space,
    person: Person | None = None,
    demarche: Demarche | None = None,
    purpose: str = "",
    how_done: HowDone | str = "",
    urgency: Urgency | str = "",
    interests: Iterable[Interest] = (),
    words: str = "",
    venue: Venue | None = None,
    at: datetime,
    by: User | None,
) -> Visit:
    """Somebody came: what brought her, how it was done, what she would love to do.

    May stay without a name; refused then when an envie is to be kept, since nobody could be called about it.
    """
    interests = list(interests)
    if interests and person is None:
        raise ValidationError("Pour garder une envie, dites qui l’a exprimée.", code="nobody")
    visit = Visit(
        space=space, person=person, demarche=demarche, purpose=purpose, how_done=how_done, urgency=urgency,
        venue=venue, at=at, noted_by=by,
    )  # fmt: skip
    visit.full_clean(exclude=["space", "noted_by"])
    visit.save()
    for interest in interests:
        note_interest(person=person, interest=interest, words=words, at=at, by=by)
    return visit


def count_small_help(*, space: Space, kind: VisitKind, at: datetime, by: User | None) -> Visit:
    """A print, a scan, a copy, a question: counted, without a name."""
    if kind == VisitKind.SUPPORT:
        raise ValidationError("Un passage se note avec ce qui amène la personne.")
    return Visit.objects.create(space=space, kind=VisitKind(kind), at=at, noted_by=by)


def forget_small_help(*, visit: Visit, at: datetime, by: User | None) -> None:
    """One tap too many. Forgotten twice is forgotten once."""
    Visit.objects.exclude(kind=VisitKind.SUPPORT).filter(pk=visit.pk).delete()
