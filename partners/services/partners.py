from datetime import datetime

from django.db import transaction

from mediation.accounts.models import Space, User
from mediation.common.refusals import speaks
from publics.models import Organisation
from publics.services import create_organisation

from ..models import Contact, Partner


@speaks
@transaction.atomic
def create_partner(*, organisation: Organisation, partner: Partner, space: Space, at: datetime, by: User) -> Partner:
    """A structure met by us rather than read in a file."""
    partner.organisation = create_organisation(organisation=organisation, space=space, at=at, by=by)
    partner.space = space
    partner.full_clean(exclude=["space", "organisation"])
    partner.save()
    return partner


@speaks
@transaction.atomic
def add_contact(*, contact: Contact, partner: Partner, at: datetime, by: User) -> Contact:
    """Somebody to speak to there. Refused when the same name is already noted."""
    contact.space, contact.partner = partner.space, partner
    contact.full_clean(exclude=["space"])
    contact.save()
    return contact
