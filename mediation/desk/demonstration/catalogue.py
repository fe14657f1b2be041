"""What the catalogue says besides: tools, publics, resources, something that is tried, a box of wishes."""

from datetime import timedelta

from workshops import services
from workshops.enums import Aim, WishChannel

from .loading import Loading, code_of, read


def tags_of(key: str) -> dict:
    """What this workshop says of itself, beside its words."""
    said = read("catalogue")
    ages = [*said["ages"].get(key, []), None, None]
    return {
        "tools": [tool for tool, keys in said["tools"].items() if key in keys],
        "audiences": [audience for audience, keys in said["audiences"].items() if key in keys],
        "aim": Aim.REPAIR if key in said["repair"] else Aim.EMANCIPATION,
        "is_mixed": key in said["mixed"],
        "ages_from": ages[0],
        "ages_to": ages[1],
        "at_ease": said["at_ease"].get(key, ""),
        "practice": said["practice"].get(key, ""),
        "accesses": said["accesses"].get(key, []),
    }


def write_catalogue(loading: Loading) -> None:
    said, by = read("catalogue"), loading.users["helene"]
    services.propose_tools(space=loading.space, at=loading.at, by=by)
    for row in said["materials"]:
        workshop, branch = loading.workshops[row.pop("workshop")], loading.interests[row.pop("branch")]
        material = services.add_material(space=loading.space, branch=branch, upload=None, at=loading.at, by=by, **row)
        services.use_materials(workshop=workshop, materials=[material], at=loading.at, by=by)
    tried = said["experiment"]
    services.start_experiment(
        workshop=loading.workshops[tried["workshop"]], question=tried["question"],
        review_on=loading.days.launch + timedelta(days=tried["review_in_days"]), at=loading.at, by=by,
    )  # fmt: skip
    for row in said["wishes"]:
        write_wish(loading, row)


def write_wish(loading: Loading, row: dict) -> None:
    at, by = loading.at - timedelta(days=row.pop("days_before")), loading.users["paulette"]
    channel, key = WishChannel(row.pop("channel")), row.pop("interest", None)
    person = loading.people.get(row.pop("person", None))
    wish = services.note_wish(space=loading.space, channel=channel, person=person, at=at, by=by, **row)
    wish.code = code_of("wish", row["words"])
    wish.save(update_fields=["code"])
    if key:
        services.sort_wish(wish=wish, interest=loading.interests[key], at=loading.at, by=by)
