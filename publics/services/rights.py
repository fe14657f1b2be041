"""What people ask about what we hold of them: noted the day it comes, answered within a month."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from mediation.accounts.models import Space, User
from mediation.common.refusals import speaks

from ..enums import RightsKind, RightsOutcome
from ..models import Person, RightsRequest
from ..models.consents import ANSWERED_WITHIN
from .people import hold_as_known


@speaks
@transaction.atomic
def note_rights_request(
    *, person: Person, kind: RightsKind, received_on: date, words: str = "", at: datetime, by: User | None
) -> RightsRequest:
    person = hold_as_known(person)
    return noted(RightsRequest(space=person.space, person=person, kind=kind, words=words), received_on, by=by)


@speaks
@transaction.atomic
def note_outside_request(
    *, space: Space, name: str, contact: str, kind: RightsKind, received_on: date, words: str = "", at: datetime,
    by: User | None,
) -> RightsRequest:  # fmt: skip
    """Asked by somebody we have no record of: the month runs for her too."""
    return noted(RightsRequest(space=space, name=name, contact=contact, kind=kind, words=words), received_on, by=by)


def noted(asked: RightsRequest, received_on: date, *, by: User | None) -> RightsRequest:
    """The month runs from the day it came."""
    asked.received_on, asked.due_on, asked.noted_by = received_on, received_on + ANSWERED_WITHIN, by
    asked.full_clean(exclude=["space"])
    asked.save()
    return asked


@speaks
@transaction.atomic
def close_rights_request(
    *, rights_request: RightsRequest, outcome: RightsOutcome, answer: str = "", at: datetime, by: User | None
) -> RightsRequest:
    """Refused once it is closed, and for a refusal that gives no reason."""
    asked = RightsRequest.objects.locked(rights_request.pk)
    if asked.closed_at:
        raise ValidationError("Cette demande a déjà sa réponse.", code="already")
    asked.outcome, asked.answer, asked.closed_at, asked.closed_by = outcome, answer, at, by
    asked.full_clean(exclude=["space"])
    asked.save(update_fields=["outcome", "answer", "closed_at", "closed_by"])
    return asked
