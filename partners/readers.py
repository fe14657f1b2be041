"""Contacts of partners, as those who are told what is to come."""

from datetime import datetime

from mediation.accounts.models import Space
from mediation.communications.registry import Reader
from mediation.courier.registry import Addressee

from .enums import PartnerState
from .models import Contact

WORK_WITH_US = [PartnerState.MET, PartnerState.ACTIVE]


def of_space(*, space: Space, at: datetime) -> list[Reader]:
    """Of partners that work with the space: one that was noted or written to alone has not met us."""
    contacts = Contact.objects.of(space).filter(partner__state__in=WORK_WITH_US)
    rows = contacts.select_related("partner__organisation").order_by("partner__organisation__name", "name", "pk")
    return [Reader(f"contact:{one.pk}", f"{one}, {one.partner}", one.email) for one in rows]


def named(ids: list[int]) -> dict[int, Addressee]:
    contacts = Contact.objects.select_related("partner__organisation").in_bulk(ids)
    return {pk: Addressee(f"{one}, {one.partner}", one.partner.get_absolute_url()) for pk, one in contacts.items()}
