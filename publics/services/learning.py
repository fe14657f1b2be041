from datetime import datetime

from django.db import transaction
from django.utils import timezone

from mediation.accounts.models import User
from mediation.common.refusals import speaks

from ..enums import LearningAnswer
from ..models import Demarche, LearningCheck, Person
from ..models.learning import ASKED_AFTER
from .people import hold_as_known


@speaks
@transaction.atomic
def begin_learning(*, person: Person, demarche: Demarche, at: datetime, by: User | None) -> LearningCheck:
    """She does it again herself, with somebody beside her; three weeks later she is asked how it goes.

    Begun again before the answer, it is the same step.
    """
    person = hold_as_known(person)
    check, _ = LearningCheck.objects.get_or_create(
        space=person.space, person=person, demarche=demarche, answer="",
        defaults={"begun_at": at, "due_on": timezone.localdate(at) + ASKED_AFTER, "noted_by": by},
    )  # fmt: skip
    return check


@speaks
@transaction.atomic
def answer_learning(*, check: LearningCheck, answer: LearningAnswer, at: datetime, by: User | None) -> LearningCheck:
    """In her own words: alone, almost, not yet. « Pas encore » asks again in three weeks."""
    person = hold_as_known(check.person)
    check = LearningCheck.objects.select_related("person__space", "demarche").locked(check.pk)
    if check.answer:
        return check
    check.answer, check.answered_at = LearningAnswer(answer), at
    check.save(update_fields=["answer", "answered_at"])
    if check.answer != LearningAnswer.ALONE:
        begin_learning(person=person, demarche=check.demarche, at=at, by=by)
    return check
