from datetime import datetime
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction

from mediation.accounts.models import User
from mediation.common.privacy import refuse_secrets

from ..models import Interest, OrganisationInterest, Person, PersonInterest
from .people import hold_as_known

Said = TypeVar("Said", PersonInterest, OrganisationInterest)


@transaction.atomic
def note_interest(
    *, person: Person, interest: Interest, words: str = "", at: datetime, by: User | None
) -> PersonInterest:
    """What she would love to do, with her own words. Said again, it keeps its first date, and the words it lacked.

    Refused for a whole branch: nobody wants « La famille et les amis ».
    """
    refuse_branch(interest)
    person = hold_as_known(person)
    return noted_once(PersonInterest, space=person.space, person=person, interest=interest, words=words, at=at, by=by)


def noted_once(model: type[Said], *, words: str, at: datetime, by: User | None, **whose) -> Said:
    """The same envie of the same one is one row: the first day stays, and so do the first words."""
    refuse_secrets(words)
    noted, is_new = model.objects.get_or_create(**whose, defaults={"words": words, "said_at": at, "noted_by": by})
    if words and not is_new and not noted.words:
        noted.words = words
        noted.save(update_fields=["words"])
    return noted


def refuse_branch(interest: Interest) -> None:
    if interest.parent_id is None:
        raise ValidationError("Choisissez une envie plutôt que toute une branche.")
