from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Value

from mediation.common.refusals import speaks
from mediation.common.text import FrKey
from publics.enums import ContactChannel, Origin
from publics.services import provisional_person

from ..enums import Comfort
from ..models import Registration, Session
from .families import register_together
from .holds import Named


@dataclass(frozen=True)
class Newcomer:
    """What somebody says of herself on the public page. Telephones in E.164, as forms clean them."""

    first_name: str
    last_name: str
    preferred_channel: ContactChannel
    phone: str = ""
    email: str = ""
    helper_name: str = ""
    helper_phone: str = ""

    @property
    def has_contact(self) -> bool:
        return bool(self.phone or self.email or self.helper_phone)


@speaks
@transaction.atomic
def register_online(
    *, session: Session, newcomer: Newcomer, relatives: Sequence[Named] = (), party_size: int,
    comfort: Collection[Comfort] = (), at: datetime,
) -> Registration | None:  # fmt: skip
    """Register somebody who came by the page, without looking at the people we know: the desk reconciles.

    None when the page already brought the same name with the same contact to this session: it counts once, and
    who sends it again is told neither the seat nor the link of the first. Without a contact two people of one name
    cannot be told apart: both are kept.
    """
    session = Session.objects.locked(session.pk)
    if newcomer.has_contact and is_already_there(newcomer, session):
        return None
    person = provisional_person(space=session.space, origin=Origin.WEB, at=at, **vars(newcomer))
    return register_together(
        session=session, person=person, relatives=relatives, party_size=party_size, comfort=comfort, origin=Origin.WEB,
        at=at,
    )  # fmt: skip


def is_already_there(newcomer: Newcomer, session: Session) -> bool:
    by_page = Registration.objects.of(session.space).live().filter(session=session, origin=Origin.WEB)
    return by_page.filter(
        person__is_provisional=True,
        person__search_key=FrKey(Value(f"{newcomer.first_name} {newcomer.last_name}")),
        person__phone=newcomer.phone,
        person__email=newcomer.email,
        person__helper_phone=newcomer.helper_phone,
    ).exists()
