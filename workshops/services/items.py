"""The inventory, and what a session has with it."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from mediation.accounts.models import Space, User
from mediation.common.refusals import speaks

from ..conflicts import refusals
from ..enums import ItemState, SessionState
from ..models import Item, ItemUse, Session
from ..models.sessions import TAKES_PLACE
from .opening import refuse_once_over
from .series import said_of


@speaks
@transaction.atomic
def create_item(*, item: Item, space: Space, at: datetime, by: User | None) -> Item:
    """Refused when another one of the space has its number."""
    item.space = space
    item.full_clean(exclude=["space"])
    item.save()
    return item


@speaks
@transaction.atomic
def use_items(
    *, session: Session, items: Iterable[Item], with_following: bool = False, at: datetime, by: User | None
) -> list[Session]:
    """These, and no others; `with_following`: also the sessions of its series that come after. Returns which.

    All or none. Refused with what takes one of them at that hour, and when one is not in service.
    """
    sessions = [Session.objects.locked(pk) for pk in meant_by(session, with_following, at=at)]
    items = list(Item.objects.of(session.space).held([item.pk for item in items]))  # always after sessions
    for each in sessions:
        with said_of(each):
            bring(each, items, at=at)
    return sessions


def meant_by(session: Session, with_following: bool, *, at: datetime) -> list[int]:
    """Their keys: they are held in one order by everybody."""
    if not (with_following and session.series_id):
        return [session.pk]
    others = Session.objects.of(session.space).filter(series=session.series_id, series_rank__gt=session.series_rank)
    return sorted([session.pk, *others.changeable(at=at).values_list("pk", flat=True)])


def bring(session: Session, items: list[Item], *, at: datetime) -> None:
    refuse_once_over(session, at=at)
    if session.state == SessionState.CANCELLED:
        raise ValidationError("cette séance est annulée, rien ne s’y réserve.")
    uses = ItemUse.objects.of(session.space).filter(session=session)
    known = set(uses.values_list("item", flat=True))
    new = [item for item in items if item.pk not in known]
    refuse_unless_in_service(new)
    said = refusals(session, session.starts_at, session.ends_at, new) if session.state in TAKES_PLACE else {}
    if said:
        raise ValidationError(list(said.values()), code="taken")
    uses.exclude(item__in=items).delete()
    ItemUse.objects.bulk_create(ItemUse(space=session.space, session=session, item=item) for item in new)


def refuse_unless_in_service(items: Iterable[Item]) -> None:
    out = [item for item in items if item.state != ItemState.IN_SERVICE]
    if out:
        said = [f"«\u00a0{item}\u00a0» est noté «\u00a0{item.get_state_display().lower()}\u00a0»." for item in out]
        raise ValidationError(said, code="out_of_service")
