"""What the space owns, where it is, what sessions to come have with them, what is out."""

from datetime import time, timedelta

from workshops import services
from workshops.enums import Weekday
from workshops.models import AccessHours, Item

from .loading import Loading, code_of, read


def write_items(loading: Loading) -> None:
    said, by = read("items"), loading.users["helene"]
    items = {item.number: item for item in Item.objects.bulk_create(items_of(loading, said["items"]))}
    for key, numbers in said["uses"].items():
        session, chosen = loading.sessions[key], [items[number] for number in numbers]
        if session.starts_at > loading.at:
            services.use_items(session=session, items=chosen, at=loading.at, by=by)
    for row in said["loans"]:
        write_loan(loading, items[row["number"]], row)
    write_open_access(loading, items)
    services.remind_late_loans(space=loading.space, at=loading.at)


def write_loan(loading: Loading, item: Item, row: dict) -> None:
    by, today = loading.users["paulette"], loading.at.date()
    loan = services.lend(
        item=item, person=loading.people.get(row.get("person")),
        organisation=loading.organisations.get(row.get("organisation")),
        due_on=today + timedelta(days=row["due_days_after"]), condition_out=row.get("condition", ""),
        at=loading.at - timedelta(days=row["lent_days_before"]), by=by,
    )  # fmt: skip
    if days := row.get("returned_days_before"):
        services.return_item(loan=loan, at=loading.at - timedelta(days=days), by=by)


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


def write_open_access(loading: Loading, items: dict[str, Item]) -> None:
    """Two half-days a week; two people are there now, one of them said her first name."""
    venue, since = loading.venues["fil"], loading.days.launch
    AccessHours.objects.bulk_create(
        AccessHours(**loading.owned(venue=venue, weekday=weekday), starts=time(14), ends=time(17, 30), valid_from=since)
        for weekday in (Weekday.TUESDAY, Weekday.THURSDAY)
    )
    for number, name, minutes in [("P1", "Nadia", 25), ("P4", "", 50)]:
        at = loading.at - timedelta(minutes=minutes)
        services.sit_down(item=items[number], name=name, minutes=60, at=at, by=loading.users["paulette"])
