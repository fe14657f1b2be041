"""A cycle and the people of its five Fridays; a template of pathway, and a group that started from it."""

from datetime import timedelta

from publics.models import Person
from workshops import services
from workshops.enums import StepKind
from workshops.models import Enrolment, Pathway, Registration

from .loading import Loading, code_of, read


def write_pathways(loading: Loading) -> None:
    said = read("pathways")
    write_cycle(loading, said["cycle"])
    write_group(loading, said["template"], said["people"])


def write_cycle(loading: Loading, said: dict) -> None:
    """Its dates were filled with the same people, in the same order: their registrations become one."""
    sessions, by = [loading.sessions[key] for key in said.pop("sessions")], loading.users["helene"]
    cycle = services.create_cycle(space=loading.space, sessions=sessions, at=loading.at, by=by, **said)
    cycle.code = code_of("cycle", cycle.title)
    cycle.save(update_fields=["code"])
    taken = Registration.objects.of(loading.space).confirmed().filter(session__in=sessions)
    people = Person.objects.filter(registrations__in=taken).distinct().order_by("pk")
    enrolments = Enrolment.objects.bulk_create(
        Enrolment(
            **loading.owned(code=code_of("enrolment", person.code), cycle=cycle, person=person),
            created_at=loading.at,
            created_by=by,
        )
        for person in people
    )
    for enrolment in enrolments:
        taken.filter(person=enrolment.person).update(enrolment=enrolment)


def write_group(loading: Loading, said: dict, people: list[dict]) -> None:
    by, began = loading.users["helene"], loading.at - timedelta(days=said["started_days_before"])
    audiences = {"audiences": said["audiences"]}
    template = services.create_template(space=loading.space, title=said["title"], at=began, by=by, **audiences)
    for row in said["steps"]:
        services.outline_step(
            template=template, kind=StepKind(row["kind"]), title=row.get("title", ""),
            workshop=loading.workshops.get(row.get("workshop")),
            organisation=loading.organisations.get(row.get("organisation")), at=began, by=by,
        )  # fmt: skip
    cohort = services.create_cohort(template=template, title=said["cohort"], at=began, by=by)
    for row in people:
        pathway = services.start_pathway(
            person=loading.people[row["person"]], objective=row["objective"], motivation=row["motivation"],
            template=template, cohort=cohort, started_on=began.date(), at=began, by=by,
        )  # fmt: skip
        Pathway.objects.filter(pk=pathway.pk).update(code=code_of("pathway", row["person"]))
        for review in row.get("reviews", []):
            on = (loading.at - timedelta(days=review["days_before"])).date()
            services.review_pathway(
                pathway=pathway, phase=review["phase"], on=on, words=review["words"], at=loading.at, by=by
            )
