from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from mediation.accounts.models import User
from mediation.common.privacy import refuse_secrets

from ..models import Interest, Person, PersonInterest
from .people import hold_as_known


@transaction.atomic
def note_interest(
    *, person: Person, interest: Interest, words: str = "", at: datetime, by: User | None
) -> PersonInterest:
    """What she would love to do, with her own words. Said again, it keeps its first date, and the words it lacked.

    Refused for a whole branch: nobody wants « La famille et les amis ».
    """
    refuse_secrets(words)
    refuse_branch(interest)
    person = hold_as_known(person)
    noted, is_new = PersonInterest.objects.get_or_create(
        space=person.space, person=person, interest=interest,
        defaults={"words": words, "said_at": at, "noted_by": by},
    )  # fmt: skip
    if words and not is_new and not noted.words:
        noted.words = words
        noted.save(update_fields=["words"])
    return noted


def refuse_branch(interest: Interest) -> None:
    if interest.parent_id is None:
        raise ValidationError("Choisissez une envie plutôt que toute une branche.")
