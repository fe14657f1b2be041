from datetime import datetime

from django.contrib.postgres.search import TrigramSimilarity
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, Value

from mediation.accounts.models import Space, User
from mediation.common.phones import normalised
from mediation.common.refusals import speaks
from mediation.common.text import FrKey

from ..enums import ContactChannel, Origin
from ..models import Person

SAME_NAME = 0.4  # trigram similarity of the whole name: a first name in common is not enough
MOST_MATCHES = 6


@speaks
@transaction.atomic
def create_person(
    *,
    space: Space,
    first_name: str,
    last_name: str = "",
    phone: str = "",
    email: str = "",
    preferred_channel: ContactChannel = ContactChannel.PHONE,
    origin: Origin = Origin.DESK,
    at: datetime,
    by: User | None,
    **details,
) -> Person:
    """Somebody the team has met. `details`: the other columns of Person that a form may fill."""
    person = Person(
        space=space, first_name=first_name, last_name=last_name, phone=phone, email=email.lower(),
        preferred_channel=preferred_channel, origin=origin, created_at=at, created_by=by, **details,
    )  # fmt: skip
    person.full_clean(exclude=["space"])
    person.save()
    return person


@transaction.atomic
def hold_as_known(person: Person) -> Person:
    """Until the transaction ends, as she is known today: what she says on a record merged meanwhile is still hers.

    Whatever writes a row of hers holds her first, before a session or any row she has: a merge would leave that row
    behind. Refused when she was forgotten meanwhile.
    """
    found = Person.objects.locked(person.pk)
    refuse_forgotten(found)
    return hold_as_known(found.reconciled_with) if found.reconciled_with_id else found


def refuse_forgotten(person: Person) -> None:
    if person.anonymised_at:
        raise ValidationError("Cette personne a été anonymisée : rien ne dit plus qui elle est.", code="forgotten")


def provisional_person(
    *,
    space: Space,
    first_name: str,
    last_name: str = "",
    phone: str = "",
    email: str = "",
    preferred_channel: ContactChannel,
    helper_name: str = "",
    helper_phone: str = "",
    origin: Origin,
    at: datetime,
) -> Person:
    """Somebody who came by a page or a partner: always a new row, whoever is already known.

    Nothing she is shown depends on the people we know; the desk says later who she is (`reconcile`, `recognise`).
    """
    return create_person(
        space=space, first_name=first_name, last_name=last_name, phone=phone, email=email,
        preferred_channel=preferred_channel, helper_name=helper_name, helper_phone=helper_phone, origin=origin,
        is_provisional=True, at=at, by=None,
    )  # fmt: skip


def likely_matches(
    *,
    space: Space,
    first_name: str,
    last_name: str = "",
    phone: str = "",
    email: str = "",
    but: Person | None = None,
) -> list[Person]:
    """People already known whom these words could name: same telephone, same e-mail, or a close name. Best first."""
    name = f"{first_name} {last_name}".strip()
    close = [person.pk for person in Person.objects.search(name, space=space)]
    phone, email = normalised(phone), email.lower()
    same = Q(phone=phone) & ~Q(phone="") | Q(email=email) & ~Q(email="")
    likeness = TrigramSimilarity("search_key", FrKey(Value(name)))
    people = Person.objects.of(space).current().annotate(likeness=likeness)
    found = people.filter(same | Q(pk__in=close, likeness__gte=SAME_NAME)).order_by("-likeness", "pk")
    return list(found.exclude(pk=but.pk if but else None)[:MOST_MATCHES])
