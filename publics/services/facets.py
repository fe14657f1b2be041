"""What she says of herself, and what others suppose."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from mediation.accounts.models import User
from mediation.common.privacy import refuse_secrets
from mediation.common.refusals import speaks

from ..enums import FacetKind, ProjectState
from ..models import Facet, Interest, Person, PersonFacet, PersonInterest, SupposedInterest
from ..models.facets import SUPPOSED_FOR
from .interests import note_interest, refuse_branch
from .people import hold_as_known


@speaks
@transaction.atomic
def note_facets(
    *, person: Person, said: Iterable[Facet], unsaid: Iterable[Facet] = (), at: datetime, by: User | None
) -> None:
    """What she says of herself, and what she does not say any more. Said again, it keeps its first day.

    Only what is named changes: what somebody else noted meanwhile stays.
    """
    said = list(said)
    if any(facet.kind == FacetKind.PROJECT for facet in said):
        raise ValidationError("Un projet se note à part, avec ses mots.")
    person = hold_as_known(person)
    PersonFacet.objects.of(person.space).filter(person=person, facet__in=list(unsaid)).delete()
    known = set(PersonFacet.objects.of(person.space).filter(person=person).values_list("facet", flat=True))
    PersonFacet.objects.bulk_create(
        [
            PersonFacet(space=person.space, person=person, facet=facet, said_at=at, noted_by=by)
            for facet in said
            if facet.pk not in known
        ],
        ignore_conflicts=True,
    )


@speaks
@transaction.atomic
def note_project(
    *, person: Person, facet: Facet, words: str = "", state: ProjectState | str, at: datetime, by: User | None
) -> PersonFacet:
    """Her project and how far it is. Said again, it moves on and keeps the day it was first said."""
    if facet.kind != FacetKind.PROJECT:
        raise ValidationError("Choisissez un projet.")
    refuse_secrets(words)
    if state not in ProjectState.values:
        raise ValidationError("Dites où en est le projet.")
    person = hold_as_known(person)
    noted, _ = PersonFacet.objects.get_or_create(
        space=person.space, person=person, facet=facet, defaults={"said_at": at, "noted_by": by}
    )
    noted.words, noted.state = words or noted.words, state
    noted.save(update_fields=["words", "state"])
    return noted


@speaks
@transaction.atomic
def suppose_interest(
    *, person: Person, interest: Interest, supposed_by: str, at: datetime, by: User | None
) -> SupposedInterest:
    """What somebody else thinks she would like: kept sixty days, to be verified with her.

    Refused when she said it herself: there is nothing left to verify. Supposed again, it is still to be verified.
    """
    refuse_branch(interest)
    person = hold_as_known(person)
    if PersonInterest.objects.of(person.space).filter(person=person, interest=interest).exists():
        raise ValidationError("Elle l’a déjà dit elle-même.")
    refuse_secrets(supposed_by)
    SupposedInterest.objects.of(person.space).over(at=at).filter(person=person, interest=interest).delete()
    supposed, _ = SupposedInterest.objects.get_or_create(
        space=person.space, person=person, interest=interest,
        defaults={"supposed_by": supposed_by, "noted_at": at, "ends_at": at + SUPPOSED_FOR, "noted_by": by},
    )  # fmt: skip
    return supposed


@speaks
@transaction.atomic
def confirm_supposed(*, supposed: SupposedInterest, at: datetime, by: User | None) -> PersonInterest:
    """She says so herself: it becomes hers, said that day."""
    noted = note_interest(person=supposed.person, interest=supposed.interest, at=at, by=by)
    supposed.delete()
    return noted


@transaction.atomic
def drop_supposed(*, supposed: SupposedInterest, at: datetime, by: User | None) -> None:
    """She does not want it, or it makes no sense any more: nothing of it is kept."""
    supposed.delete()


def forget_supposed(*, at: datetime) -> int:
    """What was not verified at her next visit or within sixty days. Run again, it finds nothing."""
    count, _ = SupposedInterest.objects.over(at=at).delete()
    return count
