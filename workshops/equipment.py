"""What a session could have with it: what its workshop asks for, what was taken the last time, what is free then."""

from dataclasses import dataclass

from django.db.models import Q

from mediation.common.tables import heading

from .conflicts import named
from .enums import ItemKind, ItemState, Resource
from .models import Item, ItemUse, Occupancy, Session

CALLED = {  # how the words of a workshop may call each kind, as `heading` writes them
    ItemKind.COMPUTER: ("ordinateur", "portable"),
    ItemKind.TABLET: ("tablette",),
    ItemKind.PHONE: ("telephone", "smartphone"),
    ItemKind.PRINTER: ("imprim", "scanner", "numeris"),
    ItemKind.PROJECTOR: ("projecteur", "ecran"),
    ItemKind.CAMERA: ("photo", "camera"),
}


@dataclass(frozen=True)
class Choice:
    """One item somebody may tick. `taken`: by what at that hour, empty when it is free."""

    item: Item
    is_proposed: bool
    is_ticked: bool
    taken: str


def choices_for(session: Session) -> list[Choice]:
    """Those in service and those it already has. Before anything is chosen, what was taken the last time is ticked."""
    chosen, last = of_session(session), of_last_time(session)
    kinds = kinds_said(session.equipment_shown)
    usable = Item.objects.of(session.space).filter(Q(state=ItemState.IN_SERVICE) | Q(pk__in=chosen))
    taken = taken_then(session)
    return [
        Choice(
            item=item,
            is_proposed=item.pk in last or item.kind in kinds,
            is_ticked=item.pk in (chosen or last - taken.keys()),
            taken=taken.get(item.pk, ""),
        )
        for item in usable.with_places().by_kind()
    ]


def of_session(session: Session) -> set[int]:
    return set(ItemUse.objects.of(session.space).filter(session=session).values_list("item", flat=True))


def of_last_time(session: Session) -> set[int]:
    """What the last session of the same workshop that had something with it had."""
    others = Session.objects.of(session.space).filter(workshop=session.workshop_id, item_uses__isnull=False)
    last = others.exclude(pk=session.pk).newest_first().first()
    return of_session(last) if last else set()


def kinds_said(words: str) -> set[ItemKind]:
    """« Une tablette par personne »."""
    said = heading(words)
    return {kind for kind, names in CALLED.items() if any(name in said for name in names)}


def taken_then(session: Session) -> dict[int, str]:
    others = Occupancy.objects.of(session.space).filter(resource=Resource.ITEM).but_of(session)
    meanwhile = others.meanwhile(session.starts_at, session.ends_at).with_what().order_by("starts_at", "pk")
    return {other.resource_key: named(other, session) for other in reversed(meanwhile)}
