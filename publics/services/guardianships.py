from datetime import date, datetime

from django.db import transaction

from mediation.accounts.models import User
from mediation.common.refusals import speaks

from .. import notifications
from ..models import Guardianship, Person
from .merges import hold_pair


@speaks
@transaction.atomic
def entrust(
    *,
    child: Person,
    adult: Person,
    authorisation_seen_on: date | None = None,
    collected_by: str = "",
    emergency_phone: str = "",
    at: datetime,
    by: User | None,
) -> Guardianship:
    """The adult answers for the child: what is still to be said about the child goes to the adult from now on.

    Refused when one of them was merged, or forgotten, meanwhile.
    """
    child, adult = hold_pair(child, adult)
    guardianship, _ = Guardianship.objects.get_or_create(space=child.space, child=child, defaults={"adult": adult})
    guardianship.adult = adult
    guardianship.authorisation_seen_on = authorisation_seen_on
    guardianship.collected_by, guardianship.emergency_phone = collected_by, emergency_phone
    guardianship.version += 1
    guardianship.full_clean(exclude=["space"])
    guardianship.save()
    child.guardianship = guardianship
    notifications.readdress(child, at=at)
    return guardianship
