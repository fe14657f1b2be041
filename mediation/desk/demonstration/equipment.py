"""What the space owns, where it is, and what sessions to come have with them."""

from workshops import services
from workshops.models import Item

from .loading import Loading, code_of, read


def write_items(loading: Loading) -> None:
    said, by = read("items"), loading.users["helene"]
    items = {item.number: item for item in Item.objects.bulk_create(items_of(loading, said["items"]))}
    for key, numbers in said["uses"].items():
        session, chosen = loading.sessions[key], [items[number] for number in numbers]
        if session.starts_at > loading.at:
            services.use_items(session=session, items=chosen, at=loading.at, by=by)


def items_of(loading: Loading, rows: list[dict]) -> list[Item]:
    return [
        Item(
            **loading.owned(venue=loading.venues[row["venue"]], code=code_of("item", number)), number=number,
            name=row["name"], kind=row["kind"], shelf=row.get("shelf", ""), about=row.get("about", ""),
            state=row.get("state", "in_service"), may_be_lent=row.get("lent", False),
        )
        for row in rows
        for number in row["numbers"]
    ]  # fmt: skip
