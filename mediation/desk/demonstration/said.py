"""What people of the demonstration say of themselves, agree to and sign; what others suppose; groups one writes to."""

from datetime import timedelta

from mediation.courier.enums import Channel
from publics import services
from publics.enums import RightsKind
from publics.models import Demarche, Facet

from .loading import Loading, read
from .people import days_ago


def write_said(loading: Loading) -> None:
    said = read("said")
    facets = {facet.key: facet for facet in Facet.objects.all()}
    for row in said["people"]:
        write_facets(loading, row, facets)
    write_consents(loading, said["consents"])
    write_authorisations(loading, said["authorisations"])
    write_mandates(loading, said["mandates"])
    write_children(loading, said["children"])
    write_learning(loading, said["learning"])
    write_supposed(loading, said["supposed"])
    write_rights(loading, said["rights"])
    write_organisations(loading, said["belongings"])
    write_segments(loading, said["segments"])


def told(loading: Loading, row: dict, by: str = "ines") -> dict:
    """On which day, and who noted it."""
    return {"at": days_ago(loading, row["days_ago"]), "by": loading.users[row.get("by", by)]}


def day(loading: Loading, days_ago_or_ahead: int):
    return loading.days.from_launch(days_ago_or_ahead)


def write_facets(loading: Loading, row: dict, facets: dict[str, Facet]) -> None:
    person, when = loading.people[row["person"]], told(loading, row)
    services.note_facets(person=person, said=[facets[key] for key in row.get("facets", [])], **when)
    if project := row.get("project"):
        facet = facets[project["facet"]]
        services.note_project(person=person, facet=facet, words=project["words"], state=project["state"], **when)


def write_consents(loading: Loading, rows: list[dict]) -> None:
    for row in rows:
        channels = [Channel(channel) for channel in row["channels"]]
        services.say_consents(
            person=loading.people[row["person"]], channels=channels, **told(loading, row, by="paulette")
        )


def write_authorisations(loading: Loading, rows: list[dict]) -> None:
    for row in rows:
        services.authorise(
            person=loading.people[row["person"]],
            kind=row["kind"],
            media=row["media"],
            scope=row["scope"],
            signed_on=day(loading, -row["days_ago"]),
            ends_on=day(loading, row["ends_in"]),
            guardian_name=row.get("guardian_name", ""),
            **told(loading, row),
        )


def write_mandates(loading: Loading, rows: list[dict]) -> None:
    for row in rows:
        services.note_mandate(
            person=loading.people[row["person"]],
            signed_on=day(loading, -row["days_ago"]),
            ends_on=day(loading, row["ends_in"]),
            families=row["families"],
            formalities=row["formalities"],
            kept_at=row["kept_at"],
            **told(loading, row),
        )


def write_children(loading: Loading, rows: list[dict]) -> None:
    for row in rows:
        child, adult = loading.people[row["child"]], loading.people[row["adult"]]
        seen = {"authorisation_seen_on": day(loading, -row["seen_days_ago"])} if "seen_days_ago" in row else {}
        services.entrust(
            child=child, adult=adult, collected_by=row["collected_by"], emergency_phone=adult.phone, **seen,
            **told(loading, row),
        )  # fmt: skip


def write_learning(loading: Loading, rows: list[dict]) -> None:
    demarches = {demarche.key: demarche for demarche in Demarche.objects.all()}
    for row in rows:
        person = loading.people[row["person"]]
        services.begin_learning(person=person, demarche=demarches[row["demarche"]], **told(loading, row))


def write_supposed(loading: Loading, rows: list[dict]) -> None:
    for row in rows:
        services.suppose_interest(
            person=loading.people[row["person"]],
            interest=loading.workshops[row["workshop"]].interest,
            supposed_by=row["supposed_by"],
            **told(loading, row),
        )


def write_rights(loading: Loading, rows: list[dict]) -> None:
    for row in rows:
        services.note_rights_request(
            person=loading.people[row["person"]],
            kind=RightsKind(row["kind"]),
            received_on=day(loading, -row["days_ago"]),
            words=row["words"],
            **told(loading, row),
        )


def write_organisations(loading: Loading, rows: list[dict]) -> None:
    """Who belongs to which structure, and what the structure itself would like to do."""
    for row in rows:
        organisation, when = loading.organisations[row["organisation"]], told(loading, row)
        services.join(person=loading.people[row["person"]], organisation=organisation, role=row["role"], **when)
        if workshop := row.get("workshop"):
            interest = loading.workshops[workshop].interest
            services.note_organisation_interest(
                organisation=organisation, interest=interest, words=row.get("words", ""), **when
            )


def write_segments(loading: Loading, rows: list[dict]) -> None:
    at, by = loading.at - timedelta(days=20), loading.users["helene"]
    for row in rows:
        services.create_segment(space=loading.space, name=row["name"], rule=rule_of(loading, row["all"]), at=at, by=by)


def rule_of(loading: Loading, criteria: list[dict]) -> dict:
    """An envie is written by the key of the workshop that it opened."""
    nodes = [dict(criterion) for criterion in criteria]
    for node in nodes:
        if node["is"] == "interest":
            node["value"] = loading.workshops[node["value"]].interest.key
    return {"v": 1, "all": nodes}
