"""Structures, the people of each, and what it would love to do for itself."""

from datetime import datetime

from django.db import transaction

from mediation.accounts.models import Space, User
from mediation.common.refusals import speaks

from ..models import Belonging, Interest, Organisation, OrganisationInterest, Person
from .interests import noted_once, refuse_branch
from .people import hold_as_known


@speaks
@transaction.atomic
def create_organisation(*, organisation: Organisation, space: Space, at: datetime, by: User | None) -> Organisation:
    """A structure that we meet: an association, a shop, a group of friends with a project."""
    organisation.space = space
    organisation.full_clean(exclude=["space"])
    organisation.save()
    return organisation


@speaks
@transaction.atomic
def join(*, person: Person, organisation: Organisation, role: str = "", at: datetime, by: User | None) -> Belonging:
    """She says she is of this structure. Refused when it is noted already."""
    person = hold_as_known(person)
    belonging = Belonging(
        space=person.space, person=person, organisation=organisation, role=role, noted_at=at, noted_by=by
    )
    belonging.full_clean(exclude=["space", "noted_by"])
    belonging.save()
    return belonging


@transaction.atomic
def leave(*, belonging: Belonging, at: datetime, by: User | None) -> None:
    """She is of it no more, or it was noted wrongly: nothing of it is kept but the journal."""
    belonging.delete()


@transaction.atomic
def note_organisation_interest(
    *, organisation: Organisation, interest: Interest, words: str = "", at: datetime, by: User | None
) -> OrganisationInterest:
    """What the structure would love to do. Said again, it keeps its first day, and takes the words it lacked."""
    refuse_branch(interest)
    return noted_once(
        OrganisationInterest, space=organisation.space, organisation=organisation, interest=interest, words=words,
        at=at, by=by,
    )  # fmt: skip
