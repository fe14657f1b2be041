from datetime import datetime

from django.db import transaction
from django.db.models import Value

from mediation.accounts.models import Space, User
from mediation.common.refusals import speaks
from mediation.common.text import FrKey

from ..models import Disclosure, Organisation


@speaks
@transaction.atomic
def note_disclosure(
    *, space: Space, caller_name: str, structure_name: str, about: str, said: str, at: datetime, by: User
) -> Disclosure:
    """Somebody asked about somebody: keep what was said. The structure is the directory's when one bears that name.

    Nothing is looked for among people: what is kept is what the caller said.
    """
    named = Organisation.objects.of(space).filter(search_key=FrKey(Value(structure_name.strip()))).by_name()[:2]
    disclosure = Disclosure(
        space=space, caller_name=caller_name, structure_name=structure_name, about=about, said=said, at=at, by=by,
        organisation=named[0] if len(named) == 1 else None,
    )  # fmt: skip
    disclosure.full_clean(exclude=["space"])
    disclosure.save()
    return disclosure
