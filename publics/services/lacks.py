"""What is missing here, and what is proposed instead."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Value
from django.db.models.lookups import Exact

from mediation.accounts.models import Space, User
from mediation.common.refusals import speaks
from mediation.common.text import FrKey

from ..enums import LackKind, ToldBy
from ..models import Lack


@speaks
@transaction.atomic
def note_lack(
    *, space: Space, kind: LackKind, words: str, city: str = "", told_by: ToldBy = ToldBy.TEAM, at: datetime, by: User
) -> Lack:
    """Of the house or the territory, said by whomever. Refused when the very same is waiting already."""
    same = Exact(FrKey(F("words")), FrKey(Value(words))), Exact(FrKey(F("city")), FrKey(Value(city)))
    if Lack.objects.of(space).open().filter(*same, kind=kind).exists():
        raise ValidationError("Ce manque est déjà noté.", code="already")
    lack = Lack(
        space=space, kind=kind, words=words, city=city, told_by=told_by, noted_at=at, noted_by=by
    )  # fmt: skip
    lack.full_clean(exclude=["space"])
    lack.save()
    return lack


@speaks
@transaction.atomic
def answer_lack(*, lack: Lack, answer: str, at: datetime, by: User) -> Lack:
    """What is proposed from now on. Refused when somebody said it first: the words kept are the first."""
    lack = Lack.objects.locked(lack.pk)
    if lack.answered_at:
        raise ValidationError(f"C’est déjà dit\u00a0: {lack.answer}", code="already")
    lack.answer, lack.answered_at, lack.answered_by = answer, at, by
    lack.full_clean(exclude=["space"])
    lack.save(update_fields=["answer", "answered_at", "answered_by"])
    return lack
